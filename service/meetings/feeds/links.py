"""Links to video rooms: only what a telephone opens, and nothing that leads elsewhere than it looks."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from service.meetings.feeds.clean import tidy

LONGEST = 500
_SCHEME = re.compile(r"^https?://", re.IGNORECASE)
_BARE = re.compile(r"^[\w-]+(?:\.[\w-]+)+/\S")
# ASCII, because a look-alike letter is another house; its last part is no number, so no bare machine.
_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$")


def link_of(value: Any) -> str | None:
    """The link, with its scheme; of "https://... passcode 1234" the link alone. None if it is none.

    >>> link_of("zoom.us/j/123456789"), link_of("https://zoom.us@example.org/"), link_of("https://[::1")
    ('https://zoom.us/j/123456789', None, None)
    """
    text = tidy(value, LONGEST)
    if not text:
        return None
    first = text.split(" ", 1)[0]
    if not _SCHEME.match(first):
        first = f"https://{first}" if _BARE.match(text) else ""
    return first if first and _is_sound(first) else None


@lru_cache(maxsize=4096)
def _is_sound(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for one that is no number
    except ValueError:
        return False
    return "@" not in parts.netloc and bool(_HOST.match(parts.hostname or ""))
