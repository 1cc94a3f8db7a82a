"""Answers that come too late, claims that were lost, repeats that must end."""

from datetime import timedelta

from service.carrier.port import Accepted, Listed, Refused, Unknown, Verdict
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.ready import make_ready
from service.delivery.send import drain
from service.delivery.settle import settle
from service.delivery.sweep import sweep
from service.delivery.windows import Windows
from service.models import Lane, Outbox, State
from tests.sending import HOUR, ScriptedCarrier, row, say_hello

AT_ONCE = Windows(lease=timedelta(), look_every=timedelta(), evidence=timedelta())
REFUSED = Refused(Verdict.PERMANENT, 21211, "There is no such number.")


def claim(house):
    with house.database.transaction() as session:
        return outbox.claim(session, house.clock.now(), machine_now(), 10, windows=AT_ONCE)


def answer(house, outbox_id, number, outcome):
    with house.database.transaction() as session:
        found = session.get(Outbox, outbox_id)
        settle(session, found, number, outcome, house.clock.now(), AT_ONCE)
    return row(house.database, outbox_id)


def in_doubt(house, put_out, **more):
    mine = put_out(**more)
    drain(house, ScriptedCarrier(Unknown("lost")), say_hello, limit=1, windows=AT_ONCE)
    return mine


def test_a_late_refusal_settles_a_doubt(house, put_out):
    mine = in_doubt(house, put_out)
    assert answer(house, mine, 1, REFUSED).state == State.REFUSED


def test_a_late_acceptance_stops_a_repeat(house, put_out):
    mine = in_doubt(house, put_out)
    sweep(house, ScriptedCarrier(), AT_ONCE)
    assert row(house.database, mine).state == State.QUEUED
    assert answer(house, mine, 1, Accepted("SM1")).state == State.ACCEPTED


def test_a_late_refusal_says_nothing_about_the_attempt_after_it(house, put_out):
    mine = in_doubt(house, put_out)
    sweep(house, ScriptedCarrier(), AT_ONCE)
    make_ready(house, say_hello, claim(house))
    assert answer(house, mine, 1, REFUSED).state == State.SENDING


def test_a_late_refusal_does_not_touch_a_row_that_went_on(house, put_out):
    mine = put_out()
    drain(house, ScriptedCarrier(), say_hello, limit=1)
    assert answer(house, mine, 1, REFUSED).state == State.ACCEPTED


def test_whoever_lost_its_claim_sends_nothing(house, put_out):
    put_out()
    first = claim(house)
    sweep(house, ScriptedCarrier(), AT_ONCE)
    second = claim(house)
    assert make_ready(house, say_hello, first) == []
    assert len(make_ready(house, say_hello, second)) == 1


def test_evidence_about_one_attempt_does_not_end_the_next(house, put_out):
    mine = in_doubt(house, put_out)

    class Meanwhile(ScriptedCarrier):
        def texts_sent(self, line, to, since):
            """While we look, another sweep has put it out again, and that is lost too."""
            if not self.lists:
                self.lists.append(None)
                sweep(house, ScriptedCarrier(), AT_ONCE)
                drain(house, ScriptedCarrier(Unknown("lost")), say_hello, limit=1, windows=AT_ONCE)
            return Listed([], since)

    sweep(house, Meanwhile(), AT_ONCE)
    assert row(house.database, mine).state == State.UNKNOWN


def test_a_crisis_alert_is_not_repeated_for_ever(house, put_out):
    mine, carrier = put_out(lane=Lane.CRISIS), ScriptedCarrier(*[Unknown("lost")] * 20)
    for _ in range(6):
        drain(house, carrier, say_hello, limit=10, windows=AT_ONCE)
    assert len(carrier.sent) == 4
    sweep(house, carrier, AT_ONCE)
    assert row(house.database, mine).state == State.UNCONFIRMED


def test_a_reminder_is_not_repeated_once_it_is_of_no_use(house, put_out, clock):
    mine = in_doubt(house, put_out)
    clock.advance(HOUR)
    sweep(house, ScriptedCarrier(), AT_ONCE)
    assert row(house.database, mine).state == State.UNCONFIRMED


def test_a_crisis_alert_is_not_repeated_once_it_is_of_no_use(house, put_out, clock):
    mine, carrier = put_out(lane=Lane.CRISIS), ScriptedCarrier(Unknown("lost"))
    carrier.meanwhile = lambda: clock.advance(HOUR)
    drain(house, carrier, say_hello, limit=1, windows=AT_ONCE)
    assert row(house.database, mine).state == State.UNKNOWN
