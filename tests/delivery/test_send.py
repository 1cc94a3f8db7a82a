"""One go at sending: what the carrier is asked, and what its answer makes of the row."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.carrier.port import Accepted, Refused, Unknown, Verdict
from service.clock import machine_now
from service.delivery.receipts import record_receipt
from service.delivery.send import Rendered, drain
from service.delivery.windows import Windows
from service.errors import DatabaseUnavailable
from service.models import (
    Alert,
    Attempt,
    ConsentRow,
    Lane,
    LineType,
    PhoneRow,
    State,
    Trouble,
    Way,
)
from tests.sending import ANA, HOUR, ScriptedCarrier, row, say_hello


def attempts(house):
    with house.database.reading() as session:
        return session.scalars(select(Attempt).order_by(Attempt.number)).all()


def ana(house):
    with house.database.reading() as session:
        return session.scalars(select(PhoneRow)).one()


def alerts(house):
    with house.database.reading() as session:
        return set(session.scalars(select(Alert.kind)))


def refused(verdict, code=None, after=None):
    return ScriptedCarrier(Refused(verdict, code, "It says no.", after))


def test_it_sends_what_is_due_and_keeps_the_words_as_sent(house, put_out, database):
    mine, carrier = put_out(), ScriptedCarrier(Accepted("SM7"))
    assert drain(house, carrier, say_hello, limit=10) == 1
    [attempt] = attempts(house)
    assert (row(database, mine).state, row(database, mine).sid) == (State.ACCEPTED, "SM7")
    assert (attempt.body, attempt.segments, attempt.outcome, attempt.sid) == (
        "Hello",
        1,
        "accepted",
        "SM7",
    )


def test_the_carrier_is_told_where_receipts_go_and_how_long_it_is_useful(house, put_out):
    mine, carrier = put_out(), ScriptedCarrier()
    drain(house, carrier, say_hello, limit=10)
    [text] = carrier.sent
    assert text.receipt_url == f"http://127.0.0.1:8000/status/text/{mine}/1"
    assert (text.to.e164, text.valid_for_s) == (ANA, 3600)


def test_a_call_is_told_where_to_ask_what_to_say(house, put_out):
    mine, carrier = put_out(way=Way.CALL), ScriptedCarrier()
    drain(house, carrier, say_hello, limit=10)
    assert carrier.sent[0].script_url == f"http://127.0.0.1:8000/voice/out/{mine}/1"


@pytest.mark.parametrize(("lane", "listens"), [(Lane.REMINDER, True), (Lane.REPLY, False)])
def test_a_machine_is_listened_for_unless_somebody_waits_for_the_call(
    house, put_out, lane, listens
):
    put_out(way=Way.CALL, lane=lane)
    carrier = ScriptedCarrier()
    drain(house, carrier, say_hello, limit=10)
    assert carrier.sent[0].detect_machine is listens


def test_it_sends_all_there_is_and_nothing_twice(house, put_out):
    for number in range(70):
        put_out(f"n{number}")
    carrier = ScriptedCarrier()
    assert drain(house, carrier, say_hello, limit=1000) == 70
    assert drain(house, carrier, say_hello, limit=1000) == 0
    assert len(carrier.sent) == 70


def test_it_stops_at_its_limit(house, put_out):
    for number in range(5):
        put_out(f"n{number}")
    assert drain(house, ScriptedCarrier(), say_hello, limit=3) == 3


@pytest.mark.parametrize(
    ("verdict", "state"),
    [
        (Verdict.PERMANENT, State.REFUSED),
        (Verdict.STOPPED, State.SUPPRESSED),
        (Verdict.LATER, State.QUEUED),
        (Verdict.OURS, State.QUEUED),
    ],
)
def test_a_refusal_ends_it_or_puts_it_off_with_a_reason(house, put_out, verdict, state):
    mine = put_out()
    drain(house, refused(verdict), say_hello, limit=10)
    found = row(house.database, mine)
    assert (found.state, found.reason) == (state, "It says no.")


def test_it_waits_as_long_as_the_carrier_asked(house, put_out, clock):
    mine = put_out()
    drain(house, refused(Verdict.LATER, after=30.0), say_hello, limit=10)
    assert row(house.database, mine).not_before >= clock.now() + timedelta(seconds=30)
    assert drain(house, ScriptedCarrier(), say_hello, limit=10) == 0


def test_a_crisis_alert_waits_a_minute_however_long_the_carrier_asks(house, put_out, clock):
    alert = put_out(lane=Lane.CRISIS)
    drain(house, refused(Verdict.LATER, after=3600.0), say_hello, limit=10)
    assert row(house.database, alert).not_before <= clock.now() + timedelta(seconds=72)


def test_all_waits_when_the_carrier_refuses_us_as_such(house, put_out, database):
    last = [put_out(f"n{number}") for number in range(200)][-1]
    carrier = ScriptedCarrier(*[Refused(Verdict.OURS, 20003, "Our key is wrong.")] * 200)
    assert drain(house, carrier, say_hello, limit=1000) < 200
    assert drain(house, carrier, say_hello, limit=1000) == 0
    assert row(database, last).reason == "Our key is wrong."
    house.clock.advance(timedelta(seconds=61))
    assert drain(house, ScriptedCarrier(), say_hello, limit=1000) == 200


def test_a_country_we_may_not_text_holds_up_no_other(house, put_out):
    for number in range(100):
        put_out(f"n{number}")
    carrier = ScriptedCarrier(
        Refused(Verdict.OURS, 21408, "Our account may not text that country.")
    )
    assert drain(house, carrier, say_hello, limit=1000) == 100


def test_it_remembers_that_they_texted_stop_to_the_carrier(house, put_out):
    put_out()
    drain(house, refused(Verdict.STOPPED, 21610), say_hello, limit=10)
    with house.database.reading() as session:
        assert [one.how for one in session.scalars(select(ConsentRow))] == ["carrier"]
    assert ana(house).stopped_at


def test_it_remembers_a_landline(house, put_out):
    put_out()
    drain(house, refused(Verdict.PERMANENT, 21635), say_hello, limit=10)
    assert ana(house).line_type == LineType.LANDLINE


def test_no_answer_means_unknown_and_a_look_for_evidence_soon(house, put_out):
    mine = put_out()
    drain(house, ScriptedCarrier(Unknown("ReadTimeoutError")), say_hello, limit=10)
    found = row(house.database, mine)
    assert found.state == State.UNKNOWN
    assert found.lease_until > machine_now()


def test_a_crisis_alert_goes_again_at_once_and_says_so(house, put_out):
    mine, carrier = put_out(lane=Lane.CRISIS), ScriptedCarrier(Unknown("ReadTimeoutError"))
    drain(house, carrier, say_hello, limit=10)
    drain(house, carrier, say_hello, limit=10)
    assert [text.body for text in carrier.sent] == ["Hello", "Again: hello"]
    assert row(house.database, mine).state == State.ACCEPTED


def test_a_receipt_may_be_faster_than_the_answer(house, put_out, clock, database):
    mine, carrier = put_out(), ScriptedCarrier(Accepted("SM1"))

    def receipt_arrives():
        form = {"MessageSid": "SM1", "MessageStatus": "delivered"}
        with database.transaction() as session:
            record_receipt(session, mine, 1, form, clock.now())

    carrier.meanwhile = receipt_arrives
    drain(house, carrier, say_hello, limit=10)
    assert (row(database, mine).state, row(database, mine).sid) == (State.DELIVERED, "SM1")


def test_a_lost_answer_does_not_take_back_what_a_receipt_proved(house, put_out, clock):
    mine, carrier = put_out(), ScriptedCarrier(Unknown("ReadTimeoutError"))

    def receipt_arrives():
        with house.database.transaction() as session:
            form = {"MessageSid": "SM1", "MessageStatus": "sent"}
            record_receipt(session, mine, 1, form, clock.now())

    carrier.meanwhile = receipt_arrives
    drain(house, carrier, say_hello, limit=10)
    assert row(house.database, mine).state == State.SENT
    assert [(one.outcome, one.sid) for one in attempts(house)] == [("accepted", "SM1")]


def test_policy_is_asked_again_at_the_last_moment(house, put_out, clock):
    mine, carrier = put_out(), ScriptedCarrier()
    with house.database.transaction() as session:
        session.execute(update(PhoneRow).values(stopped_at=clock.now()))
    drain(house, carrier, say_hello, limit=10)
    found = row(house.database, mine)
    assert (carrier.sent, found.state, found.attempts) == ([], State.SUPPRESSED, 0)
    assert "STOP" in found.reason


def test_a_notice_at_night_waits_for_the_morning(house, put_out, clock):
    clock.advance(4 * HOUR)  # ten in the evening in Montana
    mine = put_out(lane=Lane.NOTICE, useful_until=clock.now() + 24 * HOUR)
    drain(house, ScriptedCarrier(), say_hello, limit=10)
    found = row(house.database, mine)
    assert (found.state, found.not_before) == (State.QUEUED, clock.now() + 10 * HOUR)


@pytest.mark.parametrize("words", [None, Rendered("  ", machine_now())], ids=["none", "blank"])
def test_nothing_to_say_ends_it(house, put_out, words):
    mine, carrier = put_out(), ScriptedCarrier()
    drain(house, carrier, lambda *_: words, limit=10)
    assert (carrier.sent, row(house.database, mine).state) == ([], State.SUPPRESSED)


LONG = "é" * 1601


def test_a_text_that_is_too_long_is_not_posted_and_a_person_is_told(house, put_out, database):
    mine, fine, carrier = put_out("long", subject_id=1), put_out("fine"), ScriptedCarrier()

    def words(session, claimed, now):
        return Rendered(LONG if claimed.subject_id else "Hello", now + HOUR)

    drain(house, carrier, words, limit=10)
    found = row(database, mine)
    assert (found.state, found.reason) == (State.REFUSED, "It is too long for a text.")
    assert (len(carrier.sent), row(database, fine).state) == (1, State.ACCEPTED)
    assert alerts(house) == {Trouble.TOO_LONG}


def test_a_crisis_alert_that_is_too_long_may_not_have_arrived(house, put_out):
    put_out(lane=Lane.CRISIS)
    drain(house, ScriptedCarrier(), lambda *_: Rendered(LONG, house.clock.now()), limit=1)
    assert alerts(house) == {Trouble.TOO_LONG, Trouble.CRISIS_UNSURE}


def test_a_call_may_say_as_much_as_it_likes(house, put_out):
    mine = put_out(way=Way.CALL)
    drain(house, ScriptedCarrier(), lambda *_: Rendered(LONG, house.clock.now()), limit=1)
    assert row(house.database, mine).state == State.ACCEPTED


def test_a_crisis_alert_that_comes_too_late_may_not_have_arrived(house, put_out, clock):
    mine = put_out(lane=Lane.CRISIS)
    clock.advance(HOUR)
    drain(house, ScriptedCarrier(), say_hello, limit=1)
    assert row(house.database, mine).state == State.EXPIRED
    assert alerts(house) == {Trouble.CRISIS_UNSURE}


def test_words_that_break_hold_up_nobody_and_are_seen(house, put_out, clock):
    poison, fine = put_out("poison", subject_id=1), put_out("fine", subject_id=2)

    def words(session, claimed, now):
        return Rendered(f"{2 // (claimed.subject_id - 1)}", now + HOUR)

    drain(house, ScriptedCarrier(), words, limit=10)
    broken = row(house.database, poison)
    assert (broken.state, broken.not_before > clock.now()) == (State.QUEUED, True)
    assert "ZeroDivisionError" in broken.reason
    assert row(house.database, fine).state == State.ACCEPTED


def test_a_lock_that_a_reminder_waits_for_does_not_hold_up_a_crisis(house, put_out):
    put_out("reminder")
    crisis = put_out("crisis", lane=Lane.CRISIS)

    def words(session, claimed, now):
        if claimed.lane == Lane.REMINDER:
            raise DatabaseUnavailable("Its conversation is locked.")
        return say_hello(session, claimed, now)

    drain(house, ScriptedCarrier(), words, limit=10)
    assert row(house.database, crisis).state == State.ACCEPTED


def test_a_lock_that_one_waits_for_holds_up_no_other(house, put_out):
    locked, *others = [put_out(f"n{number}", subject_id=number) for number in range(5)]

    def words(session, claimed, now):
        if claimed.subject_id == 0:
            raise DatabaseUnavailable("Its conversation is locked.")
        return say_hello(session, claimed, now)

    drain(house, ScriptedCarrier(), words, limit=10)
    assert {row(house.database, one).state for one in others} == {State.ACCEPTED}
    assert row(house.database, locked).state == State.SENDING


def test_while_the_database_is_away_not_every_row_waits_for_it(house, put_out):
    for number in range(5):
        put_out(f"n{number}")
    tried = []

    def words(session, claimed, now):
        tried.append(claimed.id)
        raise DatabaseUnavailable("It is away.")

    with pytest.raises(DatabaseUnavailable):
        drain(house, ScriptedCarrier(), words, limit=10)
    assert len(tried) == 3


def test_no_session_is_open_while_the_carrier_is_asked(house, put_out):
    put_out()
    carrier = ScriptedCarrier()
    carrier.meanwhile = lambda: open_ones.append(house.database.engine.pool.checkedout())
    open_ones: list[int] = []
    drain(house, carrier, say_hello, limit=1)
    assert open_ones == [0]


def test_what_was_made_ready_long_ago_is_not_posted_any_more(house, put_out):
    mine, carrier = put_out(), ScriptedCarrier()
    drain(house, carrier, say_hello, limit=1, windows=Windows(stale=-HOUR))
    assert (carrier.sent, row(house.database, mine).state) == ([], State.QUEUED)
