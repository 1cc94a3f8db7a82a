"""Does a signed request get through PUBLIC_URL to the process that runs, and no other? Asked as the carrier
would ask, from this machine."""

import ssl
from collections.abc import Mapping

import certifi
import urllib3
from urllib3.exceptions import HTTPError

from service.carrier.signature import HEADER, sign
from service.health import Check
from service.settings import Settings

DOOR = "/status/line"
TIMEOUT_S = 10.0
NOBODY = 0
# What came for a signed request, and for one without: what it means and what to do.
AWAY = "Start it: porchlight up. Then see that PUBLIC_URL leads to it, with TLS."
WRONG_KEY = (
    "Restart the web process with these settings: it has another token, or another PUBLIC_URL."
)
OPEN_DOOR = "See what answers there: Porchlight's own web process would have refused it."
MOVED = "Set PUBLIC_URL to the address that answers itself, without a redirect."
OTHER = "See that PUBLIC_URL leads to Porchlight's web process."


def check_door(settings: Settings) -> Check:
    """The carrier's debugger alone knows whether it gets through from outside."""
    form = {"AccountSid": settings.twilio_account_sid}
    url = f"{settings.public_url}{DOOR}"
    token = settings.twilio_auth_token.get_secret_value()
    with urllib3.PoolManager(retries=False, ssl_context=_trusted()) as http:
        signed = _knock(http, url, form, {HEADER: sign(token, url, form)})
        unsigned = _knock(http, url, form, {}) if signed else NOBODY
    detail, fix = _meaning(signed, unsigned)
    return Check("signature", not fix, detail, fix)


def _meaning(signed: int, unsigned: int) -> tuple[str, str]:
    if signed == NOBODY:
        return "PUBLIC_URL can't be reached from this machine", AWAY
    if 300 <= signed < 400:
        return "PUBLIC_URL redirects, and a signature is for one address", MOVED
    if signed == 403:
        return "a rightly signed request is refused", WRONG_KEY
    if signed != 204:
        return f"PUBLIC_URL answers with {signed}", OTHER
    if unsigned != 403:
        return "a request without a signature is taken", OPEN_DOOR
    return "a signed request gets through PUBLIC_URL, another is refused", ""


def _trusted() -> ssl.SSLContext:
    """The usual authorities, and those that this machine trusts besides."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context


def _knock(
    http: urllib3.PoolManager, url: str, form: Mapping[str, str], headers: Mapping[str, str]
) -> int:
    """The status; NOBODY when none came."""
    try:
        answer = http.request(
            "POST", url, fields=dict(form), headers=dict(headers),
            encode_multipart=False, timeout=TIMEOUT_S, redirect=False,
        )  # fmt: skip
    except HTTPError:
        return NOBODY
    return answer.status
