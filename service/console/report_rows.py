"""What Reports shows: counts by day and channel, never of fewer than five people, and nobody's name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.checkins import figures
from service.checkins.figures import Figures
from service.clock import machine_now
from service.crisis import review
from service.crisis.cases import SILENT
from service.db import first_id
from service.delivery.states import ARRIVED
from service.house import House
from service.models import (
    Attempt,
    Case,
    ConsentEvent,
    ConsentRow,
    Lane,
    LogEntry,
    Outbox,
    Person,
    State,
)
from service.notices import spending
from service.notices.spending import Spent

SPANS: Final = (7, 30, 90)  # days; rows of the outbox live no longer
FEWEST: Final = figures.FEWEST
ON_THE_WAY = (State.QUEUED, State.SENDING, State.UNKNOWN, State.ACCEPTED, State.SENT)
ANSWERED_INLINE = State.INLINE  # went back in the webhook's own answer: no receipt, so no result
LOG_PAGE = 50
WEEKS = 4


@dataclass(frozen=True, slots=True)
class Reach:
    """One way, text or call: how many of what went out arrived."""

    way: str
    arrived: int
    on_the_way: int
    failed: int

    @property
    def all(self) -> int:
        return self.arrived + self.on_the_way + self.failed

    @property
    def percent(self) -> int | None:
        """Of what has an end; None where nothing has."""
        ended = self.arrived + self.failed
        return round(100 * self.arrived / ended) if ended else None


@dataclass(frozen=True, slots=True)
class Crisis:
    """`people_waited_s`: the median until somebody had it; None where it would tell of fewer than five."""

    cases: int | None
    waited_s: float | None


@dataclass(frozen=True, slots=True)
class Entry:
    row: LogEntry
    by: str | None


def reach(session: Session, days: int) -> list[Reach]:
    """The ids sort by time, so this reads the rows of those days and no others."""
    since = first_id(machine_now() - timedelta(days=days))
    rows = session.execute(
        select(Outbox.way, Outbox.state, func.count())
        .where(Outbox.id >= since, Outbox.state != ANSWERED_INLINE)
        .group_by(Outbox.way, Outbox.state)
    ).all()
    return [_reach(way, rows) for way in sorted({way for way, _, _ in rows}, reverse=True)]


def sent_twice(session: Session, days: int) -> tuple[int, int]:
    """Things the carrier took more than once and never said were lost: crisis alerts, which may be repeated,
    and all else, which must not."""
    since = first_id(machine_now() - timedelta(days=days))
    twice = (
        select(Outbox.lane)
        .join(Attempt, Attempt.outbox_id == Outbox.id)
        .where(Outbox.id >= since, Outbox.attempts > 1)
        .where(Attempt.sid.is_not(None), Attempt.failed_at.is_(None))
        .group_by(Outbox.id, Outbox.lane)
        .having(func.count() > 1)
    )
    lanes = session.scalars(twice).all()
    crisis = sum(lane == Lane.CRISIS for lane in lanes)
    return crisis, len(lanes) - crisis


def opted_out(session: Session, now: datetime, days: int) -> int:
    said = ConsentRow.event == ConsentEvent.OPT_OUT, ConsentRow.at >= now - timedelta(days=days)
    return session.scalar(select(func.count()).select_from(ConsentRow).where(*said)) or 0


def crisis(session: Session, now: datetime, days: int) -> Crisis:
    """Silent check-ins have figures of their own."""
    within = timedelta(days=days)
    opened = Case.opened_at >= now - within, Case.tier != SILENT
    cases = session.scalar(select(func.count()).select_from(Case).where(*opened)) or 0
    if cases < FEWEST:
        return Crisis(None, None)
    return Crisis(cases, review.claim_s(session, now, within))


def check_ins(session: Session, house: House, now: datetime) -> list[Figures]:
    """The weeks that are over, everybody together; a week of fewer than five people is left out."""
    monday = figures.last_monday(house.settings, now)
    weeks = (monday - back * figures.WEEK for back in range(WEEKS))
    found = (figures.of_all(session, house.settings, week) for week in weeks)
    return [one for one in found if one]


def cost(session: Session, house: House, now: datetime) -> Spent:
    return spending.since(session, house.settings, spending.month_of(house.settings, now))


def log(session: Session, page: int) -> tuple[list[Entry], bool]:
    """A page of the log, the newest first, and whether there is an older one."""
    rows = session.execute(
        select(LogEntry, Person.first_name)
        .outerjoin(Person, Person.id == LogEntry.by_person_id)
        .order_by(LogEntry.id.desc())
        .offset((page - 1) * LOG_PAGE)
        .limit(LOG_PAGE + 1)
    ).all()
    return [Entry(row, name) for row, name in rows[:LOG_PAGE]], len(rows) > LOG_PAGE


def whole_log(session: Session) -> Iterator[LogEntry]:
    """Every entry, the oldest first, a thousand at a time."""
    yield from session.scalars(
        select(LogEntry).order_by(LogEntry.id).execution_options(yield_per=1000)
    )


def _reach(way: str, rows: Sequence[tuple[str, str, int]]) -> Reach:
    mine = {state: count for its, state, count in rows if its == way}
    arrived = sum(count for state, count in mine.items() if state in ARRIVED)
    waiting = sum(mine.get(state, 0) for state in ON_THE_WAY)
    return Reach(way, arrived, waiting, sum(mine.values()) - arrived - waiting)
