"""A silence's case was closed by whoever had it: its day ends, and everyone who was told hears so."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from service import timers
from service.checkins import days, handing, telling
from service.crisis.cases import SILENT_OVER, Outcome
from service.models import Case, CaseState, DayState
from service.settings import Settings

AT_ONCE: Final = 100
ALL_RIGHT: Final = frozenset({Outcome.OK, Outcome.FALSE_ALARM})


def over(session: Session, settings: Settings, case_id: int, now: datetime) -> None:
    """The timer's: what of this case has not ended ends as the case has, some at a time."""
    case = session.get(Case, case_id)
    if case is None or case.state != CaseState.CLOSED:
        return
    to = DayState.ALL_RIGHT if case.outcome in ALL_RIGHT else DayState.SEEN_TO
    found = handing.days_of(session, case_id, AT_ONCE)
    for day_id in found:
        day = days.locked(session, day_id)
        if day is not None and day.ended_at is None:
            days.end(session, day, to, now)
            telling.clear_all(session, day, now)
    if len(found) == AT_ONCE:
        timers.put(session, SILENT_OVER, case_id, now)
