"""What the doctor asks the carrier: are we who we say, with money left and our clock right? Is the number
ours, does it point at us, and what does it say when we are away?"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from service.commands.carrier_account import (
    Answer,
    account_of,
    balance_of,
    find_number,
    service_of,
)
from service.commands.number_urls import changes, fallbacks
from service.commands.permission_checks import check_permissions
from service.commands.service_checks import check_service
from service.health import Check
from service.settings import Settings

# Account and number answers that say whose fault it is (Twilio REST API, HTTP statuses).
DENIED = {401, 403, 404}
# Of a day or two of a small line; below it a crisis page may be the one that is refused.
LOW = Decimal(10)
# What we sign is good for minutes, and reminders are promised to the minute.
CLOCK_OFF = timedelta(seconds=10)
CONNECT = "Run: porchlight twilio connect"
NEEDED = {"sms": "texts", "voice": "calls"}


def check_carrier(settings: Settings) -> Iterator[Check]:
    """The account first; the rest only when the account is well, in the order in which it is set up."""
    account = account_of(settings)
    found = _account(account)
    yield found
    if not found.ok:
        return
    yield check_clock(account)
    yield check_balance(balance_of(settings))
    number = find_number(settings)
    yield check_number(number)
    yield from check_permissions(settings)
    if number is not None:
        yield from check_service(settings, service_of(settings, str(number["sid"])))
        yield from _fallback(settings, number)
        yield check_webhooks(settings, number)


def _account(answer: Answer) -> Check:
    if answer.status == 0:
        fix = "Check this machine's network, or CARRIER_URL."
        return Check("carrier", False, "can't be reached", fix)
    if answer.status in DENIED:
        fix = "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the carrier's console."
        return Check("carrier", False, "does not know this account and token", fix)
    if answer.status >= 400:
        return Check("carrier", False, f"answered with {answer.status}", "Try again later.")
    status = str(answer.said.get("status", "active"))
    if status != "active":
        fix = "Ask the carrier why the account is not active."
        return Check("carrier", False, f"the account is {status}", fix)
    if answer.said.get("type") == "Trial":
        fix = "Upgrade the account in the carrier's console: a trial texts confirmed numbers alone."
        return Check("carrier", False, "the account is a trial", fix)
    return Check("carrier", True, "the account is active")


def check_clock(answer: Answer) -> Check:
    """By the date of the carrier's own answer."""
    if answer.ahead is None:
        return Check("clock", True, "the carrier's answer had no date to compare with")
    off = abs(answer.ahead)
    told = f"{off.total_seconds():.0f} s off the carrier's"
    fix = "Let this machine keep time by itself. Run: timedatectl set-ntp true"
    return Check("clock", off <= CLOCK_OFF, told, fix)


def check_balance(answer: Answer) -> Check:
    """A subaccount has none of its own, and some contracts pay afterwards."""
    try:
        balance = Decimal(str(answer.said["balance"]))
    except (KeyError, InvalidOperation):
        return Check("balance", True, "the carrier does not tell it for this account")
    told = f"{balance:.2f} {answer.said.get('currency', '')}".strip()
    fix = "Add money in the carrier's console, and let it recharge by itself."
    return Check("balance", balance >= LOW, told, fix)


def check_number(number: Mapping[str, Any] | None) -> Check:
    """It belongs to the account, and can do what a line does."""
    if number is None:
        fix = "Set LINE_NUMBER to a number this account has."
        return Check("number", False, "the account has no such number", fix)
    able = number.get("capabilities") or {}
    missing = [kind for name, kind in NEEDED.items() if not able.get(name)]
    if missing:
        fix = "Set LINE_NUMBER to one that takes texts and calls."
        return Check("number", False, f"it takes no {' and no '.join(missing)}", fix)
    return Check("number", True, "the account has it, for texts and calls")


def check_webhooks(settings: Settings, number: Mapping[str, Any]) -> Check:
    """Its texts and calls come to our doors."""
    names = [one.name for one in changes(settings, number) if one.name not in fallbacks(settings)]
    if names:
        return Check("addresses", False, f"not ours: {', '.join(names)}", CONNECT)
    return Check("addresses", True, "texts and calls come to this line")


def _fallback(settings: Settings, number: Mapping[str, Any]) -> list[Check]:
    """The simulator ends with us, so it needs none."""
    return [] if settings.carrier == "simulator" else [check_fallback(settings, number)]


def check_fallback(settings: Settings, number: Mapping[str, Any]) -> Check:
    """Whether the number says where help is while we are away, and the right thing."""
    wanted = fallbacks(settings)
    for name, url in wanted.items():
        kind = "texts" if name.startswith("sms") else "calls"
        if not (url or number.get(name)):
            fix = (
                f"Run: porchlight fallback --{kind}, put it into a TwiML Bin and its address into "
            )
            fix += f"FALLBACK_{kind.upper()}_URL"
            return Check("fallback", False, f"while we are away nothing answers {kind}", fix)
    if own := [name for name, url in wanted.items() if _is_ours(settings, url or number[name])]:
        fix = "Put it where it answers without us, as a TwiML Bin."
        return Check("fallback", False, f"{own[0]} is on our own host", fix)
    if [name for name, url in wanted.items() if url and number.get(name) != url]:
        return Check("fallback", False, "the number has others than the settings", CONNECT)
    return Check("fallback", True, "while we are away the carrier says where help is")


def _is_ours(settings: Settings, url: str) -> bool:
    return urlsplit(url).hostname == urlsplit(settings.public_url).hostname
