"""The first thing every webhook meets: is it from the carrier, for our account, and of a decent size?

The signed URL is built from the configured public address and the raw path and query, never from
`request.url` (Flask decodes it, and the signature no longer fits) nor from forwarded headers (anyone
can write those).
"""

from collections.abc import Callable
from functools import wraps

from flask import Response, abort, request
from twilio.request_validator import RequestValidator

from service.logs import log
from service.settings import Settings

LARGEST_BODY = 64 * 1024
View = Callable[..., Response]


class Guard:
    """Lets only the carrier's own, unaltered requests through to a view."""

    def __init__(self, settings: Settings) -> None:
        self._public_url = settings.public_url
        self._account = settings.twilio_account_sid
        self._validator = RequestValidator(settings.twilio_auth_token.get_secret_value())

    def __call__(self, view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> Response:
            self._check()
            return view(*args, **kwargs)

        guarded.is_guarded = True  # type: ignore[attr-defined]  # read by the house-rule test
        return guarded

    def _check(self) -> None:
        if (request.content_length or 0) > LARGEST_BODY:
            _refuse("webhook_too_large", 413)
        if not _raw_path().startswith("/"):  # a proxy's way to ask; no carrier's
            _refuse("webhook_path_odd", 400)
        signature = request.headers.get("X-Twilio-Signature")
        if not signature or not self._validator.validate(
            self._signed_url(), request.form, signature
        ):
            _refuse("webhook_signature_wrong", 403)
        if request.form.get("AccountSid", self._account) != self._account:
            _refuse("webhook_of_another_account", 403)

    def _signed_url(self) -> str:
        query = request.query_string.decode("latin-1")
        path = _raw_path().split("?", 1)[0]
        return f"{self._public_url}{path}" + (f"?{query}" if query else "")


def _raw_path() -> str:
    raw: str = request.environ.get("RAW_URI") or request.path
    return raw


def _refuse(event: str, status: int) -> None:
    """One line without anything of the request but where it went."""
    log("guard").warning(event, endpoint=request.endpoint)
    abort(status)
