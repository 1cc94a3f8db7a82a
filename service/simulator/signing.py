"""The signature on every webhook, by code of our own: the service checks it with the carrier's.

Reference: Twilio's page on webhook security. HMAC-SHA1 over the URL and the sorted form, in base64.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from urllib.parse import urldefrag


def sign(token: str, url: str, form: Iterable[tuple[str, str]] = ()) -> str:
    """The value of X-Twilio-Signature. A repeated value of one name counts once, a fragment never."""
    pairs = "".join(name + value for name, value in sorted(set(form)))
    text = urldefrag(url).url + pairs
    digest = hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()
