"""Whatever the carrier does to an order, a text arrives once or ends with a reason."""

from datetime import timedelta

import pytest

from service.delivery.send import drain
from service.delivery.states import ENDS
from service.delivery.sweep import sweep
from service.delivery.windows import Windows
from service.models import Lane, State
from service.simulator.faults import ORDER_FAULTS
from tests.sending import (
    ANA,
    asked,
    carrier,
    database_in_use,
    house,
    put_out,
    row,
    say_hello,
    settings,
    simulator,
    texts_created,
)

__all__ = ["asked", "carrier", "database_in_use", "house", "put_out", "settings", "simulator"]

pytestmark = pytest.mark.accident
AT_ONCE = Windows(lease=timedelta(), look_every=timedelta(), evidence=timedelta())
# What never arrives, and why that is right.
ENDED_OTHERWISE = {"refuse": State.REFUSED}


def until_it_ends(house, simulator, carrier, outbox_id):
    for _ in range(10):
        simulator.settle()
        if row(house.database, outbox_id).state in ENDS:
            break
        house.clock.advance(timedelta(seconds=15))
        sweep(house, carrier, AT_ONCE)
        drain(house, carrier, say_hello, limit=10, windows=AT_ONCE)
    return row(house.database, outbox_id)


@pytest.mark.parametrize("fault", ORDER_FAULTS)
def test_a_reminder_arrives_once(house, simulator, carrier, put_out, fault):
    mine = put_out()
    simulator.exchange.faults.set(fault)
    drain(house, carrier, say_hello, limit=10, windows=AT_ONCE)
    simulator.exchange.faults.clear()
    found = until_it_ends(house, simulator, carrier, mine)
    assert found.state == ENDED_OTHERWISE.get(fault, State.DELIVERED)
    assert len(simulator.inbox(ANA)) == (found.state == State.DELIVERED)
    assert found.reason


@pytest.mark.parametrize("fault", ["5xx-before", "cut-before"])
def test_a_notice_that_left_no_trace_is_not_repeated(house, simulator, carrier, put_out, fault):
    mine = put_out(lane=Lane.NOTICE)
    simulator.exchange.faults.set(fault)
    drain(house, carrier, say_hello, limit=10, windows=AT_ONCE)
    simulator.exchange.faults.clear()
    found = until_it_ends(house, simulator, carrier, mine)
    assert (found.state, texts_created(simulator)) == (State.UNCONFIRMED, [])


@pytest.mark.parametrize(
    "fault", ["receipts-doubled", "receipts-reordered", "receipts-late", "receipts-early"]
)
def test_receipts_may_come_as_they_like(house, simulator, carrier, put_out, fault):
    mine = put_out()
    simulator.exchange.faults.set(fault)
    drain(house, carrier, say_hello, limit=10)
    assert until_it_ends(house, simulator, carrier, mine).state == State.DELIVERED
    assert len(simulator.inbox(ANA)) == 1


def test_what_a_lost_receipt_would_have_said_is_asked_for(house, simulator, carrier, put_out):
    mine = put_out()
    simulator.exchange.faults.set("receipts-lost")
    drain(house, carrier, say_hello, limit=10)
    simulator.settle()
    house.clock.advance(timedelta(minutes=31))
    sweep(house, carrier)
    assert row(house.database, mine).state == State.DELIVERED


def test_receipts_that_never_come_and_a_carrier_that_cant_be_asked_end_it_after_three_days(
    house, simulator, carrier, put_out
):
    mine = put_out()
    simulator.exchange.faults.set("receipts-lost")
    simulator.exchange.faults.set("reads-fail")
    drain(house, carrier, say_hello, limit=10)
    simulator.settle()
    house.clock.advance(timedelta(hours=1))
    sweep(house, carrier)
    assert row(house.database, mine).state == State.ACCEPTED
    house.clock.advance(timedelta(hours=72))
    sweep(house, carrier)
    assert row(house.database, mine).state == State.UNCONFIRMED
