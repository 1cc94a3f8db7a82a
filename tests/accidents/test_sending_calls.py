"""Calls we place, through the real SDK and the simulator: each ends as the phone took it."""

from datetime import timedelta

import pytest

from service.delivery.send import drain
from service.delivery.states import ENDS
from service.delivery.sweep import sweep
from service.delivery.windows import Windows
from service.models import State, Way
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
)

__all__ = ["asked", "carrier", "database_in_use", "house", "put_out", "settings", "simulator"]

pytestmark = pytest.mark.accident
AT_ONCE = Windows(lease=timedelta(), look_every=timedelta(), evidence=timedelta())


def call(house, simulator, carrier, put_out):
    mine = put_out(way=Way.CALL)
    drain(house, carrier, say_hello, limit=1, windows=AT_ONCE)
    simulator.settle()
    return row(house.database, mine)


@pytest.mark.parametrize(
    ("how", "state"),
    [
        ("answer", State.COMPLETED),
        ("busy", State.BUSY),
        ("no-answer", State.NO_ANSWER),
        ("machine", State.MACHINE),
        ("landline", State.COMPLETED),
        ("unreachable", State.UNDELIVERED),
    ],
)
def test_a_call_ends_as_the_phone_takes_it(house, simulator, carrier, put_out, how, state):
    simulator.exchange.handsets.behave(ANA, how)
    found = call(house, simulator, carrier, put_out)
    assert (found.state, bool(found.reason)) == (state, True)


def test_what_to_say_is_asked_for_by_our_own_ids(house, simulator, carrier, put_out, asked):
    found = call(house, simulator, carrier, put_out)
    assert asked == [f"http://127.0.0.1:8000/voice/out/{found.id}/1"]


@pytest.mark.parametrize("fault", ORDER_FAULTS)
def test_whatever_happens_to_the_order_it_rings_once(house, simulator, carrier, put_out, fault):
    simulator.exchange.faults.set(fault)
    found = call(house, simulator, carrier, put_out)
    simulator.exchange.faults.clear()
    while found.state not in ENDS:
        house.clock.advance(timedelta(seconds=15))
        sweep(house, carrier, AT_ONCE)
        drain(house, carrier, say_hello, limit=1, windows=AT_ONCE)
        simulator.settle()
        found = row(house.database, found.id)
    assert found.state == (State.REFUSED if fault == "refuse" else State.COMPLETED)
    assert len(simulator.calls_of(ANA)) == (0 if fault == "refuse" else 1)


def test_how_a_call_ended_is_asked_for_when_receipts_get_lost(house, simulator, carrier, put_out):
    simulator.exchange.faults.set("receipts-lost")
    found = call(house, simulator, carrier, put_out)
    house.clock.advance(timedelta(minutes=31))
    sweep(house, carrier)
    assert row(house.database, found.id).state == State.COMPLETED
