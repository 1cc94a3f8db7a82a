"""A silence that is not for the contacts, or was told them in vain, is handed to a coordinator as a case.

Each day has one case, opened once; where many of one hour are silent together they share one, whose holder
says whether their contacts are told. What waits for that is looked at again every half hour. No text of a
crisis joins such a case, nor the reverse: whoever is silent may be in one, and that is another matter.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import members, timers
from service.checkins import days
from service.checkins.days import CLIMB
from service.checkins.silences import Why
from service.crisis import cases, closing, rungs
from service.crisis.cases import SILENT, Outcome
from service.models import Case, CaseState, CaseStep, CheckIn, CheckInDay, DayState
from service.settings import Settings

HELD: Final = "silent.held"  # the timer of a case of many; its subject is the case's id
LOOK_AGAIN: Final = timedelta(minutes=30)


def hand(session: Session, settings: Settings, day: CheckInDay, now: datetime, why: Why) -> None:
    """Makes it a coordinator's, who is paged from now on. The caller has the day locked.

    For a mass it is held on the one case of all of them.
    """
    to = DayState.HELD if why is Why.MASS else DayState.HANDED
    if day.state != to:
        days.move(day, to)
    day.case_id = _case_of_many(session, now) if why is Why.MASS else _case(session, day, why, now)
    session.flush()
    timers.drop(session, CLIMB, day.id)


def look_again(session: Session, case_id: int, now: datetime) -> None:
    """The timer's: what is held still is for a person to decide, again and again."""
    case = cases.locked(session, case_id)
    if case is None or case.state == CaseState.CLOSED:
        return
    if not waiting(session, case_id):
        closing.call_off(session, case_id, Outcome.OK, now)
        return
    timers.put(session, HELD, case_id, now + LOOK_AGAIN)
    if case.state == CaseState.CLAIMED:
        cases.give_back(session, case_id, case.claimed_by, now)
        session.refresh(case)
        rungs.new_round(session, case, now)


def wait(session: Session, case_id: int, now: datetime) -> None:
    """Who has the case of many leaves it so for half an hour; then they are asked again."""
    closing.hold(session, case_id)
    timers.put(session, HELD, case_id, now + LOOK_AGAIN)


def waiting(session: Session, case_id: int) -> int:
    """How many days of this case have not ended."""
    theirs = CheckInDay.case_id == case_id, CheckInDay.ended_at.is_(None)
    return session.scalar(select(func.count()).select_from(CheckInDay).where(*theirs)) or 0


def days_of(session: Session, case_id: int, limit: int) -> Sequence[int]:
    """Some of them, by their ids, the oldest first."""
    theirs = CheckInDay.case_id == case_id, CheckInDay.ended_at.is_(None)
    found = select(CheckInDay.id).where(*theirs).order_by(CheckInDay.id).limit(limit)
    return session.scalars(found).all()


def day_of(session: Session, case_id: int) -> CheckInDay | None:
    """The day of a case that is about one alone; None once it has ended."""
    found = days_of(session, case_id, 1)
    return session.get(CheckInDay, found[0]) if found else None


def _case(session: Session, day: CheckInDay, why: Why, now: datetime) -> int:
    check_in = session.get_one(CheckIn, day.check_in_id)
    key = f"silent:{check_in.person_id}:{day.occurs_at:%Y-%m-%dT%H%M}"
    language = members.language_of(session, check_in.phone_id, check_in.person_id)
    whose = {"phone_id": check_in.phone_id, "person_id": check_in.person_id}
    return _opened(session, key, now, rule=why, language=language, **whose)


def _case_of_many(session: Session, now: datetime) -> int:
    """The one that is not closed, or a new one."""
    going_on = select(Case.id).where(Case.tier == SILENT, Case.rule == Why.MASS)
    known = session.scalar(going_on.where(Case.state != CaseState.CLOSED).limit(1))
    if known is not None:
        return known
    opened = _opened(session, f"silent:many:{now:%Y-%m-%dT%H}", now, rule=Why.MASS)
    timers.put(session, HELD, opened, now + LOOK_AGAIN)
    return opened


def _opened(session: Session, key: str, now: datetime, **more: Any) -> int:
    """Opened once; what is handed a second time is open and paged anew."""
    is_new = cases.open_once(session, key, now, tier=SILENT, **more)
    case_id = session.scalars(select(Case.id).where(Case.source_key == key)).one()
    cases.reopen(session, case_id)
    case = cases.locked(session, case_id)
    if case is None:
        return case_id
    if case.state == CaseState.CLAIMED:
        cases.give_back(session, case_id, case.claimed_by, now)
        session.refresh(case)
    case.rule = more["rule"]
    cases.note(session, case_id, CaseStep.OPENED if is_new else CaseStep.AGAIN, now)
    rungs.new_round(session, case, now)
    return case_id
