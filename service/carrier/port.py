"""What Porchlight asks of a carrier, and the three things a carrier can answer.

A send ends Accepted, Refused or Unknown. Unknown is an outcome of its own: a cut connection or a
time-out says nothing about whether the text was created, so it is settled by evidence and never
repeated blindly.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from service.text.phone import Phone

# At most a minute apart: half a day. What is useful for less ends earlier.
MANY_TRIES = 720


class Verdict(StrEnum):
    """What a refusal means for the next try."""

    PERMANENT = "permanent"  # this number or these words will never go
    LATER = "later"  # not processed; the same may go in a while
    OURS = "ours"  # our configuration: nothing will go until a person mends it
    STOPPED = "stopped"  # the carrier holds an opt-out for this number


@dataclass(frozen=True, slots=True)
class TextToSend:
    to: Phone
    sender: str
    body: str
    receipt_url: str
    valid_for_s: int  # the carrier drops it when it could not be delivered by then; 6 to 36000


@dataclass(frozen=True, slots=True)
class CallToPlace:
    to: Phone
    sender: str
    script_url: str  # where the carrier asks what to say
    receipt_url: str
    ring_s: int = 25
    detect_machine: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    sid: str


@dataclass(frozen=True, slots=True)
class Words:
    """A refusal in the carrier's own words, which may name a number: kept sealed, never logged."""

    status: int  # of HTTP
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    verdict: Verdict
    code: int | None
    reason: str  # for a coordinator to read, without numbers
    retry_after_s: float | None = None
    tries: int = MANY_TRIES  # refused so often for the same reason, it ends
    whole: Words | None = None  # where the reason is new to us

    @property
    def is_new(self) -> bool:
        return self.whole is not None


NOT_REACHED = Refused(Verdict.LATER, None, "The carrier could not be reached.")


@dataclass(frozen=True, slots=True)
class Unknown:
    why: str


Outcome = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Seen:
    """A text or call as the carrier's own list shows it."""

    sid: str
    to: str
    sender: str
    body: str | None  # None for calls
    status: str
    error_code: int | None
    created_at: datetime
    direction: str  # inbound, outbound-api, outbound-reply
    media: int = 0  # pictures
    answered_by: str = ""  # of a call: human, machine_start, fax, ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """What somebody said after a tone, as the carrier's own list shows it."""

    sid: str
    call_sid: str
    seconds: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """What the carrier's list shows for some numbers, newest first.

    Complete from `since` on: further back than the list was read, a miss says nothing.
    """

    seen: list[Seen]
    since: datetime


class Carrier(Protocol):
    def send_text(self, text: TextToSend) -> Outcome: ...

    def place_call(self, call: CallToPlace) -> Outcome: ...

    def texts_to(self, to: Phone, since: datetime) -> list[Seen]:
        """Newest first, at most a few hundred. Raises CarrierUnavailable."""
        ...

    def texts_received(self, line: str, since: datetime) -> list[Seen]:
        """What people have texted to `line`, oldest first, however much. Raises CarrierUnavailable."""
        ...

    def texts_sent(self, line: str, to: Collection[str], since: datetime) -> Listed:
        """What `line` has sent by itself to any of these numbers, in as few requests as there can be.

        Raises CarrierUnavailable.
        """
        ...

    def calls_placed(self, line: str, to: Collection[str], since: datetime) -> Listed:
        """As texts_sent."""
        ...

    def fetch_text(self, sid: str) -> Seen | None:
        """None when the carrier has no such text. Raises CarrierUnavailable."""
        ...

    def fetch_call(self, sid: str) -> Seen | None:
        """As fetch_text."""
        ...

    def texts_with(self, line: str, number: str, until: datetime) -> list[Seen]:
        """What went either way between the two until then, some hundreds of them at most: empty once
        there is nothing. Raises CarrierUnavailable.
        """
        ...

    def calls_with(self, line: str, number: str, until: datetime) -> list[Seen]:
        """As texts_with."""
        ...

    def delete_text(self, sid: str) -> bool:
        """Deletes it from the carrier's own records; False while it is still under way, and must stay.

        Raises CarrierUnavailable.
        """
        ...

    def delete_call(self, sid: str) -> bool:
        """As delete_text."""
        ...

    def recordings_of(self, call_sid: str) -> list[str]:
        """The ids of what was recorded in that call. Raises CarrierUnavailable."""
        ...

    def recordings_made(self, since: datetime) -> list[Recorded]:
        """What was said after a tone of ours since then, newest first. Raises CarrierUnavailable."""
        ...

    def delete_recording(self, sid: str) -> bool:
        """As delete_text."""
        ...

    def look_up(self, phone: Phone) -> Literal["mobile", "landline", "unknown"]:
        """The kind of line, unknown for a number that isn't one. Raises CarrierUnavailable."""
        ...
