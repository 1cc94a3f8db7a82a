"""How a go at sending keeps to the pace, lets the urgent pass, and ends what it began."""

import time
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.carrier.port import Accepted, Refused, Verdict
from service.delivery import send
from service.delivery.pace import Fare, Pace
from service.delivery.send import Rendered, Terms, drain
from service.models import Lane, Outbox, State, Way
from tests.sending import HOUR, ScriptedCarrier, row, say_hello

SLOW = {Way.TEXT: 0.1, Way.CALL: 0.1}


def how_many(house, state):
    with house.database.reading() as session:
        return session.scalar(select(func.count()).where(Outbox.state == state))


@pytest.fixture
def carrier():
    return ScriptedCarrier()


@pytest.fixture
def until_one_went(carrier):
    """One go that is asked to end as soon as the carrier has been asked for something."""
    return lambda rates=None: Terms(Pace(rates), stopping=lambda: bool(carrier.sent))


def test_it_claims_no_more_than_can_go_soon(house, put_out, carrier, until_one_went):
    for number in range(20):
        put_out(f"n{number}")
    assert drain(house, carrier, say_hello, limit=20, terms=until_one_went(SLOW)) == 1
    assert how_many(house, State.QUEUED) == 19


def test_asked_to_end_it_ends_what_it_began(house, put_out, carrier, until_one_went):
    for number in range(200):
        put_out(f"n{number}")
    dealt = drain(house, carrier, say_hello, limit=200, terms=until_one_went())
    assert dealt == len(carrier.sent) == how_many(house, State.ACCEPTED) < 200
    assert how_many(house, State.SENDING) == 0


def test_where_nothing_is_due_it_does_not_linger(house, carrier, monkeypatch):
    monkeypatch.setattr(send, "LOOK_S", 30.0)
    began = time.monotonic()
    assert drain(house, carrier, say_hello, limit=10) == 0
    assert time.monotonic() - began < 15


def test_crisis_and_replies_do_not_wait_for_the_pace(house, put_out, carrier):
    pace = Pace(SLOW)
    pace.take([Fare(Way.TEXT, 10, False)])
    for lane in (Lane.NOTICE, Lane.CRISIS, Lane.REPLY):
        put_out(lane, lane=lane)
    terms = Terms(pace, stopping=lambda: len(carrier.sent) == 2)
    assert drain(house, carrier, say_hello, limit=10, terms=terms) == 2


def test_a_reply_that_is_refused_again_and_again_costs_the_others_one_turn(house, put_out, clock):
    pace = Pace(SLOW)
    put_out(lane=Lane.REPLY)
    carrier = ScriptedCarrier(*[Refused(Verdict.LATER, 30001, "A full queue.")] * 5)
    for _ in range(6):
        drain(house, carrier, say_hello, limit=1, terms=Terms(pace))
        clock.advance(timedelta(minutes=2))
    assert len(carrier.sent) == 6
    assert pace.opens_in(Way.TEXT) <= 2 / SLOW[Way.TEXT]  # of two processes without Redis


def test_calls_that_wait_hold_up_no_text(house, put_out, carrier):
    pace = Pace({Way.TEXT: 100.0, Way.CALL: 0.1})
    pace.take([Fare(Way.CALL, 10, False)])
    put_out("call", way=Way.CALL)
    text = put_out("text")
    terms = Terms(pace, stopping=lambda: bool(carrier.sent))
    assert drain(house, carrier, say_hello, limit=10, terms=terms) == 1
    assert row(house.database, text).state == State.ACCEPTED


def test_whoever_has_a_moment_takes_the_most_urgent(house, put_out, carrier, until_one_went):
    put_out("notice", lane=Lane.NOTICE)
    reminder = put_out("reminder", lane=Lane.REMINDER)
    drain(house, carrier, say_hello, 10, [Lane.NOTICE], terms=until_one_went(SLOW))
    assert row(house.database, reminder).state == State.ACCEPTED
    assert how_many(house, State.QUEUED) == 1


def test_a_crisis_passes_the_notices_that_are_being_sent(house, put_out, clock):
    for number in range(400):
        put_out(f"n{number}", message="notice")

    def words(session, claimed, now):
        return Rendered(claimed.lane, now + HOUR)

    carrier = ScriptedCarrier()

    def a_crisis_comes():
        carrier.meanwhile = lambda: None
        put_out("crisis", lane=Lane.CRISIS)

    carrier.meanwhile = a_crisis_comes
    drain(house, carrier, words, limit=1000)
    assert [text.body for text in carrier.sent].index("crisis") < 300


def test_being_told_to_wait_slows_the_whole_sender(house, put_out):
    pace = Pace({Way.TEXT: 100.0, Way.CALL: 1.0})
    put_out()
    refusal = Refused(Verdict.LATER, 20429, "Slower.", 30.0)
    drain(house, ScriptedCarrier(refusal), say_hello, limit=1, terms=Terms(pace))
    assert (pace.room(Way.TEXT), pace.room(Way.CALL)) == (0, 1)
    assert pace.opens_in(Way.TEXT) > 20


def test_who_would_have_to_wait_long_goes_back(house, put_out, carrier, clock):
    pace, mine = Pace({Way.TEXT: 100.0, Way.CALL: 1.0}), put_out()

    def another_is_told_to_wait(session, claimed, now):
        pace.heed(Way.TEXT, [Refused(Verdict.LATER, 20429, "Slower.", 30.0)])
        return say_hello(session, claimed, now)

    drain(house, carrier, another_is_told_to_wait, limit=1, terms=Terms(pace))
    found = row(house.database, mine)
    assert (carrier.sent, found.state) == ([], State.QUEUED)
    assert (found.not_before - clock.now()).total_seconds() > 20


def test_a_request_that_breaks_is_a_doubt_and_holds_up_nobody(house, put_out):
    broken, fine = put_out("broken"), put_out("fine")
    carrier = ScriptedCarrier()

    def break_once():
        carrier.meanwhile = lambda: None
        raise ZeroDivisionError

    carrier.meanwhile = break_once
    drain(house, carrier, say_hello, limit=10)
    states = {row(house.database, one).state for one in (broken, fine)}
    assert states == {State.UNKNOWN, State.ACCEPTED}


def test_an_id_given_twice_costs_no_other_answer(database, house, put_out):
    for number in range(4):
        put_out(f"n{number}")
    twice = [Accepted("SM1"), Accepted("SM1"), Accepted("SM2"), Accepted("SM3")]
    drain(house, ScriptedCarrier(*twice), say_hello, limit=10)
    assert (how_many(house, State.ACCEPTED), how_many(house, State.SENDING)) == (3, 0)
