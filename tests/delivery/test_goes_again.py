"""A text that failed on its way goes again while that helps, and never when the first did arrive."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import consent
from service.carrier.port import Accepted, Refused, Unknown, Verdict, Words
from service.delivery.receipts import record_receipt
from service.delivery.send import drain
from service.delivery.sweep import sweep
from service.delivery.windows import USUAL
from service.models import Alert, Attempt, ConsentRow, Lane, PhoneRow, State, Trouble, Way
from tests.sending import HOUR, ScriptedCarrier, row, say_hello

MINUTE = timedelta(minutes=1)


@pytest.fixture
def sent(house, put_out):
    """A reminder that is useful for five hours and has gone once."""
    mine = put_out(useful_until=house.clock.now() + 5 * HOUR)
    send(house)
    return mine


def send(house, *outcomes):
    carrier = ScriptedCarrier(*outcomes)
    drain(house, carrier, say_hello, limit=10)
    return len(carrier.sent)


def receive(house, outbox_id, status, code="", attempt=1, sid=None):
    form = {"MessageSid": sid or f"SM{attempt}", "MessageStatus": status, "ErrorCode": code}
    with house.database.transaction() as session:
        record_receipt(session, outbox_id, attempt, form, house.clock.now())
    return row(house.database, outbox_id)


def alerts(house):
    with house.database.reading() as session:
        return {one.kind: one.count for one in session.scalars(select(Alert))}


@pytest.mark.parametrize("code", ["30003", "30008", "30001", "30022"])
def test_what_may_pass_goes_again_a_while_later(database, house, sent, clock, code):
    found = receive(house, sent, "undelivered", code)
    assert (found.state, found.not_before > clock.now() + MINUTE) == (State.QUEUED, True)
    assert send(house) == 0
    clock.advance(found.not_before - clock.now())
    assert send(house, Accepted("SM2")) == 1
    assert row(house.database, sent).sid == "SM2"
    assert receive(house, sent, "delivered", attempt=2).state == State.DELIVERED


def test_it_is_no_repeat_because_the_first_did_not_arrive(house, sent, clock):
    receive(house, sent, "undelivered", "30003")
    clock.advance(HOUR)
    carrier = ScriptedCarrier()
    drain(house, carrier, say_hello, limit=10)
    assert [text.body for text in carrier.sent] == ["Hello"]


def test_it_goes_again_twice_and_then_ends(house, sent, clock):
    for attempt in (1, 2):
        assert receive(house, sent, "undelivered", "30003", attempt).state == State.QUEUED
        clock.advance(HOUR)
        assert send(house, Accepted(f"SM{attempt + 1}")) == 1
    found = receive(house, sent, "undelivered", "30003", 3)
    assert (found.state, found.reason) == (State.UNDELIVERED, "The phone was off or out of reach.")


@pytest.mark.parametrize("code", ["30005", "30006", "30007", "30036", "21610", "", "31999"])
def test_what_will_not_pass_ends(house, sent, code):
    assert receive(house, sent, "undelivered", code).state == State.UNDELIVERED


def test_it_does_not_go_again_when_that_would_be_of_no_use(house, put_out):
    mine = put_out(useful_until=house.clock.now() + 10 * MINUTE)
    send(house)
    assert receive(house, mine, "undelivered", "30003").state == State.UNDELIVERED


def test_a_call_does_not_go_again(house, put_out):
    mine = put_out(way=Way.CALL)
    send(house)
    with house.database.transaction() as session:
        form = {"CallSid": "SM1", "CallStatus": "failed", "ErrorCode": "30003"}
        record_receipt(session, mine, 1, form, house.clock.now())
    assert row(house.database, mine).state == State.UNDELIVERED


def test_a_late_delivery_of_the_first_stops_the_second(database, house, sent, clock):
    receive(house, sent, "undelivered", "30008")
    receive(house, sent, "delivered")
    clock.advance(HOUR)
    assert send(house) == 0
    assert row(house.database, sent).state == State.DELIVERED


def test_a_late_delivery_of_the_first_is_the_end_of_a_second_that_failed(house, sent, clock):
    receive(house, sent, "undelivered", "30008")
    clock.advance(HOUR)
    send(house, Refused(Verdict.PERMANENT, 21211, "There is no such number."))
    assert row(house.database, sent).state == State.REFUSED
    assert receive(house, sent, "delivered").state == State.DELIVERED


@pytest.mark.parametrize("late", ["queued", "sent", "undelivered"])
def test_nothing_else_that_comes_late_of_the_first_stops_the_second(house, sent, late):
    receive(house, sent, "undelivered", "30003")
    assert receive(house, sent, late, "30003").state == State.QUEUED


def test_a_failure_that_overtook_the_answer_stands(house, put_out):
    mine, carrier = put_out(), ScriptedCarrier(Accepted("SM1"))
    carrier.meanwhile = lambda: receive(house, mine, "failed", "30001")
    drain(house, carrier, say_hello, limit=1)
    assert row(house.database, mine).state == State.QUEUED


def test_a_failure_settles_a_doubt_by_going_again(house, put_out):
    mine = put_out()
    send(house, Unknown("lost"))
    assert receive(house, mine, "undelivered", "30008").state == State.QUEUED


@pytest.mark.parametrize(
    ("code", "state"),
    [("30005", State.UNDELIVERED), ("30003", State.QUEUED), ("", State.QUEUED)],
)
def test_a_crisis_alert_is_repeated_only_where_that_may_arrive(house, put_out, code, state):
    mine = put_out(lane=Lane.CRISIS)
    send(house, Unknown("lost"))
    assert receive(house, mine, "failed", code).state == state
    assert (Trouble.CRISIS_UNSURE in alerts(house)) == (state == State.UNDELIVERED)


def test_a_number_that_is_not_registered_pauses_the_run_and_tells_a_person(house, put_out, clock):
    first, second = put_out("first"), put_out("second", not_before=clock.now() + MINUTE)
    send(house)
    clock.advance(MINUTE)
    assert receive(house, first, "failed", "30034").state == State.QUEUED
    assert send(house) == 0
    assert alerts(house) == {Trouble.TEXTS_REFUSED: 1}
    clock.advance(15 * MINUTE)
    assert send(house) == 2
    assert row(house.database, second).state == State.ACCEPTED


def test_a_filter_is_told_once_a_text_however_often_the_receipt_comes(house, sent):
    for _ in range(3):
        receive(house, sent, "undelivered", "30007")
    assert alerts(house) == {Trouble.FILTERED: 1}


def test_a_code_nobody_knows_ends_it_in_a_receipt_and_is_told(house, sent):
    assert "31999" in receive(house, sent, "undelivered", "31999").reason
    assert alerts(house) == {Trouble.NEW_CODE: 1}


NEW = Refused(
    Verdict.LATER, 21999, "A reason (21999).", 900, 5, Words(422, f"Not {'+14065550100'}")
)


def test_a_refusal_nobody_knows_is_kept_whole_told_and_given_up(house, sent, put_out, clock):
    mine = put_out("mine", useful_until=clock.now() + 9 * HOUR)
    tries = 0
    while row(house.database, mine).state == State.QUEUED:
        tries += send(house, NEW)
        clock.advance(HOUR)
    assert (tries, row(house.database, mine).state) == (5, State.REFUSED)
    with house.database.reading() as session:
        kept = session.scalars(select(Attempt).where(Attempt.outbox_id == mine)).all()
    assert {(one.code, one.status, one.said) for one in kept} == {(21999, 422, "Not +14065550100")}
    assert alerts(house) == {Trouble.NEW_CODE: 5, Trouble.PUT_OFF: 1}


def test_refusals_for_another_reason_do_not_count_against_it(house, put_out, clock):
    mine = put_out(useful_until=clock.now() + 9 * HOUR)
    for _ in range(6):
        send(house, Refused(Verdict.LATER, 20429, "Slow down."))
        clock.advance(HOUR / 2)
    send(house, NEW)
    assert row(house.database, mine).state == State.QUEUED


def test_a_stop_at_the_carrier_is_in_the_ledger_once(house, sent):
    for _ in range(2):
        receive(house, sent, "failed", "21610")
    with house.database.reading() as session:
        assert [one.how for one in session.scalars(select(ConsentRow))] == [consent.BY_CARRIER]


def test_a_stop_told_late_does_not_undo_a_start_said_since(house, sent, clock):
    clock.advance(MINUTE)
    with house.database.transaction() as session:
        phone_id = session.scalar(select(PhoneRow.id))
        consent.opt_in(session, phone_id, "text", "START", clock.now())
    clock.advance(MINUTE)
    receive(house, sent, "failed", "21610")
    with house.database.reading() as session:
        assert session.scalars(select(PhoneRow.stopped_at)).one() is None


def test_every_refusal_for_now_ends_with_its_usefulness(house, put_out, clock):
    mine = put_out(useful_until=clock.now() + 10 * MINUTE)
    while row(house.database, mine).state == State.QUEUED:
        send(house, Refused(Verdict.LATER, 21611, "The queue is full.", 60))
        clock.advance(MINUTE)
        sweep(house, ScriptedCarrier(), USUAL)
    assert row(house.database, mine).state == State.EXPIRED
