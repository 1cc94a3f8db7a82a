import threading

import pytest

from service.simulator.agenda import Agenda


@pytest.fixture
def failures():
    return []


@pytest.fixture
def agenda(failures):
    made = Agenda(failures.append)
    yield made
    made.stop()


def test_settling_goes_by_what_is_due_first_and_waits_for_nothing(agenda):
    done = []
    agenda.put(3600, lambda: done.append("late"))
    agenda.put(1, lambda: done.append("soon"))
    assert (agenda.settle(), done) == (2, ["soon", "late"])


def test_what_follows_from_an_action_is_settled_in_its_turn(agenda):
    done = []
    agenda.put(2, lambda: done.append("second"))
    agenda.put(1, lambda: agenda.put(5, lambda: done.append("third")))
    agenda.settle()
    assert done == ["second", "third"]


def test_actions_due_together_keep_their_order(agenda):
    done = []
    for number in range(5):
        agenda.put(0, lambda number=number: done.append(number))
    agenda.settle()
    assert done == [0, 1, 2, 3, 4]


def test_settling_without_end_is_noticed(agenda):
    def again():
        agenda.put(1, again)

    again()
    with pytest.raises(RecursionError):
        agenda.settle(most=10)


def test_what_goes_wrong_while_settling_is_seen(agenda):
    agenda.put(0, lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        agenda.settle()


def test_a_started_agenda_does_it_by_itself(agenda):
    done = threading.Event()
    agenda.start()
    agenda.put(0.01, done.set)
    assert done.wait(5)


def test_one_failure_does_not_stop_the_rest(agenda, failures):
    done = threading.Event()
    agenda.start()
    agenda.put(0, lambda: 1 / 0)
    agenda.put(0.01, done.set)
    assert done.wait(5)
    assert [type(error) for error in failures] == [ZeroDivisionError]


def test_a_slow_action_does_not_hold_up_the_next(agenda):
    slow, done = threading.Event(), threading.Event()
    agenda.start()
    agenda.put(0, lambda: slow.wait(5))
    agenda.put(0, done.set)
    assert done.wait(2)
    slow.set()
