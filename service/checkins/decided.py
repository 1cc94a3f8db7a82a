"""What a person has decided about a silence: those who stand by them are told after all."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from service import timers
from service.checkins import contacts, days, handing, telling
from service.checkins.silences import Why
from service.crisis import cases, closing
from service.crisis.cases import Outcome
from service.models import Case, CaseState, CheckInDay, DayState
from service.settings import Settings

TELL: Final = "silent.tell"  # the timer of a case of many; its subject is the case's id
AT_ONCE: Final = 50


def can_be_told(session: Session, case: Case) -> bool:
    """Whether the case is about one alone, whom somebody stands by who has not been told of it yet."""
    day = handing.day_of(session, case.id)
    if day is None or day.state != DayState.HANDED or case.person_id is None:
        return False
    return bool(contacts.who_can_be_told(session, case.person_id))


def tell_one(session: Session, settings: Settings, case_id: int, now: datetime) -> bool:
    """Whether somebody is told now, of the day of this case. The case stays who has it's."""
    found = handing.day_of(session, case_id)
    day = days.locked(session, found.id) if found else None
    if day is None or day.ended_at is not None or day.state == DayState.TELLING:
        return False
    return telling.begin(session, settings, day, now)


def claim_many(session: Session, case_id: int, volunteer_id: int, now: datetime) -> bool:
    """As `cases.claim`, of a case of many. Its timers before it: the ticker takes one away and then locks
    the case, so in the other order the two could wait for each other."""
    for kind in (TELL, handing.HELD):
        timers.hold(session, kind, case_id)
    return cases.claim(session, case_id, volunteer_id, now)


def take_over(session: Session, settings: Settings, day_id: int, now: datetime) -> int | None:
    """The case of a day that stays silent so far: whoever takes it sees to it, and nobody is told by itself
    any more. Let go, it is paged for as any. None where it has ended, or is held with many others."""
    day = days.locked(session, day_id)
    if day is None or day.ended_at is not None or day.state == DayState.HELD:
        return None
    if day.state != DayState.HANDED:
        handing.hand(session, settings, day, now, Why.BY_HAND)
    return day.case_id


def all_clear(session: Session, day_id: int, now: datetime) -> bool:
    """Whether it was open until now: a person says that all is well, and everyone who was told hears so."""
    day = days.locked(session, day_id)
    if day is None or day.ended_at is not None:
        return False
    days.end(session, day, DayState.ALL_RIGHT, now)
    telling.clear_all(session, day, now)
    return True


class OfMany(StrEnum):
    """What may be said of a case of many."""

    TOLD = "told"  # whoever stands by them
    WAITS = "waits"  # nobody is told for half an hour
    OVER = "over"


def say_of_many(
    session: Session, case_id: int, volunteer_id: int, said: OfMany, now: datetime
) -> bool:
    """Whether it counts: who says it has the case from then on; a late word changes nothing."""
    if not claim_many(session, case_id, volunteer_id, now):
        return False
    if said is OfMany.TOLD:
        tell_many(session, case_id, now)
    elif said is OfMany.WAITS:
        handing.wait(session, case_id, now)
    else:
        closing.close(session, case_id, Outcome.SEEN_TO, now, volunteer_id)
    return True


def tell_many(session: Session, case_id: int, now: datetime) -> None:
    """Who has it says so: each goes on as if it were alone, in the ticker's own time."""
    closing.hold(session, case_id)
    timers.put(session, TELL, case_id, now)


def tell_all(session: Session, settings: Settings, case_id: int, now: datetime) -> None:
    """The timer's: some at a time; who has named nobody is handed by themselves. Then the case is over."""
    case = session.get(Case, case_id)
    if case is None or case.state == CaseState.CLOSED:
        return
    found = handing.days_of(session, case_id, AT_ONCE)
    for one in found:
        day = days.locked(session, one)
        if day is not None and day.ended_at is None:
            _goes_on(session, settings, day, now)
    if len(found) == AT_ONCE:
        timers.put(session, TELL, case_id, now)
    else:
        closing.close(session, case_id, Outcome.SEEN_TO, now, case.claimed_by)


def _goes_on(session: Session, settings: Settings, day: CheckInDay, now: datetime) -> None:
    day.case_id = None
    session.flush()
    if not telling.begin(session, settings, day, now):
        handing.hand(session, settings, day, now, Why.NOBODY)
