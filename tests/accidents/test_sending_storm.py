"""A bad day at the carrier, small: afterwards its ledger against ours, nothing lost, nothing twice."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.delivery.send import Rendered, drain
from service.delivery.states import ENDS
from service.delivery.sweep import sweep
from service.delivery.windows import Windows
from service.models import Outbox, State, Way
from tests.sending import (
    ANA,
    HOUR,
    asked,
    carrier,
    database_in_use,
    house,
    put_out,
    settings,
    simulator,
)

__all__ = ["asked", "carrier", "database_in_use", "house", "put_out", "settings", "simulator"]

pytestmark = pytest.mark.full
TEXTS, CALLS = 150, 15
AT_ONCE = Windows(lease=timedelta(), look_every=timedelta(), evidence=timedelta())
BAD_DAY = {
    "429": 0.05, "429-retry-after": 0.02, "5xx-before": 0.03, "5xx-after": 0.03, "cut-before": 0.02,
    "cut-after": 0.02, "broken-json": 0.02, "slow": 0.02, "reads-fail": 0.1, "receipts-lost": 0.05,
    "receipts-doubled": 0.1, "receipts-reordered": 0.1, "receipts-early": 0.05,
}  # fmt: skip


def words(session, claimed, now):
    """Different for each row, so that the phone's inbox says which came twice."""
    return Rendered(f"Hello number {claimed.subject_id}.", now + HOUR)


def rows(house):
    with house.database.reading() as session:
        return session.scalars(select(Outbox)).all()


def until_all_have_ended(house, simulator, carrier):
    for _ in range(60):
        drain(house, carrier, words, limit=1000, windows=AT_ONCE)
        simulator.settle()
        sweep(house, carrier, AT_ONCE)
        house.clock.advance(timedelta(seconds=20))
        if {row.state for row in rows(house)} <= ENDS | {State.ACCEPTED, State.SENT}:
            break
    house.clock.advance(timedelta(hours=73))
    while any(row.state not in ENDS for row in rows(house)):
        assert sweep(house, carrier, AT_ONCE)


def test_nothing_is_lost_and_nothing_comes_twice(house, simulator, carrier, put_out):
    for number in range(TEXTS):
        put_out(f"text:{number}", subject_id=number)
    for number in range(CALLS):
        put_out(f"call:{number}", subject_id=TEXTS + number, way=Way.CALL)
    for fault, rate in BAD_DAY.items():
        simulator.exchange.faults.set(fault, rate)
    until_all_have_ended(house, simulator, carrier)

    received = Counter(text.body for text in simulator.inbox(ANA))
    received["calls"] = len(simulator.calls_of(ANA))
    expected = Counter()
    for row in rows(house):
        name = "calls" if row.way == Way.CALL else f"Hello number {row.subject_id}."
        expected[name] += not given_up(row)
    assert +received == +expected
    assert sum(given_up(row) for row in rows(house)) < 8


def given_up(row: Outbox) -> bool:
    """A reminder that twice left no trace: it may be missing, and its row says so."""
    assert row.state in {State.DELIVERED, State.COMPLETED, State.UNCONFIRMED}
    return row.state == State.UNCONFIRMED and "no trace" in row.reason
