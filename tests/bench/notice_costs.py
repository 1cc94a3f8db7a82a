"""What a notice to twenty thousand people is said to cost, against the simulator's ledger of some of it.

They speak two languages in four zones; some have said OPEN, some are called, some want privacy. All of it is
reckoned; one row in so many is then sent, through our doors and the real SDK.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import case, delete, func, select, update

from service.clock import FixedClock
from service.house import House
from service.models import Group, Lane, Notice, Outbox, Person, PhoneRow
from service.notices import cost, sending
from service.notices.tally import TOLD
from tests.bench.measure import Row
from tests.bench.notices import PEOPLE, _draft, _join
from tests.bench.postgres import running_postgres
from tests.bench.sending_house import open_sender
from tests.line import Line, settings_for
from tests.world import World, world_of

NOON = datetime(2026, 11, 24, 19, tzinfo=UTC)
EVERY = 19  # one row in so many is sent; no multiple of what tells people apart
AREAS = (*(201, 208, 303, 307, 402, 406, 505, 515, 605, 612, 701, 801),)  # of fictional numbers
ZONES = ("America/Denver", "America/Chicago", "America/New_York", "America/Los_Angeles")
ROUNDS = 12
WITHIN = 0.02


def notice_cost() -> Iterator[Row]:
    """How far what is said is from what is billed, and how long it takes to reckon."""
    yield from _rows("sqlite", None)
    with running_postgres() as url:
        yield from _rows("postgres", url)


def _rows(kind: str, url: str | None) -> Iterator[Row]:
    house = _house(url)
    groups = _join(house)
    _differ(house)
    notice_id = _draft(house, groups)
    took, said = _reckoned(house, notice_id)
    billed = _billed(house, notice_id)
    off = abs(said - billed) / billed
    said_so = f"${said / 1e6:.2f} said, ${billed / 1e6:.2f} billed by one row in {EVERY}"
    name, lower = "notice_cost", "lower"
    ratio = round(off / WITHIN, 3)
    yield Row(name, f"{kind}, off, {PEOPLE}", round(off, 4), "share", lower, said_so, ratio, 1)
    took = round(took, 3)
    yield Row(name, f"{kind}, {PEOPLE}", took, "s", lower, "1 s", took, 5)


def _house(url: str | None) -> House:
    folder = Path(tempfile.mkdtemp(prefix="benchcost"))
    hours = {"contact_from_hour": 0, "contact_until_hour": 24}
    settings = settings_for(folder, **hours, segments_a_second=2000, calls_a_second=100)
    return replace(open_sender(url), settings=settings, clock=FixedClock(NOON))


def _differ(house: House) -> None:
    with house.database.transaction() as session:
        values = {
            "language": case((Person.id % 3 == 0, "es"), else_="en"),
            "discreet": Person.id % 2 == 0,
            "private": Person.id % 11 == 0,
            "zone": case(*((Person.id % 4 == n, name) for n, name in enumerate(ZONES))),
        }
        session.execute(update(Person).values(**values))
        session.execute(update(PhoneRow).values(language=None))
        session.execute(update(Group).where(Group.id > 1).values(name="Thursday Evening Circle"))


def _reckoned(house: House, notice_id: int) -> tuple[float, int]:
    """Median seconds of five, and millionths of a dollar."""
    took = []
    for _ in range(5):
        with house.database.transaction() as session:
            notice = session.get_one(Notice, notice_id)
            began = time.perf_counter()
            said = cost.estimate(session, house.settings, notice, house.clock.now())
            took.append(time.perf_counter() - began)
            assert not said.sampled and said.micros == notice.cost_micros
    return sorted(took)[2], said.micros


def _billed(house: House, notice_id: int) -> int:
    world = world_of(Line(house))
    with house.database.transaction() as session:
        _put_out(session, house, notice_id)
        kept = func.abs(Outbox.phone_id) % EVERY == 0
        session.execute(delete(Outbox).where(Outbox.lane == Lane.NOTICE, ~kept))
        phones = select(PhoneRow).join(Outbox, Outbox.phone_id == PhoneRow.id)
        for nth, phone in enumerate(session.scalars(phones.where(TOLD)).all()):
            phone.number = f"+1{AREAS[nth // 100]}55501{nth % 100:02d}"
            phone.number_hash = house.keyring.hash(phone.number)
            world.behave(phone.number, "answer", "1w1")
    for _ in range(ROUNDS):
        house.clock.advance(timedelta(seconds=1))
        world.ticker.tick()
        world.simulator.settle()
        if not _waits(house):
            break
    return _bill(world) * EVERY


def _put_out(session, house: House, notice_id: int) -> None:
    now = house.clock.now()
    session.execute(
        update(Notice)
        .where(Notice.id == notice_id)
        .values(state="held", held_until=now, goes_at=now, by_phone_id=None)
    )
    assert sending.go(session, house.settings, notice_id, now)
    while sending.put_more(session, house.settings, notice_id, now):
        pass


def _waits(house: House) -> bool:
    with house.database.reading() as session:
        return bool(session.scalar(select(Outbox.id).where(Outbox.state == "queued").limit(1)))


def _bill(world: World) -> int:
    rows = world.simulator.exchange.ledger.rows()
    return round(sum(float(row["price"] or 0) for row in rows) * 1_000_000)
