"""Rows that are ready: who goes first, who waits for a moment, and who finds a thread at any time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.carrier.port import Accepted
from service.clock import machine_now
from service.delivery.ready import Ready
from service.delivery.runway import THREADS, URGENT_THREADS, Runway
from service.models import Way
from service.text.phone import Phone
from tests.sending import ANA, HOUR

SOON_S = 10.0


def ready(name, urgent=False):
    now = machine_now()
    return Ready(name, name, 1, Way.TEXT, Phone(ANA), "Hello", 1, urgent, now + HOUR, 60, now)


class Carrier:
    """Holds every answer back until it is let go; remembers who came, in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.open = threading.Event()
        self.came = threading.Semaphore(0)

    def __call__(self, row: Ready) -> Accepted:
        self.asked.append(row.outbox_id)
        self.came.release()
        assert self.open.wait(SOON_S)
        return Accepted(f"SM{row.outbox_id}")

    def wait_for(self, count: int) -> list[str]:
        assert all(self.came.acquire(timeout=SOON_S) for _ in range(count))
        return self.asked


@pytest.fixture
def carrier() -> Carrier:
    return Carrier()


@pytest.fixture
def runway(carrier) -> Iterator[Runway]:
    with ThreadPoolExecutor(THREADS + URGENT_THREADS) as threads:
        yield Runway(threads, carrier)
        carrier.open.set()


def fill(runway, count):
    for number in range(count):
        runway.add(ready(f"{number}"), 0)
    runway.launch()


def test_as_many_go_as_there_are_threads(runway, carrier):
    fill(runway, THREADS + 5)
    assert len(carrier.wait_for(THREADS)) == THREADS
    assert runway.waiting == 5
    assert runway.opens_in() is None


def test_an_urgent_one_finds_a_thread_when_all_are_taken(runway, carrier):
    fill(runway, THREADS + 5)
    runway.add(ready("alert", urgent=True), 0)
    runway.launch()
    assert carrier.wait_for(THREADS + 1)[-1] == "alert"


def test_a_free_thread_takes_the_next_by_itself(runway, carrier):
    fill(runway, THREADS + 5)
    carrier.open.set()
    carrier.wait_for(THREADS + 5)
    landed = []
    while runway.is_busy:
        landed += runway.land(SOON_S)
    assert len({row.outbox_id for row, _ in landed}) == len(landed) == THREADS + 5


def test_one_whose_moment_is_far_holds_up_no_urgent_one(runway, carrier):
    runway.add(ready("notice"), 1000)
    runway.add(ready("alert", urgent=True), 0)
    runway.launch()
    assert carrier.wait_for(1) == ["alert"]
    assert (runway.waiting, runway.opens_in() > 900) == (1, True)


def test_the_answer_comes_with_its_row(runway, carrier):
    carrier.open.set()
    fill(runway, 1)
    [(row, outcome)] = runway.land(SOON_S)
    assert (row.outbox_id, outcome) == ("0", Accepted("SM0"))
    assert not runway.is_busy
