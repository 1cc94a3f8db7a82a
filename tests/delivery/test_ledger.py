"""Answers wait for each other, but not long, and outlast a database that is away for a moment."""

import pytest

from service.carrier.port import Accepted
from service.delivery.ledger import KEEP_TRYING_S, TOGETHER_S, TRY_AGAIN_S, Ledger
from service.delivery.runway import MANY
from service.errors import DatabaseUnavailable

# Nothing here looks into one.
ANSWER = (None, Accepted("SM1"))


class World:
    """A database that may be away, and a clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.is_away, self.now = False, 1000.0
        self.written: list[int] = []

    def record(self, answers) -> None:
        if self.is_away:
            raise DatabaseUnavailable("away")
        self.written.append(len(answers))

    def later(self, by_s: float) -> None:
        self.now += by_s


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def ledger(world) -> Ledger:
    """One that has just written something down."""
    ledger = Ledger(world.record, lambda: world.now)
    ledger.take([ANSWER])
    ledger.write()
    return ledger


def test_an_answer_waits_a_moment_for_others(ledger, world):
    ledger.take([ANSWER])
    assert not ledger.is_due(no_more=False)
    world.later(TOGETHER_S)
    assert ledger.is_due(no_more=False)


def test_it_waits_for_nobody_when_no_more_will_come(ledger):
    ledger.take([ANSWER])
    assert ledger.is_due(no_more=True)


def test_many_do_not_wait(ledger):
    ledger.take([ANSWER] * MANY)
    assert ledger.is_due(no_more=False)


def test_without_an_answer_nothing_is_due(ledger, world):
    world.later(TOGETHER_S)
    assert not ledger.is_due(no_more=True)


def test_a_database_that_is_away_for_a_moment_costs_no_answer(ledger, world):
    ledger.take([ANSWER, ANSWER])
    world.is_away = True
    assert isinstance(ledger.write(), DatabaseUnavailable)
    world.is_away = False
    assert not ledger.is_due(no_more=True)
    world.later(TRY_AGAIN_S)
    assert ledger.is_due(no_more=True)
    assert ledger.write() is None
    assert (world.written, len(ledger)) == ([1, 2], 0)


def test_one_that_stays_away_is_told(ledger, world):
    ledger.take([ANSWER])
    world.is_away = True
    ledger.write()
    world.later(KEEP_TRYING_S + 1)
    with pytest.raises(DatabaseUnavailable):
        ledger.write()
