"""What a reminder says: only when, until its member says OPEN; then what and where, in one text."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import attendance, reminders
from service.flows import occasion
from service.flows.occasion import Occasion
from service.flows.turn import Channel, Turn
from service.meetings.search import details
from service.models import Attendance, Meeting, Person, Reminder
from service.text.segments import segments
from service.text.words import CATALOGUE, prompt, written
from tests.flows.test_remind import ask_for_one, fall_due, our_call, words
from tests.golden.test_golden import MONDAY
from tests.line import ANA, BEN

SEVEN = MONDAY + timedelta(minutes=90)
ADDRESSES = ("12345 " + "Long " * 30, None, "12345 Northwestern Boulevard", "1 Elm St")
KINDS = sorted(key.removeprefix("one.") for key in CATALOGUE if key.startswith("one."))


@pytest.fixture
def ana(listed, clock):
    """Ana has a reminder for tonight at seven."""
    ask_for_one(listed)
    return listed


def change(line, model, **values):
    with line.house.database.transaction() as session:
        session.execute(update(model).values(**values))


def reminded(line, clock, **person) -> str:
    """What is texted to Ana an hour before."""
    if person:
        change(line, Person, **person)
    fall_due(line, clock)
    return words(line)


def counted(line):
    with line.house.database.reading() as session:
        one = session.scalar(select(Attendance))
        return attendance.of(session, one.meeting_id, SEVEN)


def test_until_open_it_says_no_more_than_when(ana, clock):
    assert reminded(ana, clock).startswith("Reminder: tonight 7 pm. Reply 1 going,")


def test_after_open_it_says_who_writes_what_and_where(ana, clock):
    told = reminded(ana, clock, discreet=False)
    assert told.startswith("RidgePeers: AA tonight 7 pm, 212 Alder St. Reply 1 going,")
    assert told.endswith("STOP to end.")


def test_after_open_it_says_so_in_spanish(ana, clock):
    ana.text("ESPANOL")
    told = reminded(ana, clock, discreet=False)
    assert told.startswith("RidgePeers: AA esta noche 7 pm, 212 Alder St. Responda 1 voy")


def test_a_meeting_by_phone_is_told_by_the_clock_at_home(ana, clock):
    change(ana, Meeting, mode="phone", dial_in="+14065550190")
    told = reminded(ana, clock, discreet=False, zone="America/Los_Angeles")
    assert told.startswith("RidgePeers: AA tonight 6 pm, by phone.")


def test_a_room_is_told_by_the_clock_on_its_wall(ana, clock):
    assert "tonight 7 pm" in reminded(ana, clock, zone="America/Los_Angeles")


@pytest.mark.parametrize("language", ["en", "es"])
def test_with_the_longest_of_everything_it_is_one_text(ana, clock, language):
    """Nothing is cut for it but the place, which is left out whole."""
    settings = ana.house.settings.model_copy(update={"organisation": "M" * 24})
    with ana.house.database.reading() as session:
        found = details(session, session.scalar(select(Meeting.id)), clock.now())
        turn = Turn(session, settings, Channel.TEXT, language, clock.now(), "", {}, None)
        for kind, address in itertools.product([*KINDS, "k" * 20], ADDRESSES):
            far = found.starts.replace(month=12, day=30, hour=22, minute=30)
            long = replace(found, starts=far, fellowship=kind, address=address, moved=True)
            date, ride = Occasion(far, long, Person(discreet=False)), prompt("remind.ride")
            told = occasion.told(turn, date, "remind.due", ride=ride)
            sent = segments(written(told, language))
            assert (sent.count, sent.encoding) == (1, "GSM-7"), written(told, language)


def test_where_the_street_is_too_long_the_hall_is_named(ana, clock):
    change(ana, Meeting, address="12345 Old " + "Northwestern " * 5 + "Highway, Jordan")
    assert "tonight 7 pm, St Brigid Hall." in reminded(ana, clock, discreet=False)


def test_an_answer_says_what_it_was_taken_for_and_is_counted(ana, clock):
    reminded(ana, clock)
    assert ana.text("1")[0].startswith("Going: tonight 7 pm. See you there.")
    assert counted(ana) == attendance.Counts(going=1, not_going=0)


def test_not_this_time_is_counted_and_the_weekly_one_goes_on(ana, clock):
    ana.text("1")  # every week
    reminded(ana, clock)
    assert ana.text("2")[0].startswith("Not this time: tonight 7 pm. That is fine.")
    assert counted(ana) == attendance.Counts(going=0, not_going=1)
    with ana.house.database.reading() as session:
        reminder = session.scalar(select(Reminder))
        assert reminder.on and reminder.occurs_at - SEVEN == timedelta(days=7)


def test_an_answer_to_a_date_that_has_changed_meanwhile_promises_nothing(ana, clock):
    reminded(ana, clock)
    change(ana, Meeting, minute_of_week=2400)
    assert ana.text("1")[0].startswith("Your reminder for tonight 7 pm: its time has changed")


def test_who_changes_their_mind_is_counted_once(ana, clock):
    reminded(ana, clock)
    ana.text("1")
    assert ana.text("2")[0].startswith("Not this time:")
    assert counted(ana) == attendance.Counts(going=0, not_going=1)


def test_it_may_be_answered_until_three_hours_after_the_start(ana, clock):
    reminded(ana, clock)
    clock.at = SEVEN + timedelta(hours=2, minutes=59)
    assert ana.text("1")[0].startswith("Going: ")


def test_after_that_its_digit_is_nobody_s(ana, clock):
    reminded(ana, clock)
    clock.at = SEVEN + timedelta(hours=3, minutes=1)
    ana.text("1")
    with ana.house.database.reading() as session:
        assert session.scalar(select(Attendance)) is None


def test_who_grieves_is_not_cheered(ana, clock):
    change(ana, Meeting, fellowship="grief")
    told = reminded(ana, clock, discreet=False)
    assert told.startswith("RidgePeers: Grief tonight 7 pm,") and "!" not in told
    assert ana.text("1")[0].startswith("Going: tonight 7 pm. Come as you are.")


def test_a_call_says_it_twice_and_takes_the_same_digits(ana, clock):
    change(ana, Person, discreet=False)
    caller = our_call(ana, clock)
    said = caller.press("1")
    assert said.count("tonight at 7 P M, two twelve Alder Street") == 2
    assert "Going: tonight at 7 P M" in caller.press("1")
    assert counted(ana) == attendance.Counts(going=1, not_going=0)


def test_a_call_names_nothing_before_open(ana, clock):
    said = our_call(ana, clock).press("1").lower()
    assert not any(word in said for word in ("ridgepeers", "a a", "alder", "jordan"))
    assert ANA not in said


def test_an_answer_to_a_reminder_that_has_gone_is_not_taken_for_another_s(world):
    """SQLite gave its number to the next one: Ben's, who has answered nothing."""
    for said in ("aa near jordan mt", "1", "1"):
        world.text(said)
    world.pass_time(minutes=31)
    with world.line.house.database.transaction() as session:
        reminders.drop(session, session.scalars(select(Reminder.id)).one())
    for said in ("aa near jordan mt", "2", "1"):
        world.text(said, BEN)
    for digit in ("1", "3"):
        world.text(digit)
    with world.line.house.database.reading() as session:
        assert session.scalars(select(Attendance.answer)).all() == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [("Going!", "Going: tonight 7 pm."), ("I can't make it", "Not this time: tonight 7 pm.")],
)
def test_it_may_be_answered_in_words(ana, clock, said, answer):
    reminded(ana, clock)
    assert ana.text(said)[0].startswith(answer)


def test_such_words_mean_nothing_where_no_reminder_waits(ana):
    assert "I did not get that" in ana.text("not going")[0]
