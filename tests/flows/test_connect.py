"""Joined to a meeting by phone: who is dialled, when, and what is said however it ends."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from service.flows.connect import MESSAGE
from service.meetings import joining
from service.models import Answer, Attendance, Group, Outbox, Reminder
from service.text.phone import Phone
from tests.filled import fill
from tests.flows.asking import asking_ana
from tests.golden.test_golden import MONDAY
from tests.line import LINE, Caller
from tests.world import World, world_of

WALT, NEW, KIN = "+14065550110", "+14065550150", "+14065550195"
# Ten minutes before the Sunday Kin Call, which is an hour long.
SUNDAY = datetime(2026, 11, 29, 15, 50, tzinfo=MONDAY.tzinfo)
# From the greeting to it: a ZIP, caregivers, by phone, the first that is read.
TO_KIN = ("1", "59457", "5", "1", "2", "1")
TO_KIN_BY_TEXT = ("caregiver by phone", "1")


@pytest.fixture
def community(line, clock):
    clock.at = SUNDAY
    fill(line.house)
    return line


@pytest.fixture
def world(community) -> World:
    made = world_of(community)
    made.behave(KIN, "room")
    return made


def at_its_details(line, sender=WALT, keys=TO_KIN, sid="CA" + "1" * 32) -> Caller:
    caller = Caller(line, sender, sid)
    caller.heard = caller.press()
    for key in keys:
        caller.heard = caller.press(key)
    return caller


def joined(line, sid="CA" + "1" * 32, sender=WALT) -> Caller:
    caller = at_its_details(line, sender, sid=sid)
    for key in ("5", ""):
        caller.heard = caller.press(key)
    return caller


def told_by_text(line, *words) -> str:
    for said in words:
        last = line.text(said, NEW)
    return last[0]


def test_the_rules_come_first_and_the_number_after_any_key(community):
    caller = at_its_details(community)
    assert "To be joined" not in caller.press("5")
    assert caller.document.find("Gather").get("timeout") == "1"
    assert caller.press("1") == "Joining you in now."


def test_silence_after_the_rules_goes_on(community):
    assert joined(community).heard == "Joining you in now."


def test_the_document_dials_the_listed_number_and_its_code_for_two_hours_at_most(community):
    dial = joined(community).document.find("Dial")
    assert (dial.get("timeLimit"), dial.get("timeout"), dial.get("callerId")) == (
        "7200",
        "30",
        LINE,
    )
    number = dial.find("Number")
    assert (number.text, number.get("sendDigits")) == (KIN, "wwwwwwww41600#")
    assert not re.search(r"\d{7}", dial.get("action"))


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", ""])
def test_whoever_did_not_get_through_has_a_way_on(community, status):
    caller = joined(community)
    assert caller.far_end(status).startswith("I could not get through. To try again, press 1.")
    assert caller.press("1") == "Joining you in now."


def test_a_phone_is_joined_to_one_meeting_at_a_time(community):
    first = joined(community)
    second = joined(community, "CA" + "2" * 32)
    assert second.heard.startswith("This phone is joined to a meeting already.")
    first.far_end("completed", 600)
    assert second.press("1") == "Joining you in now."


def test_another_phone_is_joined_beside_it(community):
    joined(community)
    assert joined(community, "CA" + "2" * 32, sender=NEW).heard == "Joining you in now."


def test_another_meeting_is_one_by_phone(community):
    caller = joined(community)
    caller.far_end("busy")
    assert "Caregiver groups by phone" in caller.press("2")


def test_a_room_that_hangs_up_at_once_has_let_nobody_in(community):
    assert joined(community).far_end("completed", 4).startswith("I could not get through.")


def test_after_its_end_they_hear_good_bye(community, clock):
    caller = joined(community)
    clock.advance(timedelta(minutes=80))
    assert caller.far_end("completed", 4000).endswith("Good-bye.")
    assert caller.document.find("Hangup") is not None


def test_who_dropped_out_of_it_may_go_back_in(community):
    caller = joined(community)
    assert "To go back in, press 1" in caller.far_end("completed", 600)
    assert caller.press("1") == "Joining you in now."


def test_the_same_ending_told_again_gets_the_same_bytes(community):
    caller = joined(community)
    action = caller.action
    heard = caller.far_end("busy")
    caller.action = action
    assert caller.far_end("busy") == heard


def test_too_early_it_says_when_and_a_key_has_it_called_then(community, clock):
    clock.at = SUNDAY - timedelta(hours=3)
    caller = at_its_details(community)
    assert "It starts today at 4 P M. I can call you at 3 55 P M" in caller.press("5")
    assert "I will call you" in caller.press("1")
    with community.house.database.reading() as session:
        kin = select(Group.meeting_id).where(Group.word == "KIN").scalar_subquery()
        reminder = session.scalar(select(Reminder).where(Reminder.meeting_id == kin))
    assert (reminder.way, reminder.lead_min) == ("call", 5)


def test_outside_contact_hours_it_is_the_very_hour_they_were_told(community):
    early = "caregiver by phone", "2", "5"
    told = told_by_text(community, *early)
    assert told == "It starts tomorrow 5:30 am. I can call you at 5:25 am and join you in: reply 1."
    assert "I will call you tomorrow 5:25 am." in told_by_text(community, "1")


def test_another_time_may_be_a_call_that_joins_them_in(community, clock):
    clock.at = SUNDAY - timedelta(hours=3)
    told = told_by_text(community, *TO_KIN_BY_TEXT, "1", "3")
    assert told.endswith("4 for 15 minutes, 5 for a call that joins you in, 6 at an hour you say.")
    assert "I will call you today 3:55 pm." in told_by_text(community, "5")


def test_a_meeting_in_a_room_offers_no_call(community):
    told = told_by_text(community, "aa in lewistown", "1", "1", "3")
    assert told.endswith("4 for 15 minutes, 6 at an hour you say.")


def test_a_withheld_number_is_only_told_when(community, clock):
    clock.at = SUNDAY - timedelta(hours=3)
    caller = at_its_details(community, sender="anonymous")
    assert "Call us again from fifteen minutes before" in caller.press("5")


def test_by_text_it_is_a_call_that_joins_them_in(world):
    told_by_text(world.line, *TO_KIN_BY_TEXT)
    assert told_by_text(world.line, "5").startswith("I can call you now and join you in.")
    world.behave(NEW, "answer", "11")
    assert told_by_text(world.line, "1") == "Calling you now."
    world.pass_time(seconds=5)
    assert world.heard(NEW)[0].startswith("Hello. This is the community line")
    assert "You have entered 41600#. You are in the meeting." in voices(world, KIN)


def test_who_missed_that_call_hears_of_it_when_calling_in(world):
    world.behave(NEW, "no-answer")
    told_by_text(world.line, *TO_KIN_BY_TEXT, "5", "1")
    world.pass_time(seconds=70)
    caller = Caller(world.line, NEW)
    assert "tried to call you" in caller.press()
    assert caller.press("1").startswith("What is said there stays there.")


def test_half_an_hour_into_it_is_not_too_late(community, clock):
    told_by_text(community, *TO_KIN_BY_TEXT)
    clock.advance(timedelta(minutes=40))
    assert told_by_text(community, "5").startswith("I can call you now")


def test_once_it_is_over_the_next_date_is_told(community, clock):
    told_by_text(community, *TO_KIN_BY_TEXT)
    clock.advance(timedelta(minutes=75))
    assert told_by_text(community, "5").startswith("It starts Sun")


def test_two_asked_for_in_one_minute_are_one_call(community):
    told_by_text(community, *TO_KIN_BY_TEXT, "5", "1", *TO_KIN_BY_TEXT, "5", "1")
    with community.house.database.reading() as session:
        calls = session.scalars(select(Outbox).where(Outbox.message == MESSAGE)).all()
    assert len(calls) == 1


def voices(world, number) -> list[str]:
    calls = world.simulator.calls
    events, _ = calls.events(world.simulator.calls_of(number)[-1].sid)
    return [event["text"] for event in events if event["event"] == "voice"]


def listed(**changes):
    usual = {"dial_in": KIN, "dial_code": "41600#"}
    return SimpleNamespace(**usual | changes)


@pytest.mark.parametrize(
    ("number", "may"),
    [
        (KIN, True),
        ("+15145550100", True),
        ("+18765550123", False),
        ("+442079460000", False),
        ("+19005550100", False),
        ("+12129765555", False),
        ("+8835100123456", False),
        ("988", False),
        (LINE, False),
        (None, False),
    ],
    ids=["here", "Canada", "Jamaica", "UK", "900", "976", "satellite", "short", "us", "none"],
)
def test_only_some_numbers_may_be_dialled(house, number, may):
    found = joining.number_of(listed(dial_in=number), house.settings)
    assert found == (Phone(number) if may else None)


def test_a_country_of_its_own_may_be_named(house):
    settings = house.settings.model_copy(update={"dial_countries": "GB"})
    found = [joining.number_of(listed(dial_in=one), settings) for one in (KIN, "+15145550100")]
    assert found == [Phone(KIN), None]


@pytest.mark.parametrize(
    ("code", "tones"),
    [
        ("41600#", "wwwwwwww41600#"),
        ("416 00", "wwwwwwww41600"),
        ("84412345678#,*4321#", "wwwwwwww84412345678#wwwwwwww*4321#"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_code_is_pressed_after_a_pause(code, tones):
    assert joining.tones_of(listed(dial_code=code)) == tones


def reminded(line, **before) -> Caller:
    """Our call for a reminder of the Kin Call, so long before its start; past its gate."""
    asking = asking_ana(line)
    line.house.clock.at = SUNDAY + timedelta(minutes=10) - timedelta(**before)
    caller = asking.call("a call")
    caller.heard = caller.press("1")
    return caller


def test_a_reminder_right_before_joins_them_in(community):
    caller = reminded(community, minutes=10)
    assert "To be joined in now, press 4." in caller.heard
    for key in ("4", ""):
        heard = caller.press(key)
    assert (heard, caller.document.find("Dial/Number").text) == ("Joining you in now.", KIN)


def test_who_is_joined_in_is_counted_as_going(community):
    reminded(community, minutes=10).press("4")
    with community.house.database.reading() as session:
        assert session.scalars(select(Attendance.answer)).all() == [Answer.GOING]


def test_an_hour_before_there_is_nothing_to_be_joined_to(community):
    caller = reminded(community, minutes=60)
    assert "press 4" not in caller.heard
    assert caller.press("4") == f"There is no 4 here. {caller.heard}"


def test_on_our_call_eight_ends_our_calls_even_in_the_rules(community):
    caller = reminded(community, minutes=10)
    caller.press("4")
    assert "You are out" in caller.press("8")
