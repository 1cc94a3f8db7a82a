"""What a simulated account is: whose it is, its numbers, and where it sends its webhooks."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from service.errors import NotAPhone
from service.text.phone import Phone


@dataclass(frozen=True, slots=True)
class ReceiptDelays:
    """Seconds from one state of a text to the next."""

    sending: float = 0.1
    sent: float = 0.3
    final: float = 0.6


@dataclass(frozen=True, slots=True)
class CallDelays:
    """Seconds until a call that was ordered rings, and until a phone that answers by itself does.

    `detecting`: until the carrier knows who answered. Where the call waits for that, it is silent so long.
    """

    dialling: float = 0.3
    answering: float = 1.5
    detecting: float = 0.0


@dataclass(frozen=True, slots=True)
class SimulatorSettings:
    """URLs may carry connection overrides in their fragment; an empty one is not called."""

    account_sid: str
    auth_token: str
    line_numbers: tuple[str, ...]
    sms_url: str
    voice_url: str
    sms_fallback_url: str = ""
    voice_fallback_url: str = ""
    status_url: str = ""  # hears how calls to the line ended
    opt_out_by: Literal["carrier", "us"] = "us"
    landlines: tuple[str, ...] = ()  # handsets that answer calls and take no texts from the start
    rooms: tuple[str, ...] = ()  # numbers that are conference rooms from the start
    receipt_delays: ReceiptDelays = ReceiptDelays()
    call_delays: CallDelays = CallDelays()
    calls_a_second: float = 0  # how many ordered calls are dialled; others wait queued. 0: no limit
    countries: tuple[str, ...] = ("US", "CA")  # may be called, besides the line's own
    balance: str = "20.00"  # dollars; nothing is taken from it
    own_url: str = "https://api.twilio.com"  # where recordings and media lie, as webhooks name it
    # Of several screened phones: the others ring until one accepts, or until one picks up. See dialling.
    first_to: Literal["accept", "pick-up"] = "accept"
    messaging_service_sid: str = ""  # all line numbers belong to it; empty: there is none
    seed: int | None = None  # of the faults' dice
    slow_s: float = 12.0  # how long the fault `slow` keeps a caller waiting

    def may_call(self, phone: Phone) -> bool:
        """Whether the account's geographic permissions let it."""
        return self.may_reach(phone.country)

    def may_reach(self, country: str | None) -> bool:
        return country in {*self.countries, *map(_country, self.line_numbers)}


@cache
def _country(number: str) -> str | None:
    try:
        return Phone.parse(number).country
    except NotAPhone:
        return None
