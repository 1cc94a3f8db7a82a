"""Who is rung next: in order, then all; held for one case alone, and never kept for ever."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import timers
from service.crisis import cases, ladder
from service.crisis.cases import Asked, Outcome
from service.crisis.ladder import Ended, Round
from service.models import Case, CaseState, CaseStep, Volunteer
from tests.conftest import MONDAY_EVENING as NOW
from tests.duty import KIM, LEE, SAM, volunteer
from tests.line import settings_for

FIFTH = "+14065550133"
SOON = NOW + timedelta(seconds=5)


@pytest.fixture
def settings(tmp_path):
    return settings_for(tmp_path)


@pytest.fixture
def here(database, keyring):
    """Lee, Kim, Sam and one more are on duty, in this order."""
    with database.transaction() as session:
        return [volunteer(session, keyring, NOW, one) for one in (LEE, KIM, SAM, FIFTH)]


@pytest.fixture
def asked(database):
    """`asked()`: one more caller who wants a person, as the first round for them."""

    def asked(now=NOW, number=0):
        nonlocal calls
        calls += 1
        with database.transaction() as session:
            case_id = cases.ask_for_person(session, f"CA{calls}", Asked(None, "en"), now)
        return Round(case_id, number, now, None)

    calls = 0
    return asked


def ring(database, settings, this, now=NOW):
    with database.transaction() as session:
        found = ladder.next_to_ring(session, settings, this, now)
    return [one.id for one in found.whom] if found else []


def let_pass(database, this, now, **more):
    with database.transaction() as session:
        told = {"bridged": False, "gone": False, **more}
        return ladder.after_ring(session, this.case_id, now=now, **told)


def held(database):
    with database.reading() as session:
        return [*session.scalars(select(Volunteer.id).where(Volunteer.held_by.is_not(None)))]


def test_two_one_by_one_and_then_all_others_at_once(database, settings, here, asked):
    this, rung = asked(), []
    for seconds in (5, 25, 45, 65):
        rung.append(ring(database, settings, this, NOW + timedelta(seconds=seconds)))
        let_pass(database, this, NOW + timedelta(seconds=seconds + 20))
    assert rung == [here[:1], here[1:2], here[2:], []]


def test_all_at_once_where_the_line_is_set_so(database, tmp_path, here, asked):
    settings = settings_for(tmp_path, ring_order="all_at_once")
    assert ring(database, settings, asked()) == here


@pytest.mark.parametrize(
    ("waited_s", "whom", "rings_s"),
    [(5, 1, 20), (44, 1, 20), (50, 4, 20), (60, 4, 15), (69, 4, 6), (71, 0, 0)],
)
def test_the_later_it_is_the_more_are_rung_and_the_shorter(
    database, settings, here, asked, waited_s, whom, rings_s
):
    this = asked()
    with database.transaction() as session:
        late = NOW + timedelta(seconds=waited_s)
        found = ladder.next_to_ring(session, settings, this, late)
    seconds = found.rings.total_seconds() if found else 0
    assert (len(found.whom) if found else 0, seconds) == (whom, rings_s)


def test_ten_are_rung_at_once_at_most(database, tmp_path, keyring, asked):
    settings = settings_for(tmp_path, ring_order="all_at_once")
    with database.transaction() as session:
        numbers = [f"+140655501{number}" for number in range(60, 72)]
        ids = [volunteer(session, keyring, NOW, number) for number in numbers]
    this = asked()
    assert ring(database, settings, this) == ids[:10]
    let_pass(database, this, SOON)
    assert ring(database, settings, this, SOON) == ids[10:]


def test_who_is_rung_for_one_is_skipped_for_another(database, settings, here, asked):
    first, second = asked(), asked()
    assert (ring(database, settings, first), ring(database, settings, second)) == (
        here[:1],
        here[1:2],
    )


def test_a_hold_ends_by_itself(database, settings, here, asked):
    ring(database, settings, asked())
    later = NOW + timedelta(minutes=1)
    assert ring(database, settings, asked(later), later) == here[:1]


def test_nobody_is_rung_on_the_phone_that_calls(database, settings, here, asked):
    with database.reading() as session:
        theirs = session.get_one(Volunteer, here[0]).phone_id
    this = Round(asked().case_id, 0, NOW, theirs)
    assert ring(database, settings, this) == here[1:2]


def test_asked_for_again_the_same_may_be_rung_again(database, settings, here, asked):
    this = asked()
    ring(database, settings, this)
    let_pass(database, this, SOON)
    with database.transaction() as session:
        again = ladder.new_round(session, this.case_id, SOON, None)
    assert (again.number, ring(database, settings, again, SOON)) == (1, here[:1])


def test_a_key_pressed_as_the_ringing_ends_takes_nothing(database, settings, here, asked):
    this = asked()
    ring(database, settings, this)
    let_pass(database, this, SOON)
    with database.transaction() as session:
        assert not ladder.take(session, settings, this.case_id, here[0], SOON)
    assert ring(database, settings, this, SOON) == here[1:2]
    with database.transaction() as session:
        assert ladder.take(session, settings, this.case_id, here[1], SOON)


def test_who_takes_it_is_held_as_long_as_they_may_talk(database, settings, here, asked):
    this = asked()
    ring(database, settings, this)
    with database.transaction() as session:
        ladder.take(session, settings, this.case_id, here[0], NOW)
    talking = NOW + timedelta(minutes=59)
    assert ring(database, settings, asked(talking), talking) == here[1:2]


def test_who_took_it_and_never_got_to_the_caller_gives_it_back(database, settings, here, asked):
    this = asked()
    ring(database, settings, this)
    with database.transaction() as session:
        ladder.take(session, settings, this.case_id, here[0], NOW)
    assert let_pass(database, this, SOON) is Ended.UNTAKEN
    assert (held(database), ring(database, settings, this, SOON)) == ([], here[1:2])


def test_who_hung_up_after_talking_has_talked(database, settings, here, asked):
    this = asked()
    ring(database, settings, this)
    with database.transaction() as session:
        ladder.take(session, settings, this.case_id, here[0], NOW)
    assert let_pass(database, this, SOON, bridged=True, gone=True) is Ended.TALKED
    assert held(database) == []


def test_who_took_it_while_our_books_were_away_has_talked(database, settings, here, asked):
    this = asked()
    ring(database, settings, this)
    assert let_pass(database, this, SOON, bridged=True) is Ended.TALKED


def test_who_passed_it_on_has_not_talked_whatever_the_carrier_says(database, settings, here, asked):
    this = asked()
    ring(database, settings, this)
    with database.transaction() as session:
        cases.note(session, this.case_id, CaseStep.PASSED, SOON, here[0])
    assert let_pass(database, this, SOON, bridged=True) is Ended.UNTAKEN
    assert ring(database, settings, this, SOON) == here[1:2]


def test_what_nobody_told_the_end_of_is_closed_after_the_longest_talk(
    database, settings, here, asked
):
    this = asked()
    with database.transaction() as session:
        ladder.watch_over(session, settings, this.case_id, NOW)
        ladder.next_to_ring(session, settings, this, NOW)
        due = timers.next_due(session)
        ladder.give_up(session, this.case_id, due)
        case = session.get_one(Case, this.case_id, populate_existing=True)
        assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.LEFT)
    assert (due - NOW, held(database)) == (timedelta(minutes=66, seconds=30), [])


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


def test_two_callers_in_the_same_moment_ring_two_volunteers(database, settings, here, asked):
    first, second = asked(), asked()
    rung = at_once(*(lambda one=one: ring(database, settings, one) for one in (first, second)))
    assert sorted(rung) == [here[:1], here[1:2]]


def test_of_two_volunteers_in_the_same_moment_one_has_it(database, tmp_path, here, asked):
    settings, this = settings_for(tmp_path, ring_order="all_at_once"), asked()
    ring(database, settings, this)

    def take(volunteer_id):
        with database.transaction() as session:
            return ladder.take(session, settings, this.case_id, volunteer_id, NOW)

    took = at_once(*(lambda one=one: take(one) for one in here))
    assert sorted(took) == [False, False, False, True]


def test_two_volunteers_on_one_phone_are_rung_once(database, settings, here, asked):
    with database.transaction() as session:
        session.get_one(Volunteer, here[1]).phone_id = session.get_one(Volunteer, here[0]).phone_id
    this = asked()
    assert ring(database, settings, this) == here[:1]
    let_pass(database, this, SOON)
    assert ring(database, settings, this, SOON) == here[2:3]


def test_a_late_key_for_one_caller_takes_nothing_while_another_s_rings(
    database, settings, here, asked
):
    first, second = asked(), asked()
    ring(database, settings, first)
    let_pass(database, first, SOON)
    assert ring(database, settings, second, SOON) == here[:1]
    with database.transaction() as session:
        assert not ladder.take(session, settings, first.case_id, here[0], SOON)


def test_what_somebody_took_by_another_way_is_rung_no_more(database, settings, here, asked):
    this = asked()
    with database.transaction() as session:
        cases.claim(session, this.case_id, here[3], NOW)
    assert ring(database, settings, this) == []


def test_once_one_has_it_the_others_are_free_for_the_next(database, tmp_path, here, asked):
    settings, this = settings_for(tmp_path, ring_order="all_at_once"), asked()
    ring(database, settings, this)
    with database.transaction() as session:
        ladder.take(session, settings, this.case_id, here[1], NOW)
    assert ring(database, settings, asked()) == [here[0], *here[2:]]
