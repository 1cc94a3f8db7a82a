"""What the doctor asks the carrier: are we who we say, is the number ours, does it point at us, and what
does it say when we are away? And how it is told."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from service.errors import CarrierUnavailable, ConfigurationError
from service.health import Check
from service.settings import Settings

API = "https://api.twilio.com"
TIMEOUT_S = 5.0
# Account and number answers that say whose fault it is (Twilio REST API, HTTP statuses).
DENIED = {401, 403}


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and what came with it; status 0 when nothing came at all."""

    status: int
    said: dict[str, Any]


def check_carrier(settings: Settings) -> list[Check]:
    """The account first; the number only when the account is well."""
    account = _ask(settings, f"/2010-04-01/Accounts/{settings.twilio_account_sid}.json")
    found = _account(account)
    if not found.ok:
        return [found]
    number = _find_number(settings)
    return [found, _number(settings, number), *_fallback(settings, number)]


def connect_number(settings: Settings) -> None:
    """Has the number send its texts and calls here, and go to its fallbacks when we are away.

    Raises CarrierUnavailable, or ConfigurationError when the account has no such number.
    """
    number = _find_number(settings)
    if number is None:
        raise ConfigurationError("The account has no such number. See porchlight doctor.")
    urls = {**wanted_urls(settings), **fallback_urls(settings)}
    form = {_parameter(name): url for name, url in urls.items() if url}
    form |= {"SmsMethod": "POST", "VoiceMethod": "POST"}
    answer = _ask(settings, f"{_numbers(settings)}/{number['sid']}.json", form=form)
    if answer.status != 200:
        raise CarrierUnavailable(f"The carrier answered with {answer.status}.")


def _account(answer: Answer) -> Check:
    if answer.status == 0:
        fix = "Check this machine's network, or CARRIER_URL."
        return Check("carrier", False, "can't be reached", fix)
    if answer.status in DENIED or answer.status == 404:
        fix = "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the carrier's console."
        return Check("carrier", False, "does not know this account and token", fix)
    if answer.status >= 400:
        return Check("carrier", False, f"answered with {answer.status}", "Try again later.")
    status = str(answer.said.get("status", "active"))
    fix = "" if status == "active" else "Ask the carrier why the account is not active."
    return Check("carrier", status == "active", f"the account is {status}", fix)


def _find_number(settings: Settings) -> dict[str, Any] | None:
    answer = _ask(settings, f"{_numbers(settings)}.json", {"PhoneNumber": settings.line_number})
    numbers = answer.said.get("incoming_phone_numbers") or [None]
    found: dict[str, Any] | None = numbers[0]
    return found


def _number(settings: Settings, number: dict[str, Any] | None) -> Check:
    """The line's number belongs to the account, and its texts and calls come to our doors."""
    if number is None:
        fix = "Set LINE_NUMBER to a number this account has."
        return Check("number", False, "the account has no such number", fix)
    wrong = [name for name, url in wanted_urls(settings).items() if number.get(name) != url]
    fix = " ".join(f"Set {name} to {wanted_urls(settings)[name]}." for name in wrong)
    fix += " Or run: porchlight twilio connect" if wrong else ""
    detail = "texts and calls come to this line" if not wrong else "webhooks point elsewhere"
    return Check("number", not wrong, detail, fix)


def wanted_urls(settings: Settings) -> dict[str, str]:
    """What the number must be configured with, by the carrier's own names."""
    return {
        "sms_url": f"{settings.public_url}/text",
        "voice_url": f"{settings.public_url}/voice/in",
    }


def fallback_urls(settings: Settings) -> dict[str, str]:
    """What is asked when we give no answer; empty where there is no such document yet."""
    return {
        "sms_fallback_url": settings.fallback_texts_url,
        "voice_fallback_url": settings.fallback_calls_url,
    }


def _fallback(settings: Settings, number: dict[str, Any] | None) -> list[Check]:
    """The simulator ends with us, so it needs none."""
    if number is None or settings.carrier == "simulator":
        return []
    return [fallback_check(settings, number)]


def fallback_check(settings: Settings, number: dict[str, Any]) -> Check:
    """Whether the number says where help is while we are away, and the right thing."""
    wanted = fallback_urls(settings)
    if missing := [name for name in wanted if not number.get(name)]:
        kinds = " and ".join("texts" if name.startswith("sms") else "calls" for name in missing)
        fix = "Make it with porchlight fallback, then run: porchlight twilio connect"
        return Check("fallback", False, f"while we are away nothing answers {kinds}", fix)
    if own := [name for name in wanted if _is_ours(settings, number[name])]:
        fix = "Put it where it answers without us, as a TwiML Bin."
        return Check("fallback", False, f"{own[0]} is on our own host", fix)
    if [name for name, url in wanted.items() if url and number[name] != url]:
        fix = "Run: porchlight twilio connect"
        return Check("fallback", False, "the number has others than the settings", fix)
    return Check("fallback", True, "while we are away the carrier says where help is")


def _is_ours(settings: Settings, url: str) -> bool:
    return urlsplit(url).hostname == urlsplit(settings.public_url).hostname


def _parameter(name: str) -> str:
    """
    >>> _parameter("voice_fallback_url")
    'VoiceFallbackUrl'
    """
    return name.title().replace("_", "")


def _numbers(settings: Settings) -> str:
    return f"/2010-04-01/Accounts/{settings.twilio_account_sid}/IncomingPhoneNumbers"


def _ask(
    settings: Settings,
    path: str,
    query: dict[str, str] | None = None,
    form: dict[str, str] | None = None,
) -> Answer:
    """A GET, or with a form a POST."""
    token = settings.twilio_auth_token.get_secret_value()
    with requests.Session() as http:
        http.trust_env = False  # a .netrc must not overrule the token we are checking
        try:
            answer = http.request(
                "POST" if form else "GET",
                f"{settings.carrier_url or API}{path}",
                params=query,
                data=form,
                auth=(settings.twilio_account_sid, token),
                timeout=TIMEOUT_S,
            )
            return Answer(answer.status_code, answer.json())
        except requests.JSONDecodeError:
            return Answer(502, {})
        except requests.RequestException:
            return Answer(0, {})
