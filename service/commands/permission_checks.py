"""What the doctor asks of geographic permissions: may the account call and text where our people are?

What is closed there is refused number by number, and a crisis page with it. What is open without need is an
invitation to whoever makes money by calls to dear numbers.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from service.commands.carrier_account import Answer, ask
from service.health import Check
from service.settings import Settings

CALLS = "Open them in the carrier's console: Voice, Settings, Geo permissions"
TEXTS = "Open them in the carrier's console: Messaging, Settings, Geo permissions"
CLOSE = "Close special and toll fraud numbers in the carrier's console: Voice, Settings, Geo permissions"
DEAR = ("high_risk_special_numbers_enabled", "high_risk_tollfraud_numbers_enabled")


def check_permissions(settings: Settings) -> Iterator[Check]:
    yield check_calls({one: _calls(settings, one) for one in sorted(_called(settings))})
    yield check_texts({settings.home_country: _texts(settings, settings.home_country)})


def check_calls(found: Mapping[str, Answer]) -> Check:
    """Where callers are joined to, and our own people live."""
    told = {one: answer.said for one, answer in found.items() if answer.status == 200}
    closed = [one for one, said in told.items() if not said.get("low_risk_numbers_enabled")]
    dear = [one for one, said in told.items() if any(said.get(name) for name in DEAR)]
    if closed:
        return Check("calls abroad", False, f"closed: {', '.join(closed)}", CALLS)
    if dear:
        return Check("calls abroad", False, f"dear numbers are open: {', '.join(dear)}", CLOSE)
    return Check("calls abroad", True, _in_words(found, told))


def check_texts(found: Mapping[str, Answer]) -> Check:
    told = {one: _row(answer, one) for one, answer in found.items()}
    known = {one: row for one, row in told.items() if row is not None}
    closed = [one for one, row in known.items() if not row.get("enabled")]
    if closed:
        return Check("texts", False, f"closed: {', '.join(closed)}", TEXTS)
    return Check("texts", True, _in_words(found, known))


def _in_words(found: Mapping[str, Answer], told: Mapping[str, object]) -> str:
    unknown = [one for one in found if one not in told]
    opened = f"open: {', '.join(told)}" if told else ""
    silent = f"the carrier does not tell: {', '.join(unknown)}" if unknown else ""
    return "; ".join(filter(None, (opened, silent)))


def _called(settings: Settings) -> frozenset[str]:
    own = (phone.country for phone in settings.fallback_phones)
    return settings.countries_dialled | {settings.home_country, *filter(None, own)}


def _calls(settings: Settings, country: str) -> Answer:
    return ask(settings, f"/v1/DialingPermissions/Countries/{country}", product="voice")


def _texts(settings: Settings, country: str) -> Answer:
    asked = {"CountryCode": country}
    return ask(settings, "/v1/Messaging/GeoPermissions", asked, product="accounts")


def _row(answer: Answer, country: str) -> Mapping[str, Any] | None:
    rows = answer.said.get("permissions") or []
    return next((row for row in rows if row.get("country_code") == country), None)
