"""On which dates a check-in is asked, and the moment of the next one on its person's own wall."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import timers
from service.clock import zone
from service.errors import BadInput
from service.models import CheckIn, CheckInDay, Person
from service.schedule import DAY, WEEK, Schedule
from service.settings import Settings

DUE = "checkin.due"
EVERY_DAY = 0b111_1111
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Every week on these days, a bit each; Monday is 1. Raises BadInput for none."""

    bits: int

    def __post_init__(self) -> None:
        if not 0 < self.bits <= EVERY_DAY:
            raise BadInput("A check-in needs a day of the week.")

    def since(self, first: date) -> Iterator[date]:
        while True:
            if self.bits >> first.weekday() & 1:
                yield first
            first += DAY


@lru_cache(maxsize=4096)  # ten thousand at one hour in four zones ask for four moments
def next_date(home: ZoneInfo, at_min: int, days: int, after: datetime) -> datetime:
    """The first one later than `after`, in UTC; `service/schedule` says what a change of clocks does.

    >>> next_date(ZoneInfo("America/Denver"), 150, EVERY_DAY, datetime(2027, 3, 14, tzinfo=UTC))
    datetime.datetime(2027, 3, 14, 9, 30, tzinfo=datetime.timezone.utc)
    """
    return _schedule(home, at_min, days).next_after(after).starts.astimezone(UTC)


def newest_date(home: ZoneInfo, at_min: int, days: int, until: datetime) -> datetime | None:
    """The last one at or before `until`, in UTC; None when there was none in a week."""
    past = _schedule(home, at_min, days).between(until - WEEK, until + _MOMENT)
    return past[-1].starts.astimezone(UTC) if past else None


def plan(session: Session, settings: Settings, check_in: CheckIn, now: datetime) -> None:
    """Sets its next date and the timer of it, or none where nothing is asked.

    A date that was asked, or answered before it came, is not asked again. While they are away, or have
    paused all that we start, there is none.
    """
    if not check_in.on or check_in.agreed_at is None:
        check_in.next_at = None
        session.flush()
        timers.drop(session, DUE, check_in.id)
        return
    person = session.get_one(Person, check_in.person_id)
    back = [until - _MOMENT for until in (check_in.away_until, person.paused_until) if until]
    after = max(now, _asked_last(session, check_in.id) or now, *back)
    home = zone(person.zone or settings.home_zone)
    check_in.next_at = next_date(home, check_in.at_min, check_in.days, after)
    session.flush()
    timers.put(session, DUE, check_in.id, check_in.next_at)


def locked(session: Session, check_in_id: int) -> CheckIn:
    """The check-in until the end of this transaction; its timer before it, as the ticker does."""
    timers.hold(session, DUE, check_in_id)
    theirs = select(CheckIn).where(CheckIn.id == check_in_id).with_for_update()
    return session.scalars(theirs.execution_options(populate_existing=True)).one()


def _asked_last(session: Session, check_in_id: int) -> datetime | None:
    newest = select(func.max(CheckInDay.occurs_at))
    return session.scalar(newest.where(CheckInDay.check_in_id == check_in_id))


def _schedule(home: ZoneInfo, at_min: int, days: int) -> Schedule:
    return Schedule(home, time(at_min // 60, at_min % 60), Weekdays(days))
