"""Texts that the carrier takes and the network loses, through the real SDK and the simulator."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.delivery.send import drain
from service.delivery.states import ENDS
from service.delivery.sweep import sweep
from service.models import Alert, State, Trouble, Way
from tests.sending import ANA, HOUR, row, say_hello


def until_it_ends(house, simulator, carrier, outbox_id):
    for _ in range(200):
        simulator.settle()
        sweep(house, carrier)
        if row(house.database, outbox_id).state in ENDS:
            break
        house.clock.advance(timedelta(minutes=5))
        drain(house, carrier, say_hello, limit=10)
    return row(house.database, outbox_id)


@pytest.fixture
def lost(house, simulator, carrier, put_out):
    """A reminder, useful for five hours, whose first copy meets a fault."""

    def lose(fault):
        mine = put_out(useful_until=house.clock.now() + 5 * HOUR)
        simulator.exchange.faults.set(fault)
        drain(house, carrier, say_hello, limit=1)
        simulator.settle()
        return mine

    return lose


@pytest.mark.parametrize("fault", ["unreachable", "unknown-error", "overflow", "unregistered"])
def test_what_may_pass_arrives_once_it_has_passed(house, simulator, carrier, lost, fault):
    mine = lost(fault)
    simulator.exchange.faults.clear()
    assert until_it_ends(house, simulator, carrier, mine).state == State.DELIVERED
    assert len(simulator.inbox(ANA)) == 1


@pytest.mark.parametrize("fault", ["unreachable", "unknown-error", "overflow", "unregistered"])
def test_what_does_not_pass_ends_with_its_reason(house, simulator, carrier, lost, fault):
    found = until_it_ends(house, simulator, carrier, lost(fault))
    assert (found.state, found.attempts) == (State.UNDELIVERED, 3)
    assert simulator.inbox(ANA) == []


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [("filtered", Trouble.FILTERED), ("unregistered", Trouble.TEXTS_REFUSED)],
)
def test_what_needs_a_person_is_told(house, simulator, carrier, lost, fault, trouble):
    lost(fault)
    with house.database.reading() as session:
        assert session.scalars(select(Alert.kind)).all() == [trouble]


def test_who_picked_up_is_asked_for_when_receipts_get_lost(house, simulator, carrier, put_out):
    simulator.exchange.handsets.behave(ANA, "machine")
    simulator.exchange.faults.set("receipts-lost")
    mine = put_out(way=Way.CALL)
    drain(house, carrier, say_hello, limit=1)
    simulator.settle()
    house.clock.advance(HOUR)
    sweep(house, carrier)
    assert row(house.database, mine).state == State.MACHINE
