import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service import web_server
from service.errors import DatabaseUnavailable
from service.inbound.aside import PLACE_WITHIN_S, PLACES, Aside, Crowd


@pytest.fixture
def hung():
    """Work that hangs until it is released, when the test is over at the latest."""
    released = threading.Event()

    def wait():
        released.wait(10)

    wait.release = released.set
    yield wait
    released.set()


def test_work_in_time_gives_what_it_returns():
    assert Aside().run(lambda: 7, within_s=1) == 7


def test_a_hung_database_costs_its_deadline_and_no_more(hung):
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable):
        Aside().run(hung, within_s=0.05)
    assert time.monotonic() - began < 1


def test_after_one_missed_deadline_nobody_waits(hung):
    aside = Aside()
    with pytest.raises(DatabaseUnavailable):
        aside.run(hung, within_s=0.01)
    with pytest.raises(DatabaseUnavailable, match="a moment ago"):
        aside.run(lambda: 7, within_s=1)


def test_an_error_of_the_work_is_its_own():
    with pytest.raises(KeyError):
        Aside().run({}.popitem, within_s=1)


def test_work_that_had_not_begun_at_its_deadline_never_happens():
    aside, begun, released, happened = Aside(threads=1), *(threading.Event() for _ in range(3))
    with ThreadPoolExecutor(2) as doors:
        doors.submit(aside.run, lambda: begun.set() or released.wait(10), 5)
        assert begun.wait(5)
        late = doors.submit(aside.run, happened.set, 0.05)
        assert isinstance(late.exception(), DatabaseUnavailable)
        released.set()
    assert not happened.is_set()


def test_a_defect_of_the_work_closes_the_breaker(hung):
    aside = Aside(here=True)
    aside._open_until = time.monotonic() - 1  # the pause after an outage is over
    with pytest.raises(KeyError):
        aside.run({}.popitem, within_s=1)
    assert aside.run(lambda: 7, within_s=1) == 7


def test_work_that_stays_here_is_told_its_outage_at_once():
    def away():
        raise DatabaseUnavailable("The database is busy.")

    aside = Aside(here=True)
    with pytest.raises(DatabaseUnavailable):
        aside.run(away, within_s=1)
    assert aside.run(lambda: 7, within_s=1) == 7


def missed(aside, work, within_s=5):
    """How long somebody waited in vain."""
    began = time.monotonic()
    with pytest.raises(DatabaseUnavailable):
        aside.run(work, within_s)
    return time.monotonic() - began


def test_who_finds_no_place_waits_a_moment_and_the_next_one_not_at_all(hung):
    crowd, begun = Crowd(places=1), threading.Event()
    with ThreadPoolExecutor(1) as doors:
        doors.submit(Aside(here=True, crowd=crowd).run, lambda: begun.set() or hung(), 5)
        assert begun.wait(5)
        assert PLACE_WITHIN_S <= missed(Aside(here=True, crowd=crowd), dict) < 1
        assert missed(Aside(crowd=crowd), dict) < PLACE_WITHIN_S / 2
        hung.release()
    assert Aside(crowd=crowd).run(lambda: 7, within_s=1) == 7


def test_after_an_outage_nobody_in_a_hurry_waits_for_the_try(hung):
    aside = Aside(hurried=True)
    aside._open_until = time.monotonic() - 1  # the pause is over
    assert missed(aside, hung) < 1
    hung.release()
    aside._open_until, tried = time.monotonic() - 1, threading.Event()
    missed(aside, tried.set)
    assert tried.wait(5)


def test_who_is_in_a_hurry_does_not_wait_with_another(hung):
    aside, begun = Aside(hurried=True), threading.Event()
    with ThreadPoolExecutor(1) as doors:
        doors.submit(aside.run, lambda: begun.set() or hung(), 5)
        assert begun.wait(5)
        assert missed(aside, hung) < 1
        hung.release()
    assert aside.run(lambda: 7, within_s=1) == 7  # one who was hurried on closes it to nobody


def test_the_crowd_leaves_threads_for_those_who_cannot_wait():
    assert web_server.threads - PLACES >= 16
