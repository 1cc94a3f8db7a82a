"""Check-ins whose hour has come, many in one transaction: asked, and on to their next date.

At nine in the morning thousands are due at one moment. One statement a table writes for all of them; a
batch that breaks changes nothing, and the ticker then takes its check-ins one by one.

One that comes late is our own delay: its ladder counts from when it is asked. After half an hour it waits
for contact hours, and is left out where the next date comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from service import timers
from service.checkins.asks import COLUMNS, WHOSE, Ask, Asked, next_turn, put_all, reached_by
from service.checkins.dates import DUE, newest_date, next_date
from service.checkins.days import CLIMB
from service.db import insert_for, table_of
from service.delivery.hours import next_contact
from service.models import CheckIn, CheckInDay, DayState
from service.settings import Settings
from service.statements import Prepared, Statement, for_each, one_of, one_value

# A ticker is never so late by itself.
PROMPT, LATE = timedelta(minutes=1), timedelta(minutes=30)
HALF_A_DAY = timedelta(hours=12)
_C, _D = table_of(CheckIn), table_of(CheckInDay)
_DUE = Prepared(
    lambda dialect: (
        select(*COLUMNS)
        .select_from(WHOSE)
        .where(one_of(_C.c.id, dialect), _C.c.on, _C.c.agreed_at.is_not(None))
        .where(_C.c.next_at.is_not(None))
        .order_by(_C.c.id)
        .with_for_update(of=_C)
    )
)
_ASKED = Prepared(
    lambda dialect: (
        select(_D.c.check_in_id, _D.c.occurs_at)
        .where(one_of(_D.c.check_in_id, dialect))
        .where(_D.c.occurs_at >= bindparam("since"))
    )
)
_NEW = Prepared(
    lambda dialect: (
        select(_D.c.check_in_id, _D.c.id)
        .where(one_of(_D.c.check_in_id, dialect), _D.c.ended_at.is_(None))
        .order_by(_D.c.occurs_at)
    )
)


def _adding(dialect: str) -> Statement:
    return insert_for(dialect, CheckInDay).inline()


_ADD = Prepared(
    _adding, columns=("check_in_id", "occurs_at", "state", "counts_from", "rung", "keep_until")
)
_MOVE_ON = Prepared(
    update(_C).where(_C.c.id == bindparam("id_")).values(next_at=bindparam("next_"))
)


@dataclass(frozen=True, slots=True)
class _Day:
    """A date that is asked; from when its ladder counts may be later."""

    asked: Asked
    occurs_at: datetime
    counts_from: datetime
    now: datetime

    @property
    def rung(self) -> int:
        """The next one: the first ask goes at once, unless it waits for contact hours."""
        return 1 if self.counts_from <= self.now else 0


def fall_due(session: Session, settings: Settings, ids: Sequence[int], now: datetime) -> None:
    """Asks each whose date has come, and moves it on to the next."""
    session.flush()
    keys = _keys(session, ids)
    due = [Asked(*row) for row in _DUE.rows(session, keys=keys)]
    coming = {one.id: _next(settings, one, now) for one in due}
    days = [day for one in due if (day := _day(settings, one, coming[one.id], now))]
    days = _not_there(session, days)
    _add(session, settings, days, now)
    moved = [{"id_": id, "next_": at} for id, at in coming.items()]
    if moved:
        for_each(session, _MOVE_ON, moved)
    timers.put_all(session, DUE, [(str(id), at) for id, at in coming.items()])
    session.expire_all()


def _next(settings: Settings, one: Asked, now: datetime) -> datetime:
    """Its first date that has not come; where it was moved to later, that one."""
    if one.next_at > now:
        return one.next_at
    return next_date(one.home(settings), one.at_min, one.days, now)


def _day(settings: Settings, one: Asked, coming: datetime, now: datetime) -> _Day | None:
    """The date to be asked now: the newest, should several have passed; None when none is.

    Of a wall that we have heard of only since it was planned, an hour that has not come yet is waited for.
    """
    if one.next_at > now or _is_quiet(one, now):
        return None
    occurs_at = newest_date(one.home(settings), one.at_min, one.days, now)
    if occurs_at is None or occurs_at <= one.next_at - HALF_A_DAY:
        return None
    starts = _starts(settings, one, occurs_at, now)
    return _Day(one, occurs_at, starts, now) if starts < coming else None


def _is_quiet(one: Asked, now: datetime) -> bool:
    """Away, paused or stopped: then nobody is asked, and nobody is missed."""
    breaks = (until for until in (one.away_until, one.paused_until) if until)
    return one.stopped_at is not None or any(now < until for until in breaks)


def _starts(settings: Settings, one: Asked, occurs_at: datetime, now: datetime) -> datetime:
    late = now - occurs_at
    if late <= PROMPT:
        return occurs_at
    return now if late <= LATE else next_contact(now, one.home(settings), one.hours(settings))


def _not_there(session: Session, days: Sequence[_Day]) -> list[_Day]:
    """Without those that were answered before they came."""
    if not days:
        return []
    since = min(day.occurs_at for day in days)
    keys = _keys(session, [day.asked.id for day in days])
    there = {tuple(row) for row in _ASKED.rows(session, keys=keys, since=since)}
    return [day for day in days if (day.asked.id, day.occurs_at) not in there]


def _add(session: Session, settings: Settings, days: Sequence[_Day], now: datetime) -> None:
    if not days:
        return
    keep_until = kept_until(settings, now)
    for_each(session, _ADD, [_row(day, keep_until) for day in days])
    keys = _keys(session, [day.asked.id for day in days])
    # In the order of their dates, so the newest of each stays.
    ids: dict[int, int] = dict(map(tuple, _NEW.rows(session, keys=keys)))
    goes = [_ask(settings, day, ids[day.asked.id]) for day in days if day.rung]
    put_all(session, goes, now)
    timers.put_all(session, CLIMB, [(str(ids[day.asked.id]), _climbs(day)) for day in days])


def kept_until(settings: Settings, now: datetime) -> datetime:
    """What is asked and answered now is forgotten then."""
    return now + timedelta(days=settings.check_in_answers_days)


def _row(day: _Day, keep_until: datetime) -> dict[str, object]:
    return {
        "check_in_id": day.asked.id, "occurs_at": day.occurs_at, "state": DayState.ASKING,
        "counts_from": day.counts_from, "rung": day.rung, "keep_until": keep_until,
    }  # fmt: skip


def _ask(settings: Settings, day: _Day, day_id: int) -> Ask:
    phone_id, way = reached_by(day.asked, settings, 0)
    return Ask(day.asked, day_id, day.occurs_at, day.counts_from, 0, phone_id, way)


def _climbs(day: _Day) -> datetime:
    return next_turn(day.counts_from, day.rung, day.asked.grace_min)


def _keys(session: Session, ids: Sequence[int]) -> object:
    return one_value(list(ids), session.get_bind().dialect.name)
