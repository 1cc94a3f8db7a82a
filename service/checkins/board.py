"""Today's check-ins for whoever runs groups: how each stands, counted and listed; never what was answered.

`groups` None: everybody's; else of those who have joined one of these groups.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, select, true
from sqlalchemy.orm import Session, aliased

from service.checkins.asks import RUNGS
from service.clock import zone
from service.delivery.hours import on_wall
from service.models import CheckIn, CheckInDay, DayState, Membership, Person
from service.settings import Settings

A_DAY = timedelta(days=1)


class Standing(StrEnum):
    """How a date stands."""

    DUE = "due"  # later today
    WAITING = "waiting"  # asked, and no answer yet
    ANSWERED = "answered"
    LATE = "late"  # answered after the last of the asks
    TOLD = "told"  # who stands by them is told, or has said that all is well
    MISSED = "missed"  # a coordinator's
    STOPPED = "stopped"  # by the member


# Those that need somebody, the most urgent first, then the others.
ORDER = (
    *(Standing.MISSED, Standing.TOLD, Standing.WAITING),
    *(Standing.LATE, Standing.DUE, Standing.ANSWERED, Standing.STOPPED),
)
_D = CheckInDay
_OF: dict[Standing, ColumnElement[bool]] = {
    Standing.MISSED: _D.state.in_((DayState.HELD, DayState.HANDED, DayState.SEEN_TO)),
    Standing.TOLD: _D.state.in_((DayState.TELLING, DayState.ALL_RIGHT)),
    Standing.WAITING: _D.state == DayState.ASKING,
    Standing.LATE: and_(_D.state == DayState.ANSWERED, _D.rung >= len(RUNGS)),
    Standing.ANSWERED: and_(_D.state == DayState.ANSWERED, _D.rung < len(RUNGS)),
    Standing.STOPPED: _D.state == DayState.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A date, or where there is none yet the next one."""

    check_in: CheckIn
    person: Person
    at: datetime
    standing: Standing
    ended: bool


def standing_of(state: str, rung: int) -> Standing:
    """The same for one date, by how far its ladder came."""
    if state == DayState.ANSWERED:
        return Standing.LATE if rung >= len(RUNGS) else Standing.ANSWERED
    if state in (DayState.TELLING, DayState.ALL_RIGHT):
        return Standing.TOLD
    if state == DayState.ASKING:
        return Standing.WAITING
    return Standing.STOPPED if state == DayState.STOPPED else Standing.MISSED


def theirs(groups: Collection[int] | None) -> ColumnElement[bool]:
    """Check-ins of who has joined one of these groups."""
    if groups is None:
        return true()
    joined = Membership.person_id == CheckIn.person_id, Membership.group_id.in_(groups)
    return exists().where(
        *joined
    )  # looked for by each row: a day has fewer of them than a group people


def counts(
    session: Session, settings: Settings, groups: Collection[int] | None, now: datetime
) -> dict[Standing, int]:
    """Of today, and of what is open still from before: two statements."""
    found = dict.fromkeys(ORDER, 0)
    of_days = select(_D.state, _D.rung, func.count()).join(CheckIn, CheckIn.id == _D.check_in_id)
    of_days = of_days.where(_of_today(settings, now), theirs(groups)).group_by(_D.state, _D.rung)
    for state, rung, count in session.execute(of_days):
        found[standing_of(state, rung)] += count
    due = select(func.count()).select_from(CheckIn).where(_due(settings, now), theirs(groups))
    found[Standing.DUE] = session.scalar(due) or 0
    return found


def listed(
    session: Session,
    settings: Settings,
    groups: Collection[int] | None,
    which: Standing,
    now: datetime,
    first: int,
    most: int,
) -> Sequence[Row]:
    """Some of them, the longest waiting first."""
    if which is Standing.DUE:
        coming = select(CheckIn, Person).join(Person, Person.id == CheckIn.person_id)
        coming = coming.where(_due(settings, now), theirs(groups)).order_by(
            CheckIn.next_at, CheckIn.id
        )
        rows = session.execute(coming.offset(first).limit(most))
        return [Row(one, person, one.next_at or now, which, False) for one, person in rows]
    found = (
        select(_D, CheckIn, Person)
        .join(CheckIn, CheckIn.id == _D.check_in_id)
        .join(Person, Person.id == CheckIn.person_id)
        .where(_OF[which], _of_today(settings, now), theirs(groups))
        .order_by(_D.occurs_at, _D.id)
    )
    return [
        Row(one, person, day.occurs_at, which, day.ended_at is not None)
        for day, one, person in session.execute(found.offset(first).limit(most))
    ]


def everyone(
    session: Session, groups: Collection[int] | None, first: int, most: int
) -> Sequence[tuple[CheckIn, Person]]:
    """All that are on, or proposed."""
    found = select(CheckIn, Person).join(Person, Person.id == CheckIn.person_id)
    found = found.where(CheckIn.on, theirs(groups)).order_by(CheckIn.id)
    return [(one, who) for one, who in session.execute(found.offset(first).limit(most))]


def last_days(session: Session, check_in_id: int, most: int) -> Sequence[CheckInDay]:
    """Its newest dates, the oldest of them first."""
    newest = select(_D).where(_D.check_in_id == check_in_id).order_by(_D.occurs_at.desc())
    return [*reversed(session.scalars(newest.limit(most)).all())]


def _of_today(settings: Settings, now: datetime) -> ColumnElement[bool]:
    """Each half by an index of its own: what is kept of three months is never read through."""
    begins, ends = _today(settings, now)
    one = aliased(_D)
    of_today = select(one.id).where(one.occurs_at >= begins, one.occurs_at < ends)
    still_open = select(one.id).where(one.ended_at.is_(None))
    return _D.id.in_(of_today.union(still_open))


def _due(settings: Settings, now: datetime) -> ColumnElement[bool]:
    ends = _today(settings, now)[1]
    return and_(CheckIn.on, CheckIn.agreed_at.is_not(None), CheckIn.next_at < ends)


def _today(settings: Settings, now: datetime) -> tuple[datetime, datetime]:
    """On the line's own wall."""
    home = zone(settings.home_zone)
    day: date = now.astimezone(home).date()
    return on_wall(day, 0, home), on_wall(day + A_DAY, 0, home)
