"""Large tables: looking for what is due, claiming it, and putting a message out to very many phones."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import timedelta

from sqlalchemy import delete, literal, select
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.db import new_id
from service.delivery import outbox
from service.delivery.fan_out import Broadcast, fan_out_in_chunks
from service.house import House
from service.models import Lane, Outbox, PhoneRow, State, Way
from tests.bench.measure import Row
from tests.bench.sending_house import PHONES, add_phones, open_sender, put_out

ROUNDS = 5
SMALL, LARGE = 10_000, 1_000_000
CLAIMS = 50
LOOKS = 60
BROADCAST = 100_000


def due_growth() -> Iterator[Row]:
    """What a ticker's look at all lanes costs, none of them due: a million rows against ten thousand."""
    yield from _growth("due_growth", "look", _us_of_a_look)


def claim_growth() -> Iterator[Row]:
    """The same for claiming fifty of those that are due."""
    yield from _growth("claim_growth", "claim of 50", _us_of_a_claim)


def fanout_vs_orm() -> Iterator[Row]:
    """A message to a hundred thousand phones, in chunks, against as many rows by the ORM's add_all."""
    for kind, url in _databases():
        with url as [given]:
            house = open_sender(given)
            add_phones(house, BROADCAST - PHONES, PHONES)
            pairs = [(_fan_out(house), _add_all(house)) for _ in range(ROUNDS)]
            mine = statistics.median(rate for rate, _ in pairs)
            ratio = statistics.median(rate / orm for rate, orm in pairs)
            versus = f"add_all of the same rows, {kind}"
            yield Row(
                "fanout_vs_orm",
                "rows",
                round(mine),
                "1/s",
                "higher",
                versus,
                round(ratio, 1),
                ROUNDS,
            )


def _growth(bench: str, metric: str, us_of: Callable[[House], float]) -> Iterator[Row]:
    """Both tables side by side, in turn: a busy moment hits both."""
    for kind, two in _databases(2):
        with two as urls:
            small, large = (open_sender(url) for url in urls)
            for house, rows in ((small, SMALL), (large, LARGE)):
                put_out(house, rows, after=timedelta(days=2))
                put_out(house, 10 * PHONES)
            pairs = [(us_of(small), us_of(large)) for _ in range(ROUNDS + 1)][1:]
            took = statistics.median(us for _, us in pairs)
            ratio = statistics.median(us / few for few, us in pairs)
            versus = f"{SMALL:,} rows, {kind}"
            yield Row(bench, metric, round(took, 1), "us", "lower", versus, round(ratio, 3), ROUNDS)


def _us_of_a_look(house: House) -> float:
    def look(session: Session) -> object:
        return outbox.lanes_due(session, house.clock.now() - timedelta(days=9))

    return _median_us(house, look)


def _us_of_a_claim(house: House) -> float:
    def claim(session: Session) -> None:
        if len(outbox.claim(session, house.clock.now(), machine_now(), CLAIMS)) < CLAIMS:
            raise RuntimeError("there was less to claim")

    return _median_us(house, claim)


def _median_us(house: House, work: Callable[[Session], object]) -> float:
    took = []
    for _ in range(LOOKS):
        with house.database.transaction() as session:
            began = time.perf_counter()
            work(session)
            took.append(time.perf_counter() - began)
            session.connection().get_transaction().rollback()  # type: ignore[union-attr]
    return statistics.median(took) * 1e6


def _fan_out(house: House) -> float:
    now = house.clock.now()
    what = Broadcast("bench", Way.TEXT, Lane.NOTICE, "bench", now, now + timedelta(days=1))
    began = time.perf_counter()
    put = fan_out_in_chunks(house.database, what, select(PhoneRow.id, literal(None)), now)
    took = time.perf_counter() - began
    return _emptied(house, put) / took


def _add_all(house: House) -> float:
    now = house.clock.now()
    with house.database.reading() as session:
        phones = session.scalars(select(PhoneRow.id)).all()
    began = time.perf_counter()
    with house.database.transaction() as session:
        session.add_all(_row(phone_id, now) for phone_id in phones)
    took = time.perf_counter() - began
    return _emptied(house, len(phones)) / took


def _row(phone_id: int, now: object) -> Outbox:
    return Outbox(
        id=new_id(), way=Way.TEXT, lane=Lane.NOTICE, priority=4, dedupe_key=f"bench:{phone_id}",
        phone_id=phone_id, message="bench", state=State.QUEUED, not_before=now,
        useful_until=now + timedelta(days=1), attempts=0, repeats=0, created_at=now, changed_at=now,
    )  # fmt: skip


def _emptied(house: House, put: int) -> int:
    with house.database.transaction() as session:
        if session.connection().execute(delete(Outbox)).rowcount != put:
            raise RuntimeError("not all rows were there")
    if not house.database.is_sqlite:
        with house.database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as free:
            free.exec_driver_sql("VACUUM outbox")
    return put


def _databases(count: int = 1) -> Iterator[tuple[str, AbstractContextManager[list[str | None]]]]:
    """So many empty ones of each kind."""
    yield "SQLite", nullcontext([None] * count)
    yield "PostgreSQL", _postgres(count)


@contextmanager
def _postgres(count: int) -> Iterator[list[str | None]]:
    from tests.bench.postgres import running_postgres  # the wheel is a test's, not everybody's

    with ExitStack() as stack:
        yield [stack.enter_context(running_postgres()) for _ in range(count)]
