"""Two who want the same in the same moment, on each database: one volunteer, or one caller."""

import threading

import pytest

from service.crisis import ladder
from tests.conftest import MONDAY_EVENING as NOW
from tests.laddering import SOON, let_pass, ring
from tests.line import settings_for


@pytest.fixture
def store(database):
    return database


def test_a_key_pressed_as_the_ringing_ends_takes_nothing(store, settings, here, asked):
    this = asked()
    ring(store, settings, this)
    let_pass(store, this, SOON)
    with store.transaction() as session:
        assert not ladder.take(session, settings, this.case_id, here[0], SOON)
    assert ring(store, settings, this, SOON) == here[1:2]
    with store.transaction() as session:
        assert ladder.take(session, settings, this.case_id, here[1], SOON)


def at_once(*work):
    """All of these in threads that begin together: what each returns."""
    ready, found = threading.Barrier(len(work)), [None] * len(work)

    def run(place, one):
        ready.wait()
        found[place] = one()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_callers_in_the_same_moment_ring_two_volunteers(store, settings, here, asked):
    first, second = asked(), asked()
    rung = at_once(*(lambda one=one: ring(store, settings, one) for one in (first, second)))
    assert sorted(rung) == [here[:1], here[1:2]]


def test_of_two_volunteers_in_the_same_moment_one_has_it(store, tmp_path, here, asked):
    settings, this = settings_for(tmp_path, ring_order="all_at_once"), asked()
    ring(store, settings, this)

    def take(volunteer_id):
        with store.transaction() as session:
            return ladder.take(session, settings, this.case_id, volunteer_id, NOW)

    took = at_once(*(lambda one=one: take(one) for one in here))
    assert sorted(took) == [False, False, False, True]


def test_once_one_has_it_the_others_are_free_for_the_next(store, tmp_path, here, asked):
    settings, this = settings_for(tmp_path, ring_order="all_at_once"), asked()
    ring(store, settings, this)
    with store.transaction() as session:
        ladder.take(session, settings, this.case_id, here[1], NOW)
    assert ring(store, settings, asked()) == [here[0], *here[2:]]
