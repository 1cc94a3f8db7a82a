"""Which refusals and failures a person has to know of."""

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from service.alerts import PAUSES, raise_alert
from service.carrier.port import Verdict
from service.carrier.twilio_errors import FOR_SOME_NUMBERS
from service.models import Trouble, Way

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


def refuses_us(verdict: Verdict, code: int | None) -> bool:
    """Whether nothing of ours will go until a person mends something."""
    return verdict == Verdict.OURS and code not in FOR_SOME_NUMBERS


def trouble_in(way: str, judged: Judged, code: int | None) -> Trouble | None:
    """The kind of trouble this is for a person; None when it is a day like any other."""
    if code in BY_CODE:
        return BY_CODE[code]
    if judged.is_new:
        return Trouble.NEW_CODE
    if refuses_us(judged.verdict, code):
        return PAUSES[Way(way)]
    return Trouble.NUMBERS_REFUSED if judged.verdict == Verdict.OURS else None


def report(
    session: Session,
    way: str,
    judged: Judged,
    code: int | None,
    now: datetime,
    paused_until: datetime | None = None,
) -> None:
    """Tells a person, if there is something to tell."""
    if trouble := trouble_in(way, judged, code):
        detail = judged.reason if judged.is_new or not code else f"{judged.reason} ({code})"
        raise_alert(session, trouble, detail, now, paused_until)
