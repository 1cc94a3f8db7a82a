"""TALK: a peer's call without a crisis, promised only while one is there, the crisis line always with it."""

from datetime import timedelta

import pytest

from service.models import Volunteer
from tests.duty import ALWAYS, LEE, put_on_duty
from tests.flows.test_oncall import FRIDAYS

EARLY = ({"weekday": 1, "from_min": 6 * 60, "until_min": 12 * 60},)
IN_DANGER = "call or text 988"


@pytest.fixture
def told(line):
    """What TALK is answered with, while Lee has these shifts; it is Monday, six in the evening."""

    def told(*shifts, word="TALK", **more):
        put_on_duty(line.house, LEE, shifts=shifts, **more)
        return line.text(word)[0]

    return told


@pytest.mark.parametrize("word", ["TALK", "peer", "charla"])
def test_while_a_peer_is_there_one_can_call_now(told, word):
    answer = told(*ALWAYS, word=word)
    assert answer.startswith("A trained peer can call you now: reply 1.") and IN_DANGER in answer


def test_their_1_has_the_line_call_and_ring_a_peer(line, told):
    told(*ALWAYS)
    assert line.text("1")[0].startswith("We call you now, and then we ring a peer.")


def test_with_nobody_on_duty_it_says_from_when_somebody_is(told):
    answer = told(*FRIDAYS)
    assert "from Fri 6 pm: text TALK then." in answer and IN_DANGER in answer


def test_before_its_hours_a_shift_counts_from_their_beginning(told):
    assert "from tomorrow 9 am" in told(*EARLY)


def test_by_night_it_is_told_for_the_morning_and_0_stays_a_person(line, told, clock):
    clock.advance(timedelta(hours=4))
    assert "from tomorrow 9 am" in told(*ALWAYS)
    assert "reply 1: we call you and connect you" in line.text("0")[0]


def test_the_hour_is_told_on_the_member_s_own_wall(line, told):
    line.text("ZONE pacific")
    assert "from Fri 5 pm" in told(*FRIDAYS)


def test_with_nobody_at_any_time_no_peer_is_promised(told):
    answer = told()
    assert "peer" not in answer and IN_DANGER in answer


def test_while_all_are_talking_nobody_is_promised_a_call(line, told):
    told(*ALWAYS)
    with line.house.database.transaction() as session:
        session.get_one(Volunteer, 1).held_until = line.house.clock.now() + timedelta(minutes=9)
    assert line.text("TALK")[0].startswith("Our peers are all talking just now.")


def test_a_volunteer_is_not_their_own_peer(line, told):
    told(*ALWAYS)
    assert "peer" not in line.text("TALK", sender=LEE)[0]
