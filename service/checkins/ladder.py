"""What silence leads to, rung by rung, until somebody answers.

    asked ─ 10 min again ─ 20 the other way, or their second number ─ grace: who stands by them is told
    └───────────────────────── an answer, at any time: the day has ended ─────────────────────────────┘

A day has one timer, `checkin.climb`: whenever it falls due, its state says what is next. A timer that
comes late is our own delay, so the ladder counts from later by as much: nobody hears three asks at once.
Where we were away until a later date of it has come, that one alone is asked.
Hundreds may be silent at one moment, so the asks are written with one statement a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from service import consent, timers
from service.checkins import answers, days, handing, outage, overheard, telling
from service.checkins.asks import COLUMNS, RUNGS, WHOSE, Ask, Asked, next_turn, put_all, reached_by
from service.checkins.days import CLIMB
from service.checkins.due import PROMPT
from service.checkins.silences import Why
from service.db import table_of
from service.models import CheckIn, CheckInDay, DayState, Outbox
from service.settings import Settings
from service.statements import Prepared, for_each, one_of, one_value

LAST = len(RUNGS) - 1
# A ticker that was only busy is never so late.
WE_WERE_AWAY = timedelta(minutes=5)
# Texts that wait unread are taken within seconds; where they are not, it is an outage of ours.
UNREAD_AGAIN, UNREAD_FOR = timedelta(minutes=1), timedelta(minutes=4)
NOT_ASKED = "A later date of it is asked."
_C, _D = table_of(CheckIn), table_of(CheckInDay)
_LATER = table_of(CheckInDay).alias("later_day")
_IS_OLD = exists().where(
    _LATER.c.check_in_id == _D.c.check_in_id, _LATER.c.occurs_at > _D.c.occurs_at
)


def _while(state: DayState) -> Prepared:
    return Prepared(
        lambda dialect: (
            select(_D.c.id, _D.c.occurs_at, _D.c.counts_from, _D.c.rung, _IS_OLD, *COLUMNS)
            .select_from(WHOSE.join(_D, _D.c.check_in_id == _C.c.id))
            .where(one_of(_D.c.id, dialect), _D.c.ended_at.is_(None))
            .where(_D.c.state == state)
            .order_by(_D.c.id)
            .with_for_update(of=_D)
        )
    )


_SILENT, _TOLD = _while(DayState.ASKING), _while(DayState.TELLING)
_MOVE_ON = Prepared(
    update(_D)
    .where(_D.c.id == bindparam("id_"))
    .values(rung=bindparam("next_"), counts_from=bindparam("from_"))
)


@dataclass(frozen=True, slots=True)
class _Silent:
    """A day that nobody has answered yet; `rung` is the one whose turn has come."""

    id: int
    occurs_at: datetime
    counts_from: datetime
    rung: int
    is_old: bool  # a later date was asked
    asked: Asked

    @property
    def turn(self) -> datetime:
        return next_turn(self.counts_from, self.rung, self.asked.grace_min)

    @property
    def may_be_asked(self) -> bool:
        return self.rung < len(RUNGS) and self.asked.stopped_at is None

    def is_overtaken(self, now: datetime) -> bool:
        """Whether a later date has come."""
        coming = self.asked.next_at
        return self.is_old or (coming is not None and coming <= now)


def go_on_all(session: Session, settings: Settings, day_ids: Sequence[int], now: datetime) -> None:
    """The timers': each day's next rung."""
    session.flush()
    keys = one_value(list(day_ids), session.get_bind().dialect.name)
    found = [_silent(row) for row in _SILENT.rows(session, keys=keys)]
    overtaken = [one for one in found if one.is_overtaken(now)]
    silent = [one for one in found if not one.is_overtaken(now)]
    early = [one for one in silent if now < one.turn]
    asked_again = [one for one in silent if one.turn <= now and one.may_be_asked]
    # A timer of a day that was erased, whose number another has by now.
    timers.put_all(session, CLIMB, [(str(one.id), one.turn) for one in early])
    _ask_again(session, settings, [_put_off(one, now) for one in asked_again], now)
    session.expire_all()
    for one in overtaken:
        _ask_no_more(session, one.id, now)
    done = {one.id for one in (*early, *asked_again, *overtaken)}
    for day_id in day_ids:
        if day_id not in done:
            go_on(session, settings, day_id, now)


def was_lost(session: Session, settings: Settings, row: Outbox, now: datetime) -> None:
    """An ask that reached no phone, as far as we know: the other way, at once."""
    session.flush()
    timers.hold(session, CLIMB, row.subject_id or 0)
    keys = one_value([row.subject_id], session.get_bind().dialect.name)
    for one in map(_silent, _SILENT.rows(session, keys=keys)):
        is_this_one = row.occurs_at == one.occurs_at and row.created_at >= one.counts_from
        went = row.phone_id, row.way
        if is_this_one and one.rung <= LAST and went != reached_by(one.asked, settings, LAST):
            _ask_again(session, settings, [replace(one, rung=LAST)], now)


def go_on(session: Session, settings: Settings, day_id: int, now: datetime) -> None:
    """What comes after the asks; nothing where the day has ended, or a person has it."""
    day = days.locked(session, day_id)
    if day is None or day.ended_at is not None:
        return
    check_in = session.get_one(CheckIn, day.check_in_id)
    if consent.is_stopped(session, check_in.phone_id):
        answers.stopped(session, settings, day, now)
    elif day.state == DayState.ASKING:
        _stayed_silent(session, settings, day, check_in, now)
    elif day.state == DayState.TELLING and overheard.a_crisis(session, day, check_in):
        handing.hand(session, settings, day, now, Why.CRISIS)
    elif day.state == DayState.TELLING:
        _stays_untold(session, settings, day, now)


def _stayed_silent(
    session: Session, settings: Settings, day: CheckInDay, check_in: CheckIn, now: datetime
) -> None:
    """Their grace is over: whoever stands by them is told, unless the silence may be our own doing."""
    late = now - next_turn(day.counts_from, len(RUNGS), check_in.grace_min)
    if late > WE_WERE_AWAY:
        _ask_once_more(session, day, now)
    elif outage.is_mass(session, day, now):  # before ours: a thousand cases would be no help
        handing.hand(session, settings, day, now, Why.MASS)
    elif overheard.a_crisis(session, day, check_in):
        handing.hand(session, settings, day, now, Why.CRISIS)
    elif outage.is_ours(session, day, now):
        handing.hand(session, settings, day, now, Why.OURS)
    elif outage.may_lie_unread(session, settings, day, now):
        _wait_for_texts(session, settings, day, late, now)
    elif not telling.begin(session, settings, day, now):
        handing.hand(session, settings, day, now, Why.NOBODY)


def _stays_untold(session: Session, settings: Settings, day: CheckInDay, now: datetime) -> None:
    """Nobody who was told could say: the next of them, unless we were away ourselves meanwhile."""
    asked_at = day.counts_from + RUNGS[LAST].after  # once more, perhaps, while they are told
    turn = telling.turn_of(session, day) or now
    late = now - max(turn, asked_at + telling.ANSWERED_WITHIN)
    if late > WE_WERE_AWAY:
        _ask_before_the_next(session, settings, day, now)
    elif now >= turn and outage.may_lie_unread(session, settings, day, now):
        _wait_for_texts(session, settings, day, late, now)
    elif not telling.go_on(session, settings, day, now):
        handing.hand(session, settings, day, now, Why.TOLD)


def _ask_once_more(session: Session, day: CheckInDay, now: datetime) -> None:
    """We were away when their grace ended, so an answer may have met nobody: the other way, once more,
    and the grace counts from that."""
    day.counts_from, day.rung = now - RUNGS[LAST].after, LAST
    session.flush()
    timers.put(session, CLIMB, day.id, now)


def _ask_before_the_next(
    session: Session, settings: Settings, day: CheckInDay, now: datetime
) -> None:
    """The same while contacts are told: it waits for the member as it does for one of them. Where a later
    date has come, that one is asked, and a person sees to this one."""
    day.counts_from, day.rung = now - RUNGS[LAST].after, LAST
    session.flush()
    keys = one_value([day.id], session.get_bind().dialect.name)
    [one] = [_silent(row) for row in _TOLD.rows(session, keys=keys)]
    if one.is_overtaken(now):
        handing.hand(session, settings, day, now, Why.OURS)
        return
    _ask_again(session, settings, [one], now)
    session.expire(day)
    timers.put(session, CLIMB, day.id, now + telling.ANSWERED_WITHIN)


def _ask_no_more(session: Session, day_id: int, now: datetime) -> None:
    """A day that we were away from ends, and alarms nobody: they are asked about the later date."""
    day = days.locked(session, day_id)
    if day is not None and day.ended_at is None:
        days.hold_back(session, day, NOT_ASKED, now)
        days.end(session, day, DayState.STOPPED, now)


def _wait_for_texts(
    session: Session, settings: Settings, day: CheckInDay, late: timedelta, now: datetime
) -> None:
    """Their answer may be among what nobody has read yet."""
    if late < UNREAD_FOR:
        timers.put(session, CLIMB, day.id, now + UNREAD_AGAIN)
    else:
        handing.hand(session, settings, day, now, Why.OURS)


def _silent(row: tuple[Any, ...]) -> _Silent:
    id, occurs_at, counts_from, rung, is_old, *whose = row
    return _Silent(id, occurs_at, counts_from, rung, is_old, Asked(*whose))


def _put_off(one: _Silent, now: datetime) -> _Silent:
    """Its ladder counts from later by our own delay."""
    late = now - one.turn
    return replace(one, counts_from=one.counts_from + late) if late > PROMPT else one


def _ask_again(
    session: Session, settings: Settings, silent: Sequence[_Silent], now: datetime
) -> None:
    if not silent:
        return
    put_all(session, [_ask(settings, one) for one in silent], now)
    moved = [{"id_": one.id, "next_": one.rung + 1, "from_": one.counts_from} for one in silent]
    for_each(session, _MOVE_ON, moved)
    timers.put_all(session, CLIMB, [(str(one.id), _climbs(one)) for one in silent])


def _ask(settings: Settings, one: _Silent) -> Ask:
    phone_id, way = reached_by(one.asked, settings, one.rung)
    return Ask(one.asked, one.id, one.occurs_at, one.counts_from, one.rung, phone_id, way)


def _climbs(one: _Silent) -> datetime:
    return next_turn(one.counts_from, one.rung + 1, one.asked.grace_min)
