"""The sweep: what a dead worker, a lost answer or a silent network leaves behind still ends."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from service.carrier.port import Seen, Unknown
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.ready import make_ready
from service.delivery.receipts import record_receipt
from service.delivery.send import drain
from service.delivery.sweep import sweep
from service.delivery.windows import Windows
from service.errors import CarrierUnavailable
from service.models import Lane, Outbox, State, Way
from tests.sending import ANA, HOUR, LINE, ScriptedCarrier, row, say_hello

NOW = timedelta(0)
# A miss counts at once, and a look is always due.
HASTY = Windows(lease=NOW, look_every=NOW, evidence=NOW)
# A look is always due, but a miss does not count yet.
PATIENT = Windows(lease=NOW, look_every=NOW)


def claim(house, windows=HASTY):
    with house.database.transaction() as session:
        return outbox.claim(session, house.clock.now(), machine_now(), 10, windows=windows)


def shown(house, sid="SM9", body="Hello", status="queued", **more):
    usual = {"to": ANA, "sender": LINE, "error_code": None, "direction": "outbound-api"}
    return Seen(
        sid=sid, body=body, status=status, created_at=house.clock.now(), **{**usual, **more}
    )


@pytest.fixture
def in_doubt(house, put_out):
    """A reminder that was posted and never answered."""
    mine = put_out()
    drain(house, ScriptedCarrier(Unknown("lost")), say_hello, limit=1, windows=PATIENT)
    return mine


def test_a_worker_that_died_before_posting_gives_its_row_back(house, put_out, database):
    mine = put_out()
    claim(house)
    sweep(house, ScriptedCarrier(), HASTY)
    assert row(database, mine).state == State.QUEUED


def test_a_living_lease_is_left_alone(house, put_out, database):
    mine = put_out()
    claim(house, windows=Windows())
    sweep(house, ScriptedCarrier(), HASTY)
    assert row(database, mine).state == State.SENDING


def test_a_worker_that_died_while_posting_leaves_a_doubt(house, put_out, database):
    mine = put_out()
    make_ready(house, say_hello, claim(house))
    sweep(house, ScriptedCarrier(), Windows(lease=NOW))
    assert row(database, mine).state == State.UNKNOWN


def test_what_the_carrier_shows_settles_it(house, in_doubt):
    sweep(house, ScriptedCarrier(lists=[shown(house)]), PATIENT)
    found = row(house.database, in_doubt)
    assert (found.state, found.sid) == (State.ACCEPTED, "SM9")


def test_what_the_carrier_shows_may_be_further_along(house, in_doubt):
    sweep(house, ScriptedCarrier(lists=[shown(house, status="delivered")]), PATIENT)
    assert row(house.database, in_doubt).state == State.DELIVERED


def test_other_words_or_another_direction_are_no_evidence(house, in_doubt):
    lists = [
        shown(house, body="Bye"),
        shown(house, direction="outbound-reply"),
        shown(house, sender=ANA),
    ]
    sweep(house, ScriptedCarrier(lists=lists), PATIENT)
    assert row(house.database, in_doubt).state == State.UNKNOWN


def test_a_text_that_is_known_to_be_another_is_no_evidence(house, put_out, in_doubt):
    other = put_out("other")
    drain(house, ScriptedCarrier(), say_hello, limit=1)
    lists = [shown(house, sid=row(house.database, other).sid)]
    sweep(house, ScriptedCarrier(lists=lists), PATIENT)
    assert row(house.database, in_doubt).state == State.UNKNOWN


def test_a_miss_counts_only_after_the_whole_window(house, in_doubt):
    sweep(house, ScriptedCarrier(), PATIENT)
    assert row(house.database, in_doubt).state == State.UNKNOWN


def test_a_reminder_without_a_trace_goes_once_more_and_no_more(house, in_doubt):
    sweep(house, ScriptedCarrier(), HASTY)
    assert row(house.database, in_doubt).state == State.QUEUED
    drain(house, ScriptedCarrier(Unknown("lost")), say_hello, limit=1, windows=HASTY)
    sweep(house, ScriptedCarrier(), HASTY)
    assert row(house.database, in_doubt).state == State.UNCONFIRMED


def test_a_notice_without_a_trace_is_never_repeated(house, put_out):
    mine = put_out(lane=Lane.NOTICE)
    drain(house, ScriptedCarrier(Unknown("lost")), say_hello, limit=1, windows=HASTY)
    sweep(house, ScriptedCarrier(), HASTY)
    assert row(house.database, mine).state == State.UNCONFIRMED


def test_a_call_is_found_without_words(house, put_out):
    mine = put_out(way=Way.CALL)
    drain(house, ScriptedCarrier(Unknown("lost")), say_hello, limit=1, windows=PATIENT)
    sweep(house, ScriptedCarrier(lists=[shown(house, sid="CA9", body=None)]), PATIENT)
    assert row(house.database, mine).sid == "CA9"


class Away(ScriptedCarrier):
    def texts_sent(self, line, to, since):
        raise CarrierUnavailable("away")


def test_a_carrier_that_cant_be_asked_proves_nothing(house, in_doubt, clock):
    sweep(house, Away(), HASTY)
    assert row(house.database, in_doubt).state == State.UNKNOWN
    clock.advance(73 * HOUR)
    sweep(house, Away(), HASTY)
    assert row(house.database, in_doubt).state == State.UNCONFIRMED


def test_a_receipt_settles_a_doubt_by_itself(house, in_doubt, clock):
    with house.database.transaction() as session:
        record_receipt(
            session, in_doubt, 1, {"MessageSid": "SM1", "MessageStatus": "sent"}, clock.now()
        )
    sweep(house, ScriptedCarrier(), HASTY)
    assert row(house.database, in_doubt).state == State.SENT


def test_what_waited_too_long_expires(house, put_out, clock, database):
    mine = put_out()
    clock.advance(HOUR)
    sweep(house, ScriptedCarrier(), HASTY)
    found = row(database, mine)
    assert (found.state, bool(found.reason)) == (State.EXPIRED, True)


@pytest.mark.parametrize("state", [State.ACCEPTED, State.SENT, State.INLINE])
def test_silence_ends_after_three_days(house, put_out, clock, state):
    mine = put_out()
    with house.database.transaction() as session:
        session.execute(update(Outbox).values(state=state))
    clock.advance(72 * HOUR - timedelta(seconds=1))
    sweep(house, ScriptedCarrier(), HASTY)
    assert row(house.database, mine).state == state
    clock.advance(timedelta(seconds=1))
    sweep(house, ScriptedCarrier(), HASTY)
    assert row(house.database, mine).state == State.UNCONFIRMED


def test_it_asks_once_about_a_network_that_sends_no_receipts(house, put_out, clock):
    mine, asked = put_out(), []

    class Sent(ScriptedCarrier):
        def fetch_text(self, sid):
            asked.append(sid)
            return shown(house, sid=sid, status="sent")

    drain(house, ScriptedCarrier(), say_hello, limit=1)
    for minutes in (29, 2, 31, 31, 31):
        clock.advance(timedelta(minutes=minutes))
        sweep(house, Sent())
    assert row(house.database, mine).state == State.SENT
    assert len(asked) == 1
