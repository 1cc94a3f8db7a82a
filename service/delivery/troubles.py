"""Which refusals and failures, the carrier's and our own, a person has to know of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from service.alerts import PAUSES, raise_alert
from service.carrier.port import NOT_REACHED, Verdict
from service.carrier.twilio_errors import FOR_SOME_NUMBERS
from service.models import Lane, Trouble, Way

BY_CODE = {
    11200: Trouble.PAGES_BROKEN,
    11205: Trouble.PAGES_BROKEN,
    12100: Trouble.PAGES_BROKEN,
    30007: Trouble.FILTERED,
    63038: Trouble.DAILY_LIMIT,
}


class Judged(Protocol):
    """A refusal, or what a code means."""

    @property
    def verdict(self) -> Verdict: ...
    @property
    def reason(self) -> str: ...
    @property
    def is_new(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Told:
    """What a person is told: a kind of trouble, and a sentence without anybody's data."""

    kind: Trouble
    detail: str


def refuses_us(verdict: Verdict, code: int | None) -> bool:
    """Whether nothing of ours will go until a person mends something."""
    return verdict == Verdict.OURS and code not in FOR_SOME_NUMBERS


def trouble_in(way: str, judged: Judged, code: int | None) -> Told | None:
    """What this is for a person; None when it is a day like any other."""
    kind = _kind_of(way, judged, code)
    if kind is None:
        return None
    named = not judged.is_new and code is not None
    return Told(kind, f"{judged.reason} ({code})" if named else judged.reason)


def tell(
    session: Session, told: Told | None, now: datetime, paused_until: datetime | None = None
) -> None:
    """Tells a person, if there is something to tell."""
    if told:
        raise_alert(session, told.kind, told.detail, now, paused_until)


def _kind_of(way: str, judged: Judged, code: int | None) -> Trouble | None:
    if code in BY_CODE:
        return BY_CODE[code]
    if judged == NOT_REACHED:
        return Trouble.CARRIER_AWAY
    if judged.is_new:
        return Trouble.NEW_CODE
    if refuses_us(judged.verdict, code):
        return PAUSES[Way(way)]
    return Trouble.NUMBERS_REFUSED if judged.verdict == Verdict.OURS else None


def crisis_unsure(session: Session, lane: str, now: datetime) -> None:
    """A crisis alert that ends otherwise than by arriving is for a person to see to."""
    if lane == Lane.CRISIS:
        raise_alert(session, Trouble.CRISIS_UNSURE, "A crisis alert may not have arrived.", now)


def too_long(session: Session, message: str, now: datetime) -> None:
    """Our words, by their name in the register, are more than one text carries."""
    raise_alert(session, Trouble.TOO_LONG, f"A text of ours is too long: {message}.", now)
