import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import DatabaseUnavailable
from service.inbound.aside import Aside


@pytest.fixture
def hung():
    """Work that hangs until the test is over."""
    released = threading.Event()
    yield lambda: released.wait(10)
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
