"""ERASE: what ends at once, what the carrier must delete first, and what a crash in between leaves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import consent, members
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.ready import make_ready
from service.erasing.at_carrier import CLOCKS_DIFFER, DELETED_A_ROUND, erase_due
from service.erasing.at_once import erase
from service.house import House
from service.models import (
    Alert,
    Case,
    CaseState,
    Conversation,
    Erasure,
    Inbound,
    Lane,
    Outbox,
    Person,
    PersonPhone,
    PhoneRow,
    Suppression,
    VoiceMessage,
    Watch,
    Way,
)
from service.simulator.recordings import keep_recording
from service.text.phone import Phone
from tests.inbound.recovering import World
from tests.line import ANA, CLEO, LINE, settings_for
from tests.sending import say_hello

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(house) -> World:
    """The line and its carrier; Ana has written twice and has a name."""
    return told(house)


@pytest.fixture
def either(database, clock, keyring, tmp_path) -> World:
    return told(House(settings_for(tmp_path), clock, keyring, database))


def told(house) -> World:
    world = World.of(house)
    world.look()
    for words in ("aa near 59457", "thanks"):
        world.text(words)
    world.simulator.settle()
    with house.database.transaction() as session:
        person_id = members.person_of(session, ana(session, house), "en", house.clock.now())
        session.get_one(Person, person_id).first_name = "Ana"
    return world


def ana(session, house, number=ANA) -> int:
    return members.find_or_add_phone(session, house.keyring, Phone(number), house.clock.now()).id


def erased(world, number=ANA) -> None:
    with world.house.database.transaction() as session:
        who = ana(session, world.house, number)
        erase(session, world.house.settings, who, world.clock.now())


def on_until_done(world, rounds=8) -> int:
    done = 0
    for _ in range(rounds):
        world.clock.advance(MINUTE)
        done += erase_due(world.house, world.carrier)
    return done


def at_carrier(world, number=ANA) -> int:
    now = world.clock.now()
    there = (world.carrier.texts_with, world.carrier.calls_with)
    return sum(len(list_(LINE, number, now)) for list_ in there)


def test_who_asked_is_gone_at_once_and_their_words_with_them(world):
    erased(world)
    assert world.all(Person) == world.all(Conversation) == []
    assert [(row.body, row.answer) for row in world.all(Inbound)] == [(None, None)] * 2


def test_in_the_end_neither_the_carrier_nor_we_have_anything(either):
    erased(either)
    assert on_until_done(either) == 1
    assert at_carrier(either) == 0
    for model in (PhoneRow, Outbox, Person, Conversation, Erasure, Suppression):
        assert either.all(model) == [], model


def test_the_telephone_itself_still_has_its_texts(world):
    before = len(world.simulator.inbox(ANA))
    erased(world)
    on_until_done(world)
    assert at_carrier(world) == 0 and len(world.simulator.inbox(ANA)) == before


def test_of_a_text_its_id_alone_is_left_and_only_for_a_week(world):
    erased(world)
    on_until_done(world)
    assert {(row.phone_id, row.body, row.answer) for row in world.all(Inbound)} == {(None,) * 3}
    assert all(row.keep_until <= world.clock.now() for row in world.all(Inbound))


def test_an_erased_text_never_comes_back_as_new(world):
    sids = {row.key for row in world.all(Inbound)}
    old_list = world.carrier.texts_received(LINE, world.clock.now() - MINUTE * 9)
    erased(world)
    on_until_done(world)
    world.look()
    world.carrier.texts_received = lambda line, since: old_list
    assert world.look() == 0 and {one.sid for one in old_list} == sids


def test_calls_go_too(world):
    world.simulator.calls.dial_in(ANA, LINE)
    (call,) = world.carrier.calls_with(LINE, ANA, world.clock.now())
    world.simulator.calls.hang_up(call.sid)
    erased(world)
    on_until_done(world)
    assert at_carrier(world) == 0


def test_what_they_left_on_a_tape_goes_with_its_call(world):
    call = world.simulator.calls.dial_in(ANA, LINE)
    keep_recording(world.simulator.exchange, call.sid, "Please call me back.", 2)
    world.simulator.calls.hang_up(call.sid)
    assert len(world.carrier.recordings_of(call.sid)) == 1
    erased(world)
    on_until_done(world)
    assert world.carrier.recordings_of(call.sid) == [] and at_carrier(world) == 0


def test_a_message_whose_call_is_listed_no_more_goes_too(world):
    kept = keep_recording(world.simulator.exchange, "CA1", "Please call me back.", 2)
    with world.house.database.transaction() as session:
        add_message(session, ana(session, world.house), kept.sid, world.clock.now())
    erased(world)
    on_until_done(world)
    assert world.carrier.recordings_of("CA1") == [] and world.all(VoiceMessage) == []


def add_message(session, phone_id, recording_sid, now, call=1, person_id=None) -> None:
    whose = {"phone_id": phone_id, "person_id": person_id, "source_key": f"person:CA{call}"}
    case = Case(**whose, tier="asked", rule="0", opened_at=now)
    session.add(case)
    session.flush()
    times = {"made_at": now, "delete_at": now + MINUTE * 9}
    session.add(VoiceMessage(recording_sid=recording_sid, case_id=case.id, seconds=2, **times))


def test_who_else_uses_the_phone_keeps_the_message_they_wait_for_an_answer_to(world):
    now = world.clock.now()
    with world.house.database.transaction() as session:
        phone_id = ana(session, world.house)
        dov = members.add_person(session, phone_id, "en", now)
        for number, whose in enumerate((members.find_person(session, phone_id), dov)):
            add_message(session, phone_id, f"RE{number:032}", now, number, whose)
    erased(world)
    on_until_done(world)
    assert [one.recording_sid for one in world.all(VoiceMessage)] == [f"RE{1:032}"]


def test_what_goes_on_is_deleted_when_it_has_ended(world):
    call = world.simulator.calls.dial_in(ANA, LINE)
    erased(world)
    assert on_until_done(world) == 0
    world.simulator.calls.hang_up(call.sid)
    assert on_until_done(world, rounds=20) == 1


def test_others_texts_stay(world):
    world.text("hi", sender=CLEO)
    erased(world)
    on_until_done(world)
    assert at_carrier(world, CLEO) == 2
    assert [row.body for row in world.all(Inbound) if row.body] == ["hi"]


def test_who_writes_again_meanwhile_is_somebody_new_and_keeps_their_words(world):
    erased(world)
    world.clock.advance(MINUTE)
    world.text("aa near 59718")
    assert on_until_done(world) == 1
    assert [row.body for row in world.all(Inbound) if row.phone_id] == ["aa near 59718"]
    assert len(world.all(PhoneRow)) == 1 and at_carrier(world) == 2


def test_a_text_we_have_not_had_yet_is_taken_before_it_is_deleted(world):
    world.lose("I want to die")
    world.clock.advance(MINUTE)
    erased(world)
    assert on_until_done(world) == 0
    assert world.look() == 1
    assert on_until_done(world, rounds=30) == 1
    assert len(world.all(Case)) == 1


def test_a_number_that_said_stop_is_met_as_one_that_said_it(world):
    stop(world)
    erased(world)
    on_until_done(world)
    assert [row.number_hash for row in world.all(Suppression)] == [world.house.keyring.hash(ANA)]
    world.text("hi")
    assert world.all(PhoneRow)[0].stopped_at is not None
    assert world.all(Suppression) == []


def test_who_comes_back_with_start_is_not_silenced_by_an_old_stop(world):
    stop(world)
    erased(world)
    world.clock.advance(MINUTE)
    for words in ("hi", "START"):
        world.text(words)
    assert on_until_done(world) == 1
    assert [row.stopped_at for row in world.all(PhoneRow)] == [None]


def stop(world) -> None:
    with world.house.database.transaction() as session:
        consent.opt_out(session, ana(session, world.house), "text", "STOP", world.clock.now())


def test_what_ended_for_them_is_never_followed_up_about_somebody_else_s_reminder(world):
    put(world, Lane.REMINDER, "hers")
    with world.house.database.transaction() as session:
        session.scalars(select(Outbox).where(Outbox.dedupe_key == "hers")).one().subject_id = 1
    erased(world)
    assert {row.subject_id for row in world.all(Outbox)} == {0}


def test_nothing_that_waited_is_sent_any_more(either):
    put(either, Lane.REMINDER, "reminder")
    put(either, Lane.CRISIS, "crisis")
    erased(either)
    states = {row.dedupe_key: row.state for row in either.all(Outbox)}
    assert (states["reminder"], states["crisis"]) == ("suppressed", "queued")
    assert on_until_done(either) == 0 and either.all(Outbox)


def test_what_went_out_to_them_is_known_until_the_carrier_has_it_no_more(world):
    with world.house.database.reading() as session:
        person_id = session.scalar(select(Person.id))
    put(world, Lane.REMINDER, "hers", person_id)
    erased(world)
    assert "hers" in {row.dedupe_key for row in world.all(Outbox)}
    on_until_done(world)
    assert world.all(Outbox) == []


def put(world, lane, key, person_id=None) -> None:
    now = world.clock.now()
    with world.house.database.transaction() as session:
        outgoing = Outgoing(
            way=Way.TEXT, lane=lane, dedupe_key=key, message="reminder.due",
            phone_id=ana(session, world.house), person_id=person_id, useful_until=now + MINUTE,
        )  # fmt: skip
        outbox.put(session, outgoing, now)


def test_on_a_shared_phone_the_others_stay_and_what_is_theirs(either):
    walt = shares_the_phone(either)
    put(either, Lane.REMINDER, "walt's", walt)
    erased(either)
    either.clock.advance(MINUTE)
    either.text("hi")
    assert on_until_done(either) == 1
    assert [row.id for row in either.all(Person)] == [walt]
    assert [row.body for row in either.all(Inbound) if row.phone_id] == ["hi"]
    assert "walt's" in {row.dedupe_key for row in either.all(Outbox)}


def shares_the_phone(world) -> int:
    now = world.clock.now()
    with world.house.database.transaction() as session:
        walt = Person(created_at=now, first_name="Walt")
        session.add(walt)
        session.flush()
        phone_id = ana(session, world.house)
        session.add(PersonPhone(person_id=walt.id, phone_id=phone_id, since=now))
        return walt.id


def test_a_second_phone_of_theirs_goes_too(world):
    now = world.clock.now()
    with world.house.database.transaction() as session:
        second, person_id = ana(session, world.house, CLEO), session.scalar(select(Person.id))
        session.add(PersonPhone(person_id=person_id, phone_id=second, since=now))
    erased(world)
    on_until_done(world)
    assert world.all(PhoneRow) == []


def test_an_open_case_keeps_the_number_until_it_is_closed(world):
    world.text("I want to kill myself")
    world.simulator.settle()
    erased(world)
    assert on_until_done(world) == 0 and at_carrier(world) == 0
    assert [row.number for row in world.all(PhoneRow)] == [ANA]
    with world.house.database.transaction() as session:
        session.scalars(select(Case)).one().state = CaseState.CLOSED
    world.clock.advance(timedelta(hours=1))
    assert on_until_done(world) == 1
    assert world.all(PhoneRow) == world.all(Case) == []


def test_one_who_waits_for_a_group_waits_no_more(world):
    world.text("na near 59457")
    now = world.clock.now()
    with world.house.database.transaction() as session:
        session.add(
            Watch(
                phone_id=ana(session, world.house), kind="na", place="Lewistown", region="MT",
                lat=47.0, lon=-109.4, zone="America/Denver", miles=30, language="en",
                asked_at=now, expires_at=now, looked_at=now,
            )
        )  # fmt: skip
    erased(world)
    assert world.all(Watch) == []


class Dies(Exception):
    """The process is killed here."""


@pytest.mark.parametrize("after", range(4))  # two texts of hers, two of ours
def test_killed_after_any_deletion_it_goes_on_where_it_was(world, monkeypatch, after):
    erased(world)
    delete, done = world.carrier.delete_text, []

    def dies(sid):
        if len(done) == after:
            raise Dies
        done.append(delete(sid))
        return done[-1]

    monkeypatch.setattr(world.carrier, "delete_text", dies)
    world.clock.advance(MINUTE)
    with pytest.raises(Dies):
        erase_due(world.house, world.carrier)
    monkeypatch.undo()
    assert on_until_done(world) == 1 and at_carrier(world) == 0


def test_killed_before_our_own_rows_go_it_finds_the_carrier_empty_and_goes_on(world, monkeypatch):
    erased(world)
    monkeypatch.setattr("service.erasing.at_carrier.finish", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        on_until_done(world)
    assert at_carrier(world) == 0 and len(world.all(PhoneRow)) == 1
    monkeypatch.undo()
    assert on_until_done(world) == 1


def test_while_the_carrier_is_away_it_is_tried_again_and_the_operator_hears_of_it(world):
    world.simulator.exchange.faults.set("reads-fail")
    erased(world)
    assert on_until_done(world) == 0
    assert world.all(Alert) == []
    world.clock.advance(timedelta(hours=24))
    assert on_until_done(world, rounds=1) == 0
    assert [row.kind for row in world.all(Alert)] == ["erase_stuck"]
    world.simulator.exchange.faults.set("reads-fail", 0)
    assert on_until_done(world, rounds=30) == 1


def test_many_texts_go_a_round_at_a_time(world):
    for number in range(DELETED_A_ROUND // 2):
        world.text(f"thanks {number}")
        world.clock.advance(MINUTE)
    world.simulator.settle()
    erased(world)
    assert on_until_done(world, rounds=1) == 0
    assert 0 < at_carrier(world) <= 6
    assert on_until_done(world) == 1


def test_a_carrier_whose_clock_is_ahead_keeps_nothing(house, clock):
    """Its record of the last text is younger than our ERASE; its id is known."""
    ahead = type(clock)(clock.at + CLOCKS_DIFFER - MINUTE)
    world = World.of(house, carriers_clock=ahead)
    world.look()
    world.text("thanks")
    world.simulator.settle()
    erased(world)
    on_until_done(world)
    assert list(world.simulator.exchange.messages.newest_first()) == []


def test_what_a_worker_had_in_hand_is_not_sent_either(either):
    put(either, Lane.REMINDER, "in hand")
    house = either.house
    with house.database.transaction() as session:
        claimed = outbox.claim(session, house.clock.now(), machine_now(), 10)
    assert [one.lane for one in claimed] == [Lane.REMINDER]
    erased(either)
    assert make_ready(house, say_hello, claimed) == []


def test_a_text_in_the_same_moment_is_taken_once_whoever_comes_first(either):
    either.line.text("ERASE")
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(either.line.text, ("1", "thanks")))
    assert all(len(answer) == 1 and "slow right now" not in answer[0] for answer in both)
    assert [row.asked_at for row in either.all(Erasure)] == [either.clock.now()]
