"""A check-in is answered: when asked, late, before its hour, or by wanting no more of it.

An answer ends the day, whatever it was in, and every older one that is open still; more time moves its
ladder to a later hour.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from service import members, timers
from service.checkins import dates, days, telling
from service.checkins.days import CLIMB
from service.checkins.due import kept_until
from service.models import CheckIn, CheckInDay, DayState
from service.settings import Settings

DONE, NOT_YET = "done", "not_yet"
# A word from them so long before the hour is an answer for it.
EARLY: Final = timedelta(hours=3)
MORE_TIME: Final = timedelta(hours=2)
MOST_TIME: Final = timedelta(hours=6)  # behind the hour they chose


def answered(
    session: Session,
    settings: Settings,
    day: CheckInDay,
    answer: str,
    now: datetime,
    said_at: datetime | None = None,
) -> None:
    """The member has answered: 1 to 5, `done` or `not_yet`. The last answer of a date counts.

    One that comes late was said before: of a date that had not come by then it says nothing.
    """
    check_in_id, answered_id = day.check_in_id, day.id
    open_days = days.all_open_of(session, check_in_id)
    still_open = {one.id for one in open_days if one.occurs_at <= (said_at or now)}
    for day_id in sorted(still_open | {answered_id}):  # in the order in which the ticker locks them
        locked = days.locked(session, day_id)
        if locked is None:
            continue
        if day_id == answered_id:
            locked.answer, locked.answered_at = answer, now
        _end(session, settings, locked, DayState.ANSWERED, now)


def heard_from(
    session: Session, settings: Settings, phone_id: int, said_at: datetime, now: datetime
) -> list[int]:
    """Words of a crisis on this phone: nobody is told that we could not reach them. The dates that ended.

    Of a phone that several share nobody knows whose words they were.
    """
    if len(members.people_of(session, phone_id)) > 1:
        return []
    asked = sorted(one.id for one in days.asked_on(session, phone_id) if one.occurs_at <= said_at)
    for day_id in asked:
        if locked := days.locked(session, day_id):
            locked.answered_at = locked.answered_at or now
            _end(session, settings, locked, DayState.ANSWERED, now)
    return asked


def answered_early(
    session: Session, settings: Settings, check_in: CheckIn, answer: str, now: datetime
) -> datetime | None:
    """They have said how they are before they were asked: for which date; None when it is too early."""
    check_in = dates.locked(session, check_in.id)
    occurs_at = check_in.next_at
    if occurs_at is None or not now < occurs_at <= now + EARLY:
        return None
    session.add(
        CheckInDay(
            check_in_id=check_in.id, occurs_at=occurs_at, counts_from=occurs_at,
            state=DayState.ANSWERED, answer=answer, answered_at=now, ended_at=now,
            keep_until=kept_until(settings, now),
        )
    )  # fmt: skip
    dates.plan(session, settings, check_in, now)
    return occurs_at


def later(session: Session, settings: Settings, day: CheckInDay, now: datetime) -> datetime | None:
    """Two hours more: when they are asked again, and the ladder counts anew from then.

    None where there is no more time (`more_time`).
    """
    locked = days.locked(session, day.id)
    again_at = None if locked is None else more_time(session, locked, now)
    if locked is None or again_at is None:
        return None
    locked.counts_from, locked.rung = again_at, 0
    days.hold_back(session, locked, "They have asked for more time.", now)
    session.flush()
    timers.put(session, CLIMB, locked.id, again_at)
    return again_at


def more_time(session: Session, day: CheckInDay, now: datetime) -> datetime | None:
    """Until when it can be put off.

    None where there is no more time: somebody was told already, the next date is near, or they have had
    it three times.
    """
    if day.state != DayState.ASKING:
        return None
    check_in = session.get_one(CheckIn, day.check_in_id)
    again_at = now + MORE_TIME
    told_at = again_at + timedelta(minutes=check_in.grace_min)
    is_over = check_in.next_at is not None and told_at >= check_in.next_at
    return None if is_over or again_at > day.occurs_at + MOST_TIME else again_at


def stopped(session: Session, settings: Settings, day: CheckInDay, now: datetime) -> None:
    """They want no more of it: STOP, away, off, erased. Nobody is alarmed."""
    if locked := days.locked(session, day.id):
        _end(session, settings, locked, DayState.STOPPED, now)


def _end(
    session: Session, settings: Settings, day: CheckInDay, to: DayState, now: datetime
) -> None:
    """Ends a locked day, unless it has ended in a way that stays."""
    if to in days.NEXT[DayState(day.state)]:
        days.end(session, day, to, now)
        telling.clear_all(session, day, now)
