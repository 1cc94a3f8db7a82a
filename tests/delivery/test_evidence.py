"""Outcomes nobody knows, against the carrier's list: alike, late, cut short, away, and very many."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.carrier.port import Accepted, Listed, Seen, TextToSend, Unknown
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.ready import make_ready
from service.delivery.receipts import record_receipt
from service.delivery.send import drain
from service.delivery.settle import settle
from service.delivery.states import ENDS, UNDER_WAY
from service.delivery.sweep import sweep
from service.delivery.windows import Windows
from service.errors import CarrierUnavailable
from service.models import Alert, Attempt, Lane, Outbox, State, Trouble, Way
from service.text.phone import Phone
from tests.sending import ANA, HOUR, LINE, ScriptedCarrier, add_phone, row, say_hello

NOW, MINUTE = timedelta(0), timedelta(minutes=1)
# A look is always due; a miss counts at once, or not yet.
HASTY = Windows(lease=NOW, look_every=NOW, evidence=NOW)
PATIENT = Windows(lease=NOW, look_every=NOW)


class Counting(ScriptedCarrier):
    """Notes how many numbers each list was asked for, and is away for as long as told."""

    def __init__(self, *outcomes, lists=None, away=0, reaches_back_to=None):
        super().__init__(*outcomes, lists=lists)
        self.asked, self.away, self.reaches_back_to = [], away, reaches_back_to

    def texts_sent(self, line, to, since):
        self.asked.append(len(to))
        if len(self.asked) <= self.away:
            raise CarrierUnavailable("away")
        if len(to) == 1 or self.reaches_back_to is None:
            return super().texts_sent(line, to, since)
        shown = [one for one in self.lists if one.created_at >= self.reaches_back_to]
        return Listed(shown, self.reaches_back_to)


def shown(house, sid="SM9", to=ANA, body="Hello", **more):
    values = {"status": "queued", "error_code": None, "created_at": house.clock.now(), **more}
    return Seen(sid=sid, to=to, sender=LINE, body=body, direction="outbound-api", **values)


def lose(house, how_many=1):
    drain(house, ScriptedCarrier(*[Unknown("lost")] * how_many), say_hello, how_many, windows=HASTY)


def look(house, lists=(), windows=PATIENT):
    sweep(house, ScriptedCarrier(lists=list(lists)), windows)


def receive(house, outbox_id, sid, status):
    with house.database.transaction() as session:
        form = {"MessageSid": sid, "MessageStatus": status}
        record_receipt(session, outbox_id, 1, form, house.clock.now())


@pytest.mark.parametrize("off_min", [-4, 4])
def test_a_clock_that_is_off_does_not_hide_what_went(house, put_out, off_min):
    mine = put_out()
    lose(house)
    look(house, [shown(house, created_at=house.clock.now() + off_min * MINUTE)], HASTY)
    assert (row(house.database, mine).state, sids(house, [mine])) == (State.ACCEPTED, ["SM9"])


def test_what_went_long_before_is_not_taken_for_it_by_a_clock_that_is_ahead(house, put_out):
    put_out("before")
    drain(house, ScriptedCarrier(Accepted("SM1")), say_hello, limit=1)
    house.clock.advance(7 * MINUTE)
    mine = put_out("now")
    lose(house)
    look(house, [shown(house, "SM1", created_at=house.clock.now() - 3 * MINUTE)])
    assert row(house.database, mine).state == State.UNKNOWN


@pytest.fixture
def alike(house, put_out):
    """Two texts with the same words to one phone, both in doubt."""
    both = [put_out("first"), put_out("second")]
    lose(house, 2)
    return both


def states(house, ids):
    return [row(house.database, one).state for one in ids]


def sids(house, ids):
    return [row(house.database, one).sid for one in ids]


def test_of_two_alike_each_finds_its_own(database, house, alike):
    look(house, [shown(house, "SM2"), shown(house, "SM1")])
    assert states(house, alike) == [State.ACCEPTED] * 2
    assert set(sids(house, alike)) == {"SM1", "SM2"}


def test_of_two_alike_one_trace_is_evidence_for_one(database, house, alike):
    look(house, [shown(house, "SM1")], HASTY)
    assert sorted(states(house, alike)) == [State.ACCEPTED, State.QUEUED]


@pytest.mark.parametrize("swapped", [True, False])
def test_a_receipt_knows_better_which_of_two_alike_it_was(database, house, alike, swapped):
    look(house, [shown(house, "SM2"), shown(house, "SM1")])
    right = dict(zip(alike, ["SM2", "SM1"] if swapped else ["SM1", "SM2"], strict=True))
    for outbox_id, sid in right.items():
        receive(house, outbox_id, sid, "sent")
        look(house, [shown(house, "SM2"), shown(house, "SM1")])
    for outbox_id, sid in right.items():
        receive(house, outbox_id, sid, "delivered")
    assert states(house, alike) == [State.DELIVERED] * 2
    assert sids(house, alike) == list(right.values())


def test_who_took_the_other_s_text_for_its_own_is_in_doubt_again(database, house, alike):
    look(house, [shown(house, "SM1")])
    [taker] = [one for one in alike if row(house.database, one).sid]
    [other] = [one for one in alike if one != taker]
    receive(house, other, "SM1", "delivered")
    assert states(house, [taker, other]) == [State.UNKNOWN, State.DELIVERED]
    look(house, [shown(house, "SM1")], HASTY)
    assert row(house.database, taker).state == State.QUEUED


def test_a_late_answer_knows_better_too(database, house, alike):
    look(house, [shown(house, "SM1")])
    [taker] = [one for one in alike if row(house.database, one).sid]
    [other] = [one for one in alike if one != taker]
    with house.database.transaction() as session:
        found = session.get(Outbox, other)
        settle(session, found, 1, Accepted("SM1"), house.clock.now(), HASTY)
    assert states(house, [taker, other]) == [State.UNKNOWN, State.ACCEPTED]


def test_nothing_is_concluded_while_another_is_being_posted_to_that_phone(house, put_out):
    mine = put_out("mine")
    lose(house)
    put_out("other")
    with house.database.transaction() as session:
        claimed = outbox.claim(session, house.clock.now(), machine_now(), 1)
    make_ready(house, say_hello, claimed)
    for lists in ([shown(house)], []):
        look(house, lists, HASTY)
        assert row(house.database, mine).state == State.UNKNOWN


def test_a_trace_of_the_first_attempt_settles_the_second_s_doubt(house, put_out):
    mine = put_out()
    lose(house)
    look(house, [], HASTY)
    lose(house)
    look(house, [shown(house, "SM1", body="Hello again")])
    assert row(house.database, mine).state == State.UNKNOWN
    look(house, [shown(house, "SM1", body="Hello")])
    assert row(house.database, mine).state == State.ACCEPTED
    receive(house, mine, "SM1", "delivered")
    assert row(house.database, mine).state == State.DELIVERED


def test_the_end_of_a_first_call_says_nothing_of_the_second(house, put_out):
    mine = put_out(way=Way.CALL)
    lose(house)
    look(house, [], HASTY)
    lose(house)
    with house.database.transaction() as session:
        form = {"CallSid": "CA1", "CallStatus": "completed"}
        record_receipt(session, mine, 1, form, house.clock.now())
    assert row(house.database, mine).state == State.UNKNOWN


def test_a_list_that_lags_is_given_its_time(house, put_out):
    mine = put_out()
    lose(house)
    look(house, [])
    assert row(house.database, mine).state == State.UNKNOWN
    look(house, [shown(house)])
    assert row(house.database, mine).state == State.ACCEPTED


def test_what_was_created_before_the_attempt_is_no_trace_of_it(house, put_out, clock):
    earlier = shown(house)
    clock.advance(HOUR / 2)
    mine = put_out()
    lose(house)
    look(house, [earlier], HASTY)
    assert row(house.database, mine).state == State.QUEUED


def test_words_that_are_forgotten_are_no_reason_to_send_them_again(house, put_out, clock):
    mine = put_out(useful_until=clock.now() + 100 * HOUR)
    lose(house)
    with house.database.transaction() as session:
        session.execute(update(Attempt).values(body=None))
    look(house, [], HASTY)
    assert row(house.database, mine).state == State.UNKNOWN
    clock.advance(73 * HOUR)
    look(house, [], HASTY)
    assert row(house.database, mine).state == State.UNCONFIRMED


# A hundred made-up numbers each, and none of them Ana's.
AREAS = (208, 303, 307, 308, 402, 505, 605, 701, 719, 801, 970)


def numbers(count):
    return [f"+1{AREAS[number // 100]}55501{number % 100:02}" for number in range(count)]


@pytest.fixture
def doubts(house, put_out):
    """As many phones as asked for, each with a text nobody knows the outcome of."""

    def make(count, **more):
        made = []
        for number in numbers(count):
            phone = add_phone(house.database, house.keyring, house.clock, number)
            made.append(put_out(f"to {number}", phone_id=phone, **more))
        lose(house, count)
        return made

    return make


def test_hundreds_of_doubts_cost_one_list(database, house, doubts):
    mine = doubts(250)
    lists = [shown(house, f"SM{n}", number) for n, number in enumerate(numbers(250)) if n % 2]
    carrier = Counting(lists=lists)
    sweep(house, carrier, HASTY)
    assert carrier.asked == [250]
    assert states(house, mine) == [State.QUEUED, State.ACCEPTED] * 125


def test_a_carrier_that_is_away_for_hours_loses_none_of_them(house, doubts, clock):
    mine = doubts(120, useful_until=clock.now() + 9 * HOUR)
    lists = [shown(house, f"SM{n}", number) for n, number in enumerate(numbers(120))]
    carrier = Counting(lists=lists, away=3)
    for _ in range(3):
        sweep(house, carrier, HASTY)
        clock.advance(HOUR)
        assert set(states(house, mine)) == {State.UNKNOWN}
    sweep(house, carrier, HASTY)
    assert set(states(house, mine)) == {State.ACCEPTED}


def test_a_carrier_that_is_away_is_told(house, put_out):
    put_out()
    lose(house)
    sweep(house, Counting(away=1), PATIENT)
    with house.database.reading() as session:
        assert session.scalars(select(Alert.kind)).all() == [Trouble.CARRIER_AWAY]


def test_where_the_long_list_ends_each_number_is_asked_for_by_itself(house, doubts, clock):
    mine = doubts(30)
    lists = [shown(house, f"SM{n}", number) for n, number in enumerate(numbers(30))]
    clock.advance(HOUR / 2)
    carrier = Counting(lists=lists, reaches_back_to=clock.now())
    sweep(house, carrier, HASTY)
    assert carrier.asked == [30, *[1] * 20]
    assert states(house, mine).count(State.ACCEPTED) == 20
    sweep(house, carrier, HASTY)
    assert set(states(house, mine)) == {State.ACCEPTED}


def test_a_list_of_many_pages_is_read_to_its_end(house, put_out, carrier, simulator):
    mine = put_out()
    text = TextToSend(Phone(ANA), LINE, "Hello", f"http://127.0.0.1/status/text/{mine}/1", 3600)
    simulator.exchange.faults.set("receipts-lost")
    sid = carrier.send_text(text).sid
    for number in numbers(1_005):
        carrier.send_text(TextToSend(Phone(number), LINE, "Hi", "", 3600))
    lose(house)
    other = add_phone(house.database, house.keyring, house.clock, numbers(1)[0])
    put_out("other", phone_id=other)
    lose(house)
    sweep(house, carrier, PATIENT)
    assert row(house.database, mine).sid == sid


def test_a_crisis_alert_without_a_trace_is_told(house, put_out):
    put_out(lane=Lane.CRISIS)
    for _ in range(4):
        lose(house)
    look(house, [], HASTY)
    with house.database.reading() as session:
        assert session.scalars(select(Alert.kind)).all() == [Trouble.CRISIS_UNSURE]


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize("state", sorted(UNDER_WAY))
@pytest.mark.parametrize("posted", [True, False], ids=["posted", "never posted"])
def test_no_state_lasts_whatever_is_away(house, put_out, clock, way, state, posted):
    mine = put_out(way=way)
    with house.database.transaction() as session:
        outbox.claim(session, clock.now(), machine_now(), 1, windows=HASTY)
        session.execute(update(Outbox).values(state=state, attempts=int(posted)))
        if posted:
            attempt = Attempt(
                id=mine, outbox_id=mine, number=1, started_at=clock.now(),
                posted_at=machine_now(), keep_until=clock.now(),
            )  # fmt: skip
            session.add(attempt)
    for _ in range(3):
        sweep(house, Counting(away=99), HASTY)
        clock.advance(73 * HOUR)
    found = row(house.database, mine)
    assert found.state in ENDS and found.reason
