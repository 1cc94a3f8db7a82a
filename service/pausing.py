"""PAUSE: a break from all that we start, but for a crisis and what somebody asks for meanwhile.

Until the day they named nothing piles up: a reminder that falls due waits for its next date, a check-in is
asked on its first date afterwards, a group that starts is looked for afterwards. It ends by itself.
"""

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import members, preferences
from service.checkins import answers, days, plans
from service.clock import zone
from service.delivery.hours import on_wall
from service.models import Person
from service.settings import Settings

LONGEST_DAYS = 60


def begin(
    session: Session, settings: Settings, person_id: int, first_day: date, said_at: datetime
) -> datetime:
    """Holds everything until that day begins on their own wall; that moment. Nobody is alarmed by it."""
    until = on_wall(first_day, 0, wall_of(session, settings, person_id))
    preferences.set_break(session, person_id, until, said_at)
    _plan_anew(session, settings, person_id, said_at)
    return until


def end(session: Session, settings: Settings, person_id: int, said_at: datetime) -> bool:
    """All goes on from now; False where there was no break."""
    was_on = until(session, [person_id], said_at) is not None
    if was_on:
        preferences.set_break(session, person_id, None, said_at)
        _plan_anew(session, settings, person_id, said_at)
    return was_on


def until(session: Session, people: Collection[int], now: datetime) -> datetime | None:
    """When the longest break of these people ends that is on; None where none is."""
    theirs = Person.id.in_(people), Person.paused_until > now
    return session.scalar(select(func.max(Person.paused_until)).where(*theirs))


def wall_of(session: Session, settings: Settings, person_id: int) -> ZoneInfo:
    return zone(members.zone_of(session, person_id) or settings.home_zone)


def _plan_anew(session: Session, settings: Settings, person_id: int, now: datetime) -> None:
    """Their check-in: an open ladder ends without alarm, and its next date is the first one afterwards."""
    check_in = plans.of_person(session, person_id)
    if check_in is None:
        return
    plans.plan_anew(session, settings, person_id, now)
    if until(session, [person_id], now):
        for day in days.all_open_of(session, check_in.id):
            answers.stopped(session, settings, day, now)
