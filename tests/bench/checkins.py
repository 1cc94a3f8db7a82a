"""Ten thousand check-ins at nine in the morning over four zones, one in ten silent until their contact is
told: by the processes of `porchlight up`, the clock moved on from one rung's moment to the next."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from service.checkins import answers
from service.checkins.asks import ASK, RUNGS
from service.clock import MovableClock
from service.house import House
from service.jobs import QUEUES
from service.models import Attempt, CheckInDay, DayState, Outbox, State, Timer, Way
from tests.bench.bursting import environment_of, running
from tests.bench.checkin_house import TOLD_AFTER, ZONES, is_silent, settle_checkins
from tests.bench.measure import Row
from tests.bench.postgres import running_postgres
from tests.bench.sending_house import open_sender, running_redis
from tests.bench.sending_stub import running_stub

A_SECOND = 50
WITHIN_S = 60.0
START_S = 30.0  # processes load, also on a busy machine
PATIENCE_S = 180.0
ANSWERED_AT_ONCE = 20
LEAD = timedelta(seconds=2)
NAMES = ("asked", "asked again", "asked the other way", "contact told")


def checkins_burst() -> Iterator[Row]:
    """How late the carrier has taken each, after its rung's own time; it takes 50 texts a second, and 50
    calls."""
    yield from _burst("sqlite", None)
    with running_postgres() as url:
        yield from _burst("postgres", url)


def _burst(kind: str, database: str | None) -> Iterator[Row]:
    house = open_sender(database)
    house = replace(house, clock=MovableClock(house.settings.data_dir / "clock"))
    nine = settle_checkins(house)
    with ExitStack() as stack:
        stub, redis = stack.enter_context(running_stub()), stack.enter_context(running_redis())
        environment = environment_of(house, stub, redis) | {
            "DEMO": "true",
            "SEGMENTS_A_SECOND": str(A_SECOND),
            "CALLS_A_SECOND": str(A_SECOND),
        }
        if database:
            environment["DATABASE_URL"] = database
        for name in ("ticker", *QUEUES):
            stack.enter_context(running(name, environment))
        time.sleep(START_S)
        for moment in _moments(nine):
            _live_through(house, moment)
    for place, name in enumerate(NAMES):
        yield _row(f"{kind}, {name}", _late_s(house, place))


def _moments(nine: datetime) -> list[datetime]:
    """Of each rung in each zone, an hour apart, in their order."""
    after = [*(rung.after for rung in RUNGS), TOLD_AFTER]
    found = {nine + timedelta(hours=zone) + by for zone in range(len(ZONES)) for by in after}
    return sorted(found)


def _live_through(house: House, moment: datetime) -> None:
    """Until all that is due then has been taken; then receipts come, and nine in ten answer, and all whose
    contact was told."""
    house.clock.move_to(moment - LEAD)
    time.sleep(LEAD.total_seconds())
    deadline = time.monotonic() + PATIENCE_S
    while _is_open(house) and time.monotonic() < deadline:
        time.sleep(0.5)
    time.sleep(1)  # the last answers of the carrier
    _arrive(house)
    _answer(house)


def _is_open(house: House) -> bool:
    now = house.clock.now()
    timers = select(Timer.id).where(Timer.due_at <= now).limit(1)
    queued = (Outbox.state == State.QUEUED) & (Outbox.not_before <= now)
    rows = select(Outbox.id).where(or_(queued, Outbox.state == State.SENDING)).limit(1)
    with house.database.reading() as session:
        return any(session.scalar(query) is not None for query in (timers, rows))


def _arrive(house: House) -> None:
    """Texts are delivered, and calls ring in vain."""
    now = house.clock.now()
    with house.database.transaction() as session:
        for way, end in ((Way.TEXT, State.DELIVERED), (Way.CALL, State.NO_ANSWER)):
            gone = update(Outbox).where(Outbox.state == State.ACCEPTED, Outbox.way == way)
            session.execute(gone.values(state=end, changed_at=now, reason="measured"))


def _answer(house: House) -> None:
    with house.database.reading() as session:
        days = select(CheckInDay).where(CheckInDay.ended_at.is_(None))
        told = [day for day in session.scalars(days) if day.state != DayState.ASKING]
        asked = session.scalars(days.where(CheckInDay.state == DayState.ASKING))
        waiting = told + [day for day in asked if not is_silent(day.check_in_id)]
    for first in range(0, len(waiting), ANSWERED_AT_ONCE):
        with house.database.transaction() as session:
            for day in waiting[first : first + ANSWERED_AT_ONCE]:
                answers.answered(session, house.settings, day, "2", house.clock.now())
        time.sleep(0.02)  # SQLite's lock goes to who asks oftenest; members don't


def _late_s(house: House, place: int) -> list[float | None]:
    """Of each that this rung was for, the shortest first; None for what was never taken."""
    dues = _dues(house, place)
    rows = select(CheckInDay.id, func.min(Attempt.ended_at)).group_by(CheckInDay.id)
    rows = rows.join(Outbox, Outbox.subject_id == CheckInDay.id)
    rows = rows.join(Attempt, Attempt.outbox_id == Outbox.id).where(Attempt.ended_at.is_not(None))
    of_rung = Outbox.dedupe_key.contains(f":{place}:") & (Outbox.message == ASK)
    if place == len(RUNGS):
        of_rung = Outbox.message != ASK
    with house.database.reading() as session:
        taken = dict(session.execute(rows.where(of_rung)).all())
    late = [(taken[id] - due).total_seconds() if id in taken else None for id, due in dues.items()]
    return sorted(late, key=lambda one: (one is None, one))


def _dues(house: House, place: int) -> dict[int, datetime]:
    """When each day's rung is to be: everybody is asked, and one in ten again."""
    after = RUNGS[place].after if place < len(RUNGS) else TOLD_AFTER
    with house.database.reading() as session:
        found = session.execute(select(CheckInDay.id, CheckInDay.check_in_id, CheckInDay.occurs_at))
        return {id: at + after for id, plan, at in found if not place or is_silent(plan)}


def _row(metric: str, late: Sequence[float | None]) -> Row:
    """The slowest counts; where some were never taken, the share says so."""
    taken = [one for one in late if one is not None]
    in_time = sum(one <= WITHIN_S for one in taken) / max(len(late), 1)
    slowest = max(taken, default=float("nan"))
    versus = f"{WITHIN_S:.0f} s; {in_time:.1%} of {len(late)} were, {len(late) - len(taken)} never"
    ratio = round(slowest / WITHIN_S, 3)
    return Row("checkins_burst", metric, round(slowest, 2), "s", "lower", versus, ratio, 1)
