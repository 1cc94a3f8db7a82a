"""One date of a check-in: where it can be, and what alone moves it.

    asking ─ telling ─ handed ─┬─ answered     by the member, at any time, even after another end
       └──── held ─────────────┼─ all_right    somebody who was told has said so
                               ├─ seen_to      by whoever took the case
                               └─ stopped      by the member: STOP, away, off, erased

Who moves a day locks it first, and its timer before it: the ticker takes the timer away and then locks
the day, so in the other order the two could wait for each other.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service import timers
from service.checkins import silences
from service.checkins.asks import ASK
from service.delivery.states import move as move_row
from service.errors import NotAllowedState
from service.models import CheckIn, CheckInDay, DayState, Outbox, State

CLIMB = "checkin.climb"  # its subject is the day's id
ENDS = frozenset({DayState.ANSWERED, DayState.ALL_RIGHT, DayState.SEEN_TO, DayState.STOPPED})
NEXT: Mapping[DayState, frozenset[DayState]] = {
    DayState.ASKING: ENDS | {DayState.TELLING, DayState.HELD, DayState.HANDED},
    DayState.TELLING: ENDS | {DayState.HANDED},
    DayState.HELD: ENDS | {DayState.TELLING, DayState.HANDED},
    # Whoever has the case may have the contacts told after all.
    DayState.HANDED: ENDS | {DayState.TELLING},
    DayState.ANSWERED: frozenset(),
    DayState.ALL_RIGHT: frozenset({DayState.ANSWERED}),
    DayState.SEEN_TO: frozenset({DayState.ANSWERED}),
    DayState.STOPPED: frozenset(),  # whoever was told has heard of it by then
}
# Why an ask that waits is not sent any more, for a coordinator to read.
OVER: Final = {
    DayState.ANSWERED: "They have answered already.",
    DayState.ALL_RIGHT: "Somebody has said that they are all right.",
    DayState.SEEN_TO: "Somebody has seen to it.",
    DayState.STOPPED: "They have ended it.",
}


def locked(session: Session, day_id: int) -> CheckInDay | None:
    """The day as it is now; until the end of this transaction nobody else moves it."""
    timers.hold(session, CLIMB, day_id)
    theirs = select(CheckInDay).where(CheckInDay.id == day_id).with_for_update()
    return session.scalar(theirs.execution_options(populate_existing=True))


def open_of(session: Session, check_in_id: int) -> CheckInDay | None:
    """The newest date of this check-in that has not ended."""
    return next(iter(all_open_of(session, check_in_id)), None)


def all_open_of(session: Session, check_in_id: int) -> list[CheckInDay]:
    """Its dates that have not ended, the newest first: a case may be open still from the day before."""
    theirs = CheckInDay.check_in_id == check_in_id, CheckInDay.ended_at.is_(None)
    newest_first = CheckInDay.occurs_at.desc()
    return list(session.scalars(select(CheckInDay).where(*theirs).order_by(newest_first)))


def newest_of(session: Session, check_in_id: int) -> CheckInDay | None:
    """The newest date of it, ended or not."""
    theirs = select(CheckInDay).where(CheckInDay.check_in_id == check_in_id)
    return session.scalar(theirs.order_by(CheckInDay.occurs_at.desc()).limit(1))


def asked_on(session: Session, phone_id: int) -> list[CheckInDay]:
    """What waits for an answer of whoever has this phone, as their first number or their second; the
    newest first."""
    theirs = select(CheckInDay).join(CheckIn, CheckIn.id == CheckInDay.check_in_id)
    theirs = theirs.where(
        or_(CheckIn.phone_id == phone_id, CheckIn.second_phone_id == phone_id),
        CheckInDay.ended_at.is_(None),
    )
    return list(session.scalars(theirs.order_by(CheckInDay.occurs_at.desc(), CheckInDay.id)))


def move(day: CheckInDay, to: DayState) -> None:
    """Moves a day the caller has locked, while it goes on. Raises NotAllowedState."""
    if to not in NEXT[DayState(day.state)]:
        raise NotAllowedState(f"{day.state} never becomes {to}")
    day.state = to


def end(session: Session, day: CheckInDay, to: DayState, now: datetime) -> None:
    """Ends a day the caller has locked: nothing more is asked or climbs. Raises NotAllowedState.

    Those who were told hear of it by `telling`.
    """
    move(day, to)
    day.ended_at = day.ended_at or now
    session.flush()
    timers.drop(session, CLIMB, day.id)
    hold_back(session, day, OVER[to], now)
    silences.let_go(session, day, now)


def hold_back(session: Session, day: CheckInDay, why: str, now: datetime) -> None:
    """Asks of it that have not gone yet."""
    plan = session.get_one(CheckIn, day.check_in_id)
    waiting = select(Outbox).where(
        Outbox.phone_id.in_([plan.phone_id, plan.second_phone_id or plan.phone_id]),
        Outbox.message == ASK,
        Outbox.subject_id == day.id,
        Outbox.state == State.QUEUED,
    )
    for row in session.scalars(waiting.with_for_update()):
        move_row(row, State.SUPPRESSED, now, why)
