"""Questions to the carrier about our account, over its REST API: a status, and what came with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import requests

from service.clock import machine_now
from service.errors import CarrierUnavailable, ConfigurationError
from service.settings import Settings

TIMEOUT_S = 5.0
Product = Literal["api", "voice", "accounts", "messaging"]
SERVICES = "/v1/Services"
NO_NUMBER = "The account has no such number. See porchlight doctor."


@dataclass(frozen=True, slots=True)
class Answer:
    """Status 0 when nothing came at all. `ahead`: by how much our clock is before the carrier's."""

    status: int
    said: Mapping[str, Any] = field(default_factory=dict)
    ahead: timedelta | None = None


def account_of(settings: Settings) -> Answer:
    return ask(settings, f"{_account(settings)}.json")


def balance_of(settings: Settings) -> Answer:
    return ask(settings, f"{_account(settings)}/Balance.json")


def find_number(settings: Settings) -> Mapping[str, Any] | None:
    """The line's number as the account has it."""
    answer = ask(settings, f"{_numbers(settings)}.json", {"PhoneNumber": settings.line_number})
    numbers = answer.said.get("incoming_phone_numbers") or [None]
    found: Mapping[str, Any] | None = numbers[0]
    return found


def found_number(settings: Settings) -> Mapping[str, Any]:
    """Raises CarrierUnavailable, or ConfigurationError when the account has no such number."""
    account = account_of(settings)
    if account.status != 200:
        raise CarrierUnavailable("The account can't be read. See porchlight doctor.")
    number = find_number(settings)
    if number is None:
        raise ConfigurationError(NO_NUMBER)
    return number


def change_number(settings: Settings, sid: str, form: Mapping[str, str]) -> None:
    """Raises CarrierUnavailable."""
    _require_done(ask(settings, f"{_numbers(settings)}/{sid}.json", form=form))


def service_of(settings: Settings, number_sid: str) -> Mapping[str, Any] | None:
    """The messaging service that the number is in, of the first fifty; None where it is in none."""
    listed = ask(settings, SERVICES, {"PageSize": "50"}, product="messaging")
    for one in listed.said.get("services") or []:
        its = f"{SERVICES}/{one['sid']}/PhoneNumbers/{number_sid}"
        if ask(settings, its, product="messaging").status == 200:
            found: Mapping[str, Any] = one
            return found
    return None


def change_service(settings: Settings, sid: str, form: Mapping[str, str]) -> None:
    """Raises CarrierUnavailable."""
    _require_done(ask(settings, f"{SERVICES}/{sid}", form=form, product="messaging"))


def _require_done(answer: Answer) -> None:
    if answer.status != 200:
        raise CarrierUnavailable(
            f"The carrier answered with {answer.status}: see what was changed."
        )


def ask(
    settings: Settings,
    path: str,
    query: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    product: Product = "api",
) -> Answer:
    """A GET, or with a form a POST. The simulator has one address for all products."""
    token = settings.twilio_auth_token.get_secret_value()
    with requests.Session() as http:
        http.trust_env = False  # a .netrc must not overrule the token we are checking
        try:
            answer = http.request(
                "POST" if form else "GET",
                f"{settings.carrier_url or f'https://{product}.twilio.com'}{path}",
                params=query,
                data=form,
                auth=(settings.twilio_account_sid, token),
                timeout=TIMEOUT_S,
            )
            return Answer(answer.status_code, answer.json(), _ahead(answer.headers.get("Date")))
        except requests.JSONDecodeError:
            return Answer(502)
        except requests.RequestException:
            return Answer(0)


def _ahead(date: str | None) -> timedelta | None:
    try:
        theirs: datetime = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return machine_now() - theirs if theirs.tzinfo else None


def _account(settings: Settings) -> str:
    return f"/2010-04-01/Accounts/{settings.twilio_account_sid}"


def _numbers(settings: Settings) -> str:
    return f"{_account(settings)}/IncomingPhoneNumbers"
