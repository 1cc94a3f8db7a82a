"""What the doctor asks the carrier: are we who we say, is the number ours, does it point at us?"""

from dataclasses import dataclass
from typing import Any

import requests

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
    return [found, _number(settings)] if found.ok else [found]


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


def _number(settings: Settings) -> Check:
    """The line's number belongs to the account, and its texts and calls come to our doors."""
    account = settings.twilio_account_sid
    answer = _ask(
        settings,
        f"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json",
        {"PhoneNumber": settings.line_number},
    )
    numbers = answer.said.get("incoming_phone_numbers") or []
    if not numbers:
        fix = "Set LINE_NUMBER to a number this account has."
        return Check("number", False, "the account has no such number", fix)
    wrong = [name for name, url in wanted_urls(settings).items() if numbers[0].get(name) != url]
    fix = " ".join(f"Set {name} to {wanted_urls(settings)[name]}." for name in wrong)
    detail = "texts and calls come to this line" if not wrong else "webhooks point elsewhere"
    return Check("number", not wrong, detail, fix)


def wanted_urls(settings: Settings) -> dict[str, str]:
    """What the number must be configured with, by the carrier's own names."""
    return {
        "sms_url": f"{settings.public_url}/text",
        "voice_url": f"{settings.public_url}/voice/in",
    }


def _ask(settings: Settings, path: str, query: dict[str, str] | None = None) -> Answer:
    token = settings.twilio_auth_token.get_secret_value()
    with requests.Session() as http:
        http.trust_env = False  # a .netrc must not overrule the token we are checking
        try:
            answer = http.get(
                f"{settings.carrier_url or API}{path}",
                params=query,
                auth=(settings.twilio_account_sid, token),
                timeout=TIMEOUT_S,
            )
            return Answer(answer.status_code, answer.json())
        except requests.JSONDecodeError:
            return Answer(502, {})
        except requests.RequestException:
            return Answer(0, {})
