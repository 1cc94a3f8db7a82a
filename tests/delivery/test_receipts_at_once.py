"""Receipts come through many doors at the same moment."""

import threading

import pytest
from sqlalchemy import select

from service.delivery.receipts import record_receipt
from service.delivery.send import drain
from service.models import Alert, State
from tests.sending import HOUR, ScriptedCarrier, row, say_hello


def all_at_once(work):
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def sent(house, put_out):
    mine = put_out(useful_until=house.clock.now() + 5 * HOUR)
    drain(house, ScriptedCarrier(), say_hello, limit=1)
    return mine


def receiving(house, outbox_id, status, code=""):
    def receive():
        form = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": code}
        with house.database.transaction() as session:
            record_receipt(session, outbox_id, 1, form, house.clock.now())

    return receive


def test_a_failure_told_many_times_at_once_counts_once(database, house, sent):
    all_at_once([receiving(house, sent, "failed", "30034")] * 8)
    assert row(house.database, sent).state == State.QUEUED
    with house.database.reading() as session:
        assert session.scalars(select(Alert.count)).all() == [1]


def test_whatever_comes_at_once_the_delivery_is_what_stays(database, house, sent):
    said = [("queued", ""), ("sent", ""), ("undelivered", "30003"), ("delivered", "")]
    all_at_once([receiving(house, sent, *one) for one in said * 3])
    assert row(house.database, sent).state == State.DELIVERED
