"""Receipts: late, twice, out of order, before the answer; and what each word of the carrier means."""

from itertools import permutations

import pytest
from sqlalchemy import select

from service.carrier.port import Unknown
from service.delivery import outbox
from service.delivery.receipts import record_receipt
from service.delivery.send import drain
from service.models import Lane, LineType, PhoneRow, State, Way
from service.statements import together
from tests.sending import ScriptedCarrier, row, say_hello


@pytest.fixture
def sent(house, put_out):
    mine = put_out()
    drain(house, ScriptedCarrier(), say_hello, limit=1)
    return mine


@pytest.fixture
def called(house, put_out):
    mine = put_out(way=Way.CALL)
    drain(house, ScriptedCarrier(), say_hello, limit=1)
    return mine


def receive(house, outbox_id, status, attempt=1, **more):
    form = {
        "MessageSid": "SM1",
        "MessageStatus": status,
        "CallSid": "CA1",
        "CallStatus": status,
        **more,
    }
    with house.database.transaction() as session:
        record_receipt(session, outbox_id, attempt, form, house.clock.now())
    return row(house.database, outbox_id)


@pytest.mark.parametrize("order", list(permutations(["queued", "sent", "delivered"])), ids=" ".join)
def test_whatever_the_order_it_ends_delivered(house, sent, order):
    for status in order:
        receive(house, sent, status)
        receive(house, sent, status)
    assert row(house.database, sent).state == State.DELIVERED


def test_a_delivery_after_all_overrules_a_failure(house, sent):
    receive(house, sent, "undelivered", ErrorCode="30003")
    assert receive(house, sent, "delivered").state == State.DELIVERED


def test_a_failure_does_not_overrule_a_delivery(house, sent):
    receive(house, sent, "delivered")
    assert receive(house, sent, "failed").state == State.DELIVERED


def test_a_failure_has_the_carriers_reason(house, sent):
    found = receive(house, sent, "undelivered", ErrorCode="30003")
    assert found.reason == "The phone was off or out of reach."


def test_a_landline_is_remembered(house, sent):
    receive(house, sent, "undelivered", ErrorCode="30006")
    with house.database.reading() as session:
        assert session.scalars(select(PhoneRow.line_type)).one() == LineType.LANDLINE


def test_a_stop_at_the_carrier_is_remembered(house, sent):
    receive(house, sent, "failed", ErrorCode="21610")
    with house.database.reading() as session:
        assert session.scalars(select(PhoneRow.stopped_at)).one()


def test_an_inline_reply_is_moved_by_its_receipts(house, sent):
    with house.database.transaction() as session:
        inline, row = outbox.inline(phone_id=1, now=house.clock.now())
        together(session, [row])
    receive(house, inline, "sent", attempt=0, MessageSid="SM2")
    assert receive(house, inline, "delivered", attempt=0, MessageSid="SM2").state == State.DELIVERED


@pytest.mark.parametrize(
    ("status", "answered_by", "state"),
    [
        ("completed", "human", "completed"),
        ("completed", "", "completed"),
        ("completed", "machine_start", "machine"),
        ("completed", "fax", "machine"),
        ("busy", "", "busy"),
        ("no-answer", "", "no_answer"),
        ("failed", "", "undelivered"),
        ("ringing", "", "sent"),
    ],
)
def test_a_call_ends_as_the_carrier_says(house, called, status, answered_by, state):
    assert receive(house, called, status, AnsweredBy=answered_by).state == state


def test_a_word_nobody_knows_changes_nothing(house, sent):
    assert receive(house, sent, "beamed up").state == State.ACCEPTED


def test_a_code_that_is_no_number_is_let_go(house, sent):
    assert receive(house, sent, "failed", ErrorCode="²x").state == State.UNDELIVERED


def test_a_receipt_for_no_row_is_let_go(house):
    with house.database.transaction() as session:
        record_receipt(session, "nothing", 1, {"MessageStatus": "sent"}, house.clock.now())


def test_late_proof_stops_a_repeat(house, put_out):
    mine = put_out(lane=Lane.CRISIS)
    drain(house, ScriptedCarrier(Unknown("lost")), say_hello, limit=1)
    assert row(house.database, mine).state == State.QUEUED
    assert receive(house, mine, "delivered").state == State.DELIVERED


def test_a_failed_first_attempt_does_not_stop_a_repeat(house, put_out):
    mine = put_out(lane=Lane.CRISIS)
    drain(house, ScriptedCarrier(Unknown("lost")), say_hello, limit=1)
    assert receive(house, mine, "failed").state == State.QUEUED


def test_a_receipt_with_an_odd_id_and_code_still_counts(house, put_out):
    mine = put_out()
    odd = {"MessageSid": "\x00" * 99, "ErrorCode": "9" * 5000}
    assert receive(house, mine, "delivered", attempt=0, **odd).state == State.DELIVERED
