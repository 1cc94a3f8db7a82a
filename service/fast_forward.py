"""Moves the demo's clock forward, due time by due time, so that everything happens in its order.

A jump over a day would make a reminder, its repetition and a check-in due at one moment. Here each
due time is stepped on, and the ticker and the workers get a while to deal with it before the next.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from service.clock import MovableClock
from service.errors import BadInput
from service.house import House
from service.models import Attempt, Inbound, Outbox, PhoneRow, State, Timer, Way

LOOK_EVERY_S = 0.1
# How long one due time may take, and how much longer we wait for receipts of what it sent.
PATIENCE_S, RECEIPT_PATIENCE_S = 20.0, 3.0
# How long a call rings at most, and a little.
RINGING_S = 30.0
STEP = re.compile(r"\+(\d{1,4})([mhd])")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_WITHOUT_RECEIPT = Outbox.state.in_((State.ACCEPTED, State.SENT))
# Once it is answered, the carrier has asked us what to say.
_ANSWERED = exists().where(Inbound.key == Outbox.sid + ":0")
_RINGS = and_(_WITHOUT_RECEIPT, Outbox.way == Way.CALL, ~_ANSWERED)
USAGE = "Say +90m, +2h, +1d, next, or a moment like 2026-11-24T18:00."


@dataclass(frozen=True, slots=True)
class Fired:
    """A text or call that left, or would have; `state` is where it was when we moved on."""

    at: datetime
    kind: str
    to: str
    body: str | None  # None when it ended before there were words
    state: str

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "kind": self.kind,
            "to": self.to,
            "body": self.body,
            "state": self.state,
        }


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the clock is now and what happened on the way. `late` had not been dealt with in time."""

    now: datetime
    fired: tuple[Fired, ...] = ()
    late: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"now": self.now.isoformat(), "fired": [one.as_json() for one in self.fired]}


def move_clock(house: House, to: str, home: ZoneInfo, patience_s: float = PATIENCE_S) -> Moved:
    """Moves to `+90m`, `next` or an ISO 8601 moment (`home` zone if it names none). Raises BadInput."""
    clock = house.clock
    if not isinstance(clock, MovableClock):
        raise BadInput("Only a demo's clock can be moved.")
    started = clock.now()
    with house.database.reading() as session:
        target = _target(session, to, started, home)
    if target is None:
        return Moved(started)
    if target < started:
        raise BadInput("The clock only moves forward.")
    late = _walk(house, clock, target, patience_s)
    with house.database.reading() as session:
        return Moved(clock.now(), tuple(_fired(session, started)), late)


def next_due(session: Session, after: datetime | None) -> datetime | None:
    """The earliest moment later than `after` at which something is to happen; None if nothing is."""
    timers = select(func.min(Timer.due_at))
    rows = select(func.min(Outbox.not_before)).where(Outbox.state == State.QUEUED)
    if after is not None:
        timers, rows = timers.where(Timer.due_at > after), rows.where(Outbox.not_before > after)
    moments = [moment for query in (timers, rows) if (moment := session.scalar(query))]
    return min(moments, default=None)


def _target(session: Session, to: str, now: datetime, home: ZoneInfo) -> datetime | None:
    """None when `next` finds nothing planned."""
    if to == "next":
        return next_due(session, now)
    if step := STEP.fullmatch(to):
        return now + timedelta(**{UNITS[step[2]]: int(step[1])})
    try:
        moment = datetime.fromisoformat(to)
    except ValueError as error:
        raise BadInput(USAGE) from error
    return moment.replace(tzinfo=moment.tzinfo or home).astimezone(UTC)


def _walk(house: House, clock: MovableClock, target: datetime, patience_s: float) -> int:
    """Steps on each due time up to `target`; how many were not dealt with in time."""
    started, late, stepped_on = clock.now(), 0, None
    while True:
        with house.database.reading() as session:
            due = next_due(session, stepped_on)
        if due is None or due > target:
            break
        _step(clock, due)
        late += not _settled(house, started, patience_s)
        stepped_on = due
    _step(clock, target)
    return late


def _step(clock: MovableClock, moment: datetime) -> None:
    """Time goes on by itself meanwhile, so the moment may have come already."""
    if moment > clock.now():
        clock.move_to(moment)


def _settled(house: House, started: datetime, patience_s: float) -> bool:
    """Waits until nothing due is left, nothing rings, and then a little for receipts, for as long as
    that makes something else due; False when patience ends.

    Due by the clock as it goes on, not by the moment stepped on: what a timer puts out is due when
    it fires, which is a little later. What comes of a call is known when it has stopped ringing.
    """
    while _come(lambda: not _open(house), patience_s):
        _come(lambda: not _waits(house, started, _RINGS), RINGING_S)
        _come(lambda: not _waits(house, started, _WITHOUT_RECEIPT), RECEIPT_PATIENCE_S)
        if not _open(house):
            return True
    return False


def _come(is_so: Callable[[], bool], patience_s: float) -> bool:
    """Waits until it is so; False when it isn't by then."""
    until = time.monotonic() + patience_s
    while not (found := is_so()) and time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
    return found


def _open(house: House) -> bool:
    """Timers first: a handler deletes its timer and puts its row out in one transaction. The row is
    due a little later than the timer was, so it is looked for by a later clock."""
    timers = select(Timer.id).where(Timer.due_at <= house.clock.now())
    with house.database.reading() as session:
        if session.scalar(timers.limit(1)) is not None:
            return True
    queued = (Outbox.state == State.QUEUED) & (Outbox.not_before <= house.clock.now())
    rows = select(Outbox.id).where(or_(queued, Outbox.state == State.SENDING))
    with house.database.reading() as session:
        return session.scalar(rows.limit(1)) is not None


def _waits(house: House, since: datetime, such: ColumnElement[bool]) -> bool:
    waiting = select(Outbox.id).join(Attempt, Attempt.outbox_id == Outbox.id)
    with house.database.reading() as session:
        waiting = waiting.where(Attempt.started_at >= since, such).limit(1)
        return session.scalar(waiting) is not None


def _fired(session: Session, since: datetime) -> list[Fired]:
    """Each attempt since then, and what ended without one."""
    attempts = (
        select(Attempt.started_at, Outbox.message, PhoneRow.number, Attempt.body, Outbox.state)
        .join(Outbox, Outbox.id == Attempt.outbox_id)
        .join(PhoneRow, PhoneRow.id == Outbox.phone_id)
        .where(Attempt.started_at >= since)
    )
    unsent = (
        select(Outbox.changed_at, Outbox.message, PhoneRow.number, Outbox.state)
        .join(PhoneRow, PhoneRow.id == Outbox.phone_id)
        .where(
            Outbox.attempts == 0,
            Outbox.changed_at >= since,
            Outbox.state.in_((State.SUPPRESSED, State.EXPIRED)),
        )
    )
    fired = [Fired(*row) for row in session.execute(attempts)]
    fired += [Fired(at, kind, to, None, state) for at, kind, to, state in session.execute(unsent)]
    return sorted(fired, key=lambda one: one.at)
