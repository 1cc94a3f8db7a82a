"""A call of ours is heard once, however many of it ring."""

import pytest

from service.carrier.port import Unknown
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.ready import make_ready
from service.delivery.send import Rendered, drain
from service.delivery.sweep import sweep
from service.delivery.windows import Windows
from service.members import find_or_add_phone
from service.models import Outbox, State, Way
from service.text.phone import Phone
from service.watches import MESSAGE
from tests.line import ANA, Caller
from tests.sending import HOUR, ScriptedCarrier, row

AT_ONCE = Windows(lease=HOUR * 0, look_every=HOUR * 0, evidence=HOUR * 0)
FIRST, SECOND = "CA" + "1" * 32, "CA" + "2" * 32


@pytest.fixture
def call_out(line):
    """A call about something that has started, put out and not yet placed."""
    now = line.house.clock.now()
    with line.house.database.transaction() as session:
        phone = find_or_add_phone(session, line.house.keyring, Phone(ANA), now)
        outgoing = Outgoing(
            way=Way.CALL, lane="reminder", dedupe_key="one", phone_id=phone.id, message=MESSAGE,
            useful_until=now + HOUR,
        )  # fmt: skip
        return outbox.put(session, outgoing, now)


def begin(line):
    """The next attempt is on its way to the carrier; nobody knows yet whether it got there."""
    house = line.house
    with house.database.transaction() as session:
        claimed = outbox.claim(session, house.clock.now(), machine_now(), 1, windows=AT_ONCE)
    assert make_ready(house, lambda *_: Rendered("", house.clock.now()), claimed)


def lose(line):
    """The next attempt is posted, and no answer comes."""
    words = Rendered("", line.house.clock.now())
    drain(line.house, ScriptedCarrier(Unknown("lost")), lambda *_: words, 1, windows=AT_ONCE)


def answered(line, outbox_id, attempt, sid):
    """What is heard when the phone is picked up."""
    caller = Caller(
        line, sid=sid, action=f"/voice/out/{outbox_id}/{attempt}", direction="outbound-api"
    )
    heard = caller.press()
    assert heard or caller.document.find("Hangup") is not None
    return heard


def receive(line, outbox_id, attempt, sid, status):
    form = {"CallSid": sid, "CallStatus": status}
    assert line.post(f"/status/call/{outbox_id}/{attempt}", form).status_code == 204
    return row(line.house.database, outbox_id).state


def give_up_on_the_first(line):
    """Its answer was lost, the carrier's list shows nothing, and a second attempt has begun."""
    lose(line)
    sweep(line.house, ScriptedCarrier(), AT_ONCE)
    begin(line)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_with_two_ringing_one_is_heard(line, call_out, order):
    give_up_on_the_first(line)
    heard = [bool(answered(line, call_out, n, FIRST if n == 1 else SECOND)) for n in order]
    assert heard == [n == 2 for n in order]


def test_a_first_that_is_answered_before_the_second_begins_is_the_one(line, call_out):
    lose(line)
    sweep(line.house, ScriptedCarrier(), AT_ONCE)
    assert row(line.house.database, call_out).state == State.QUEUED
    assert answered(line, call_out, 1, FIRST)
    assert drain(line.house, ScriptedCarrier(), lambda *_: None, limit=1) == 0
    assert receive(line, call_out, 1, FIRST, "completed") == State.COMPLETED


def test_being_answered_settles_a_doubt(line, call_out):
    lose(line)
    assert answered(line, call_out, 1, FIRST)
    found = row(line.house.database, call_out)
    assert (found.state, found.sid) == (State.SENT, FIRST)
    sweep(line.house, ScriptedCarrier(), AT_ONCE)
    assert row(line.house.database, call_out).state == State.SENT


def test_the_end_of_a_call_that_was_hung_up_says_nothing_of_the_one_that_counts(line, call_out):
    give_up_on_the_first(line)
    answered(line, call_out, 1, FIRST)
    assert receive(line, call_out, 1, FIRST, "completed") == State.SENDING
    assert answered(line, call_out, 2, SECOND)
    assert receive(line, call_out, 2, SECOND, "completed") == State.COMPLETED


def test_the_same_request_twice_is_heard_the_same(line, call_out):
    begin(line)
    assert answered(line, call_out, 1, FIRST) == answered(line, call_out, 1, FIRST)


@pytest.mark.parametrize("end", [State.EXPIRED, State.SUPPRESSED, State.REFUSED, State.UNCONFIRMED])
def test_what_is_over_is_hung_up(line, call_out, end):
    begin(line)
    with line.house.database.transaction() as session:
        session.get(Outbox, call_out).state = end
    assert answered(line, call_out, 1, FIRST) == ""
