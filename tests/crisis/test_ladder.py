"""Who is rung next: in order, then all; held for one case alone, and never kept for ever."""

from datetime import timedelta

import pytest

from service import timers
from service.crisis import cases, ladder
from service.crisis.cases import Outcome
from service.crisis.ladder import Ended, Round
from service.models import Case, CaseState, CaseStep, Volunteer
from tests.conftest import MONDAY_EVENING as NOW
from tests.duty import volunteer
from tests.laddering import SOON, held, let_pass, ring
from tests.line import settings_for


@pytest.fixture
def store(sqlite):
    return sqlite


def test_two_one_by_one_and_then_all_others_at_once(store, settings, here, asked):
    this, rung = asked(), []
    for seconds in (5, 25, 45, 65):
        rung.append(ring(store, settings, this, NOW + timedelta(seconds=seconds)))
        let_pass(store, this, NOW + timedelta(seconds=seconds + 20))
    assert rung == [here[:1], here[1:2], here[2:], []]


def test_all_at_once_where_the_line_is_set_so(store, tmp_path, here, asked):
    settings = settings_for(tmp_path, ring_order="all_at_once")
    assert ring(store, settings, asked()) == here


@pytest.mark.parametrize(
    ("waited_s", "whom", "rings_s"),
    [(5, 1, 20), (44, 1, 20), (50, 4, 20), (60, 4, 15), (69, 4, 6), (71, 0, 0)],
)
def test_the_later_it_is_the_more_are_rung_and_the_shorter(
    store, settings, here, asked, waited_s, whom, rings_s
):
    this = asked()
    with store.transaction() as session:
        late = NOW + timedelta(seconds=waited_s)
        found = ladder.next_to_ring(session, settings, this, late)
    seconds = found.rings.total_seconds() if found else 0
    assert (len(found.whom) if found else 0, seconds) == (whom, rings_s)


def test_ten_are_rung_at_once_at_most(store, tmp_path, keyring, asked):
    settings = settings_for(tmp_path, ring_order="all_at_once")
    with store.transaction() as session:
        numbers = [f"+140655501{number}" for number in range(60, 72)]
        ids = [volunteer(session, keyring, NOW, number) for number in numbers]
    this = asked()
    assert ring(store, settings, this) == ids[:10]
    let_pass(store, this, SOON)
    assert ring(store, settings, this, SOON) == ids[10:]


def test_who_is_rung_for_one_is_skipped_for_another(store, settings, here, asked):
    first, second = asked(), asked()
    assert (ring(store, settings, first), ring(store, settings, second)) == (
        here[:1],
        here[1:2],
    )


def test_a_hold_ends_by_itself(store, settings, here, asked):
    ring(store, settings, asked())
    later = NOW + timedelta(minutes=1)
    assert ring(store, settings, asked(later), later) == here[:1]


def test_nobody_is_rung_on_the_phone_that_calls(store, settings, here, asked):
    with store.reading() as session:
        theirs = session.get_one(Volunteer, here[0]).phone_id
    this = Round(asked().case_id, 0, NOW, theirs)
    assert ring(store, settings, this) == here[1:2]


def test_asked_for_again_the_same_may_be_rung_again(store, settings, here, asked):
    this = asked()
    ring(store, settings, this)
    let_pass(store, this, SOON)
    with store.transaction() as session:
        again = ladder.new_round(session, this.case_id, SOON, None)
    assert (again.number, ring(store, settings, again, SOON)) == (1, here[:1])


def test_who_takes_it_is_held_as_long_as_they_may_talk(store, settings, here, asked):
    this = asked()
    ring(store, settings, this)
    with store.transaction() as session:
        ladder.take(session, settings, this.case_id, here[0], NOW)
    talking = NOW + timedelta(minutes=59)
    assert ring(store, settings, asked(talking), talking) == here[1:2]


def test_who_took_it_and_never_got_to_the_caller_gives_it_back(store, settings, here, asked):
    this = asked()
    ring(store, settings, this)
    with store.transaction() as session:
        ladder.take(session, settings, this.case_id, here[0], NOW)
    assert let_pass(store, this, SOON) is Ended.UNTAKEN
    assert (held(store), ring(store, settings, this, SOON)) == ([], here[1:2])


def test_who_was_erased_after_taking_it_leaves_it_to_the_next(store, settings, here, asked):
    first = asked()
    ring(store, settings, first)
    with store.transaction() as session:
        assert ladder.take(session, settings, first.case_id, here[0], SOON)
        session.delete(session.get_one(Volunteer, here[0]))
    assert let_pass(store, first, SOON) is Ended.UNTAKEN
    assert ring(store, settings, first, SOON) == [here[1]]
    with store.transaction() as session:
        assert ladder.take(session, settings, first.case_id, here[1], SOON)


def test_who_hung_up_after_talking_has_talked(store, settings, here, asked):
    this = asked()
    ring(store, settings, this)
    with store.transaction() as session:
        ladder.take(session, settings, this.case_id, here[0], NOW)
    assert let_pass(store, this, SOON, bridged=True, gone=True) is Ended.TALKED
    assert held(store) == []


def test_who_wrote_while_they_talked_is_not_done_with(store, settings, here, asked):
    this = asked()
    ring(store, settings, this)
    with store.transaction() as session:
        ladder.take(session, settings, this.case_id, here[0], NOW)
        session.get_one(Case, this.case_id).wrote_at = SOON
    assert let_pass(store, this, SOON, bridged=True, gone=True) is Ended.TALKED
    with store.reading() as session:
        assert session.get_one(Case, this.case_id).state == "open"


def test_who_took_it_while_our_books_were_away_has_talked(store, settings, here, asked):
    this = asked()
    ring(store, settings, this)
    assert let_pass(store, this, SOON, bridged=True) is Ended.TALKED


def test_who_passed_it_on_has_not_talked_whatever_the_carrier_says(store, settings, here, asked):
    this = asked()
    ring(store, settings, this)
    with store.transaction() as session:
        cases.note(session, this.case_id, CaseStep.PASSED, SOON, here[0])
    assert let_pass(store, this, SOON, bridged=True) is Ended.UNTAKEN
    assert ring(store, settings, this, SOON) == here[1:2]


def test_what_nobody_told_the_end_of_is_closed_after_the_longest_talk(store, settings, here, asked):
    this = asked()
    with store.transaction() as session:
        ladder.watch_over(session, settings, this.case_id, NOW)
        ladder.next_to_ring(session, settings, this, NOW)
        due = timers.next_due(session)
        ladder.give_up(session, this.case_id, due)
        case = session.get_one(Case, this.case_id, populate_existing=True)
        assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.LEFT)
    assert (due - NOW, held(store)) == (timedelta(minutes=66, seconds=30), [])


def test_two_volunteers_on_one_phone_are_rung_once(store, settings, here, asked):
    with store.transaction() as session:
        session.get_one(Volunteer, here[1]).phone_id = session.get_one(Volunteer, here[0]).phone_id
    this = asked()
    assert ring(store, settings, this) == here[:1]
    let_pass(store, this, SOON)
    assert ring(store, settings, this, SOON) == here[2:3]


def test_a_late_key_for_one_caller_takes_nothing_while_another_s_rings(
    store, settings, here, asked
):
    first, second = asked(), asked()
    ring(store, settings, first)
    let_pass(store, first, SOON)
    assert ring(store, settings, second, SOON) == here[:1]
    with store.transaction() as session:
        assert not ladder.take(session, settings, first.case_id, here[0], SOON)


def test_what_somebody_took_by_another_way_is_rung_no_more(store, settings, here, asked):
    this = asked()
    with store.transaction() as session:
        cases.claim(session, this.case_id, here[3], NOW)
    assert ring(store, settings, this) == []
