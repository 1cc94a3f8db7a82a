"""A notice to twenty thousand people: the ticker and a worker of `porchlight up`, over TLS to a carrier."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from service import timers
from service.clock import machine_now
from service.house import House
from service.models import (
    Attempt,
    ConsentRow,
    Coordinator,
    Group,
    Heartbeat,
    LineType,
    Membership,
    Notice,
    NoticeKind,
    Outbox,
    Person,
    PhoneRow,
)
from service.notices import drafts, states, tally
from service.notices.wishes import Wish
from tests.bench.burst_house import fill, settle
from tests.bench.bursting import environment_of, running
from tests.bench.measure import Row
from tests.bench.postgres import running_postgres
from tests.bench.sending_house import open_sender, running_redis
from tests.bench.sending_stub import running_stub
from tests.bench.sending_whole import notice_urgent_latency as alert_beside_notices

PEOPLE = 20_000
GROUPS = 3
IN_ALL = 10  # one in so many is in all three
ON_LANDLINES = 20  # one in so many
WITHIN_S = 5.0
PROCESSES = 2
HELD_S = 3.0
PATIENCE_S = 120.0
EVERY_S = 0.02


@dataclass(frozen=True)
class _Took:
    """Seconds. The first two make the figure; the others say what else there is to wait for."""

    resolved: float
    first: float
    put_out: float
    tally: float


def notice_urgent_latency() -> Iterator[Row]:
    """How a crisis fares beside 20,000 notices; and how long one to 20,000 people takes to begin."""
    yield from alert_beside_notices()
    yield from _rows("sqlite", None)
    with running_postgres() as url:
        yield from _rows("postgres", url)


def _rows(kind: str, database: str | None) -> Iterator[Row]:
    """From the hold's end until the carrier is asked for the first text, and who gets it found out."""
    took = _measured(database)
    value = took.resolved + took.first
    versus = (
        f"{WITHIN_S:.0f} s; {took.resolved:.2f} s to find who gets it, {took.first:.2f} s to the first "
        f"text, {took.put_out:.2f} s until all are put out, {took.tally * 1000:.0f} ms a tally"
    )
    yield Row(
        "notice_urgent_latency", f"{kind}, first text of {PEOPLE}", round(value, 2), "s", "lower",
        versus, round(value / WITHIN_S, 3), 1,
    )  # fmt: skip


def _measured(database: str | None) -> _Took:
    house = open_sender(database)
    groups = _join(house)
    with ExitStack() as stack:
        stub, redis = stack.enter_context(running_stub()), stack.enter_context(running_redis())
        environment = environment_of(house, stub, redis) | (
            {"DATABASE_URL": database} if database else {}
        )
        for name in ("ticker", "bulk"):
            stack.enter_context(running(name, environment))
        _wait(house, _all_alive, machine_now())
        began = time.perf_counter()
        notice_id = _draft(house, groups)
        resolved = time.perf_counter() - began
        ends = _hold(house, notice_id)
        first = _wait(house, _first_attempt, ends)
        put_out = _wait(house, _all_put_out, ends)
        began = time.perf_counter()
        with house.database.reading() as session:
            told = tally.of(session, notice_id)
        taken = time.perf_counter() - began
    assert told.people == PEOPLE and not told.failed
    return _Took(resolved, first, put_out, taken)


def _join(house: House) -> tuple[int, ...]:
    """Twenty thousand members with a phone each, who have said yes."""
    settle(house, PEOPLE)
    now = house.clock.now()
    with house.database.transaction() as session:
        landline = PhoneRow.id % ON_LANDLINES == 0
        session.execute(update(PhoneRow).where(landline).values(line_type=LineType.LANDLINE))
        people = session.scalars(select(Person.id).order_by(Person.id)).all()
        ids = tuple(range(1, GROUPS + 1))
        fill(
            session, Group, [{"id": id, "word": f"G{id}", "name": "G", "kind": "aa"} for id in ids]
        )
        fill(session, Coordinator, [_at(now, group_id=id, person_id=people[0]) for id in ids])
        joined = [
            {"group_id": id, "person_id": person, "joined_at": now}
            for person in people
            for id in (ids if person % IN_ALL == 0 else ids[:1])
        ]
        fill(session, Membership, joined)
        yes = {"event": "opt_in", "how": "text", "words": None, "at": now}
        fill(session, ConsentRow, [{"phone_id": id, **yes} for id in people])
    return ids


def _at(now: datetime, **more: int) -> dict[str, object]:
    return {**more, "since": now}


def _draft(house: House, groups: tuple[int, ...]) -> int:
    with house.database.transaction() as session:
        wish = Wish(
            kind=NoticeKind.NEWS,
            by_person_id=1,
            by_phone_id=1,
            group_ids=groups,
            body="The hall is closed this week. Please bring a chair on Tuesday.",
        )
        return drafts.draft(session, house.settings, wish, house.clock.now()).id


def _hold(house: House, notice_id: int) -> datetime:
    """Confirmed, and held for seconds only; when that ends."""
    with house.database.transaction() as session:
        count = drafts.key_of(states.found(session, notice_id))
        args = session, house.settings, notice_id, count, 1, house.clock.now()
        assert drafts.confirm(*args, proved=True) is drafts.Answer.HELD
        ends = machine_now() + timedelta(seconds=HELD_S)
        session.execute(update(Notice).where(Notice.id == notice_id).values(held_until=ends))
        timers.put(session, drafts.GO, notice_id, ends)
    return ends


def _wait(house: House, come, ends: datetime) -> float:
    """How long after the hold's end it has come."""
    deadline = ends + timedelta(seconds=PATIENCE_S)
    while machine_now() < deadline:
        with house.database.reading() as session:
            at = come(session)
        if at is not None:
            return (at - ends).total_seconds()
        time.sleep(EVERY_S)
    raise RuntimeError("it never came; is a process of it not running?")


def _all_alive(session) -> datetime | None:
    """The ticker and the worker have loaded, which takes long on a busy machine."""
    alive = session.scalar(select(func.count()).select_from(Heartbeat)) or 0
    return machine_now() if alive >= PROCESSES else None


def _first_attempt(session) -> datetime | None:
    """Handed over: the attempt is written right before the request."""
    return session.scalar(select(func.min(Attempt.ended_at)))


def _all_put_out(session) -> datetime | None:
    put = select(func.count()).where(Outbox.message == states.MESSAGE)
    is_all = (session.scalar(put) or 0) >= PEOPLE
    return machine_now() if is_all else None
