"""One thing to bring up: in one sealed row until its hour, given back once, and then nowhere any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import codes, members
from service.erasing.at_once import erase
from service.erasing.copies import delete_copies
from service.erasing.tapes import delete_tapes
from service.models import CarrierCopy, Inbound, Note, Outbox, PhoneRow, Timer, VoiceMessage
from service.text.phone import Phone
from tests.line import ANA, LINE

WALT = "+14065550110"
WORDS = "ask about my knee"
TO_NOON = timedelta(days=2, hours=19)


def rows(world, model):
    with world.line.house.database.reading() as session:
        return session.scalars(select(model)).all()


def at_the_carrier(world) -> str:
    """All bodies that its list still has."""
    texts = world.carrier.texts_with(LINE, Phone(ANA), world.clock.now() + timedelta(days=1))
    return " ".join(one.body or "" for one in texts)


def kept_here(world) -> str:
    return " ".join(f"{one.body} {one.answer}" for one in rows(world, Inbound))


def clear(world):
    delete_copies(world.line.house, world.carrier)
    delete_tapes(world.line.house, world.carrier)


@pytest.fixture
def noted(world):
    """Ana's appointment is on Thursday at two."""
    world.text("APPT Thu 2pm")
    world.text(f"NOTE {WORDS}")
    return world


def test_the_text_that_brought_it_is_kept_nowhere_but_in_the_note(noted):
    noted.pass_time(minutes=3)
    clear(noted)
    assert WORDS not in kept_here(noted) + at_the_carrier(noted)
    assert [note.words for note in rows(noted, Note)] == [WORDS]


def test_before_a_digit_nothing_of_it_is_shown_and_after_it_nothing_is_left(noted):
    noted.live_through(TO_NOON)
    assert WORDS not in noted.received(ANA)[-1]
    assert WORDS in noted.text("1")[0]
    assert [note.words for note in rows(noted, Note)] == [None]
    noted.live_through(timedelta(hours=8))
    clear(noted)
    assert WORDS not in kept_here(noted) + at_the_carrier(noted)
    assert rows(noted, CarrierCopy) == []


def test_before_its_hour_it_is_sealed_and_unread_it_goes_when_the_day_is_over(noted):
    assert "note is kept" in noted.text("NOTE")[0] and "5" not in noted.text("NOTE")[0]
    noted.live_through(timedelta(days=4))
    assert rows(noted, Note) == []


def test_stop_keeps_it_from_coming_and_erase_takes_it_with_its_timers(noted):
    noted.text("STOP")
    noted.live_through(TO_NOON)
    assert not any("to keep for today" in one for one in noted.received(ANA))
    house = noted.line.house
    with house.database.transaction() as session:
        phone = members.find_or_add_phone(session, house.keyring, Phone(ANA), house.clock.now())
        erase(session, house.settings, phone.id, house.clock.now())
    assert rows(noted, Note) == []
    assert {one.kind for one in rows(noted, Timer)} <= {"note.traces", "outbox.ended"}


def test_by_voice_it_is_played_behind_the_gate_and_its_recording_deleted(world):
    call = world.simulator.calls.dial_in(WALT, LINE)
    world.simulator.calls.press(call.sid, '4w4w2w4w0200w2w1w"It is my knee."#')
    world.simulator.settle()
    assert any("It is kept." in one for one in world.simulator.calls.said(call.sid))
    with world.line.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(line_type="landline"))
    world.behave(WALT, "answer", "1")
    world.live_through(TO_NOON)
    played, _ = world.simulator.calls.events(world.simulator.calls_of(WALT)[-1].sid)
    assert "It is my knee." in [one["text"] for one in played]
    assert "Then it is erased." in " ".join(world.heard(WALT))
    world.live_through(timedelta(hours=1))
    clear(world)
    assert rows(world, VoiceMessage) == [] and rows(world, Note) == []


def test_a_reminder_says_its_hour_and_nothing_else(noted):
    noted.live_through(TO_NOON + timedelta(hours=1))
    assert noted.received(ANA)[-1] == "Reminder: Thursday 2 pm"
    assert {one.person_id for one in rows(noted, Outbox) if one.message == "appt.due"} != {None}


def test_on_a_shared_phone_it_is_read_to_whoever_kept_it_and_to_nobody_else(noted):
    noted.live_through(TO_NOON)
    house = noted.line.house
    with house.database.transaction() as session:
        phone = members.find_or_add_phone(session, house.keyring, Phone(ANA), house.clock.now())
        codes.set_code(session, members.find_person(session, phone.id), "4081")
        other = members.add_person(session, phone.id, "en", house.clock.now())
        codes.set_code(session, other, "7302")
    assert "code" in noted.text("1")[0]
    assert WORDS not in noted.text("7302")[0]
    noted.pass_time(minutes=11)
    assert "code" in noted.text("NOTE")[0]
    assert "Your note is here" in noted.text("4081")[0]
    assert WORDS in noted.text("5")[0]
