"""A ride: asked for by Ana, put to Ben who runs the group, and the answer told to her."""

from datetime import date

import pytest
from sqlalchemy import delete, select, update

from service import codes, coordinators, households
from service import rides as domain
from service.flows.reminder import not_going
from service.flows.turn import Channel, Turn
from service.meetings import dates
from service.members import find_or_add_phone
from service.models import (
    Attendance,
    Coordinator,
    Group,
    LineType,
    Meeting,
    Person,
    PersonPhone,
    PhoneRow,
    Reminder,
    Ride,
    RideState,
    State,
)
from service.rides import Wish
from service.text.phone import Phone
from service.text.segments import segments
from service.text.words import prompt, written
from tests.line import ANA, BEN

ROSA = "+14065550101"

ASKS = "Someone asks for a ride: tonight 7 pm. Reply 1 I'll see to it, 2 I can't. STOP to end."
NONE = "No ride found yet for tonight 7 pm. Reply 0 for a person. STOP to end."
WAITS = (
    "Asked: a ride for tonight 7 pm. I tell you as soon as they answer, at 6:30 pm at the latest."
)

IS_BEN = Person.id.in_(select(Group.coordinator_id))


@pytest.fixture
def jordan(world, clock):
    """Ben runs the group in Jordan; Ana has been reminded of it, an hour before."""
    with world.line.house.database.transaction() as session:
        phone = find_or_add_phone(session, world.line.house.keyring, Phone(BEN), clock.now())
        ben = Person(first_name="Ben", created_at=clock.now())
        session.add(ben)
        session.flush()
        session.add(PersonPhone(person_id=ben.id, phone_id=phone.id, since=clock.now()))
        meeting = session.scalar(select(Meeting.id).where(Meeting.slug == "hand-in-hand"))
        group = Group(word="JOR", name="Jordan", kind="aa", meeting_id=meeting)
        session.add(group)
        session.flush()
        coordinators.add(session, group, ben.id, clock.now())
    for words in ("aa near jordan mt", "1", "1"):
        world.text(words)
    change(world, Person, Person.id != ben.id, first_name="Ana")
    world.pass_time(minutes=31)
    return world


def change(world, model, *which, **values):
    with world.line.house.database.transaction() as session:
        session.execute(update(model).where(*which).values(**values))


def nobody_runs_it(world):
    with world.line.house.database.transaction() as session:
        session.execute(delete(Coordinator))


def ask(world, shares="1") -> str:
    """Ana asks, and Ben's phone has it."""
    world.text("3")
    (said,) = world.text(shares)
    world.pass_time(seconds=5)
    return said


def wish_of(session) -> Wish:
    ride = session.scalar(select(Ride))
    return Wish(ride.person_id, ride.phone_id, ride.meeting_id, ride.occurs_at)


def turn_of(world, session) -> Turn:
    settings, now = world.line.house.settings, world.clock.now()
    phone = session.scalar(select(Ride.phone_id))
    return Turn(session, settings, Channel.TEXT, "en", now, "2", {}, phone)


def rides_date(session):
    return session.scalar(select(Ride.occurs_at))


def rides(world):
    with world.line.house.database.reading() as session:
        return session.scalars(select(Ride)).all()


def test_the_reminder_offers_one_and_the_first_question_is_what_may_be_told(jordan):
    assert "2 not this time, 3 ride, 0 a person" in jordan.received()[-1]
    (asked,) = jordan.text("3")
    assert "May they have your first name and number, to call you?" in asked
    assert rides(jordan) == []


def test_it_is_put_to_whoever_runs_the_group_without_a_name_or_a_word_of_it(jordan):
    assert ask(jordan).startswith(WAITS)
    assert jordan.received(BEN) == [ASKS]


def test_who_runs_the_group_no_more_is_told_nobody_s_number(jordan):
    ask(jordan)
    nobody_runs_it(jordan)
    assert jordan.text("1", BEN) == ["That ride is not asked for any more. Reply MENU for choices."]
    assert rides(jordan)[0].state == RideState.ASKED


def test_it_waits_while_whoever_runs_the_group_is_asked_something_else(jordan):
    jordan.text("MENU", BEN)
    ask(jordan)
    assert ASKS not in jordan.received(BEN)
    jordan.pass_time(minutes=2)
    assert jordan.received(BEN)[-1] == ASKS


def test_their_yes_tells_them_who_and_the_member_that_it_is_seen_to(jordan):
    ask(jordan)
    (thanks,) = jordan.text("1", BEN)
    assert "Ride for tonight 7 pm: Ana, 406-555-0100. Please call" in thanks
    jordan.pass_time(seconds=5)
    assert "Your ride for tonight 7 pm is being seen to." in jordan.received()[-1]


def test_a_number_that_is_not_shared_is_told_only_after_a_second_yes(jordan):
    ask(jordan, shares="2")
    assert "they gave no number yet" in jordan.text("1", BEN)[0]
    jordan.pass_time(seconds=5)
    assert "Reply 1 to give them yours" in jordan.received()[-1]
    jordan.text("1")
    jordan.pass_time(seconds=5)
    assert "Ana" not in jordan.received(BEN)[-1] and "0100" not in jordan.received(BEN)[-1]
    assert jordan.text("1", BEN)[0].startswith("Ana, 406-555-0100.")


def test_who_asks_for_one_comes_after_all(jordan):
    jordan.text("2")
    ask(jordan)
    with jordan.line.house.database.reading() as session:
        assert session.scalars(select(Attendance.answer)).all() == ["going"]


@pytest.mark.parametrize("before", [(), ("3",)], ids=["not yet begun", "begun"])
def test_none_is_asked_for_where_the_date_is_off(jordan, before):
    for digit in before:
        jordan.text(digit)
    with jordan.line.house.database.transaction() as session:
        meeting = session.scalar(select(Reminder.meeting_id))
        dates.call_off(session, meeting, date(2026, 11, 23), jordan.clock.now())
    assert "it does not meet this time" in jordan.text("1" if before else "3")[0]
    assert rides(jordan) == []


@pytest.mark.parametrize("said", ["LEAVE JOR", "STOP JOR"])
def test_who_leaves_the_group_needs_none_and_nobody_gets_the_number(jordan, said):
    ask(jordan)
    assert "Nothing more comes from it" in jordan.text(said)[0]
    assert jordan.text("1", BEN) == ["That ride is not asked for any more. Reply MENU for choices."]


def test_their_no_is_told_at_once(jordan):
    ask(jordan)
    assert jordan.text("2", BEN) == ["Thank you for saying so. I tell them."]
    jordan.pass_time(seconds=5)
    assert jordan.received()[-1] == NONE


def test_no_answer_is_told_half_an_hour_before_the_start(jordan):
    ask(jordan)
    jordan.pass_time(minutes=27)
    assert jordan.received()[-1].startswith("Asked: ")
    jordan.pass_time(minutes=2)
    assert jordan.received()[-1] == NONE
    assert [ride.state for ride in rides(jordan)] == ["refused"]


def test_a_late_yes_still_finds_a_ride(jordan):
    ask(jordan)
    jordan.pass_time(minutes=30)
    assert "Ana, 406-555-0100" in jordan.text("1", BEN)[0]
    jordan.pass_time(seconds=5)
    assert "is being seen to" in jordan.received()[-1]


def test_who_can_t_after_all_says_so_and_the_member_hears_it(jordan):
    ask(jordan)
    jordan.text("1", BEN)
    jordan.pass_time(seconds=5)
    jordan.text("2", BEN)
    jordan.pass_time(seconds=5)
    assert jordan.received()[-1] == NONE


def test_asked_twice_it_is_one_ride(jordan):
    ask(jordan)
    assert jordan.text("AGAIN")[0].startswith(WAITS)
    jordan.pass_time(seconds=5)
    assert (len(rides(jordan)), jordan.received(BEN)) == (1, [ASKS])


def test_not_this_time_takes_it_back_and_nobody_drives_for_nothing(jordan):
    jordan.text("1")
    ask(jordan)
    jordan.text("1", BEN)
    with jordan.line.house.database.transaction() as session:
        said = session.scalar(select(Reminder.id)), session.scalar(select(Ride.occurs_at))
        not_going(turn_of(jordan, session), said[0], said[1].isoformat())
    jordan.pass_time(seconds=5)
    assert jordan.received(BEN)[-1].startswith("The ride for tonight 7 pm is not needed any more.")


def test_taken_back_before_anybody_answered_their_yes_is_too_late(jordan):
    ask(jordan)
    assert jordan.text("2")[0].startswith("Taken back: no ride.")
    assert jordan.text("1", BEN)[0].startswith("That ride is not asked for any more.")


def test_taken_back_it_can_be_asked_for_again(jordan):
    ask(jordan)
    jordan.text("BACK")
    with jordan.line.house.database.transaction() as session:
        line = session, jordan.line.house.settings
        domain.withdraw(*line, session.scalar(select(Ride)), jordan.clock.now())
        asked = domain.ask(*line, wish_of(session), jordan.clock.now())
        assert asked.state == RideState.ASKED
    jordan.pass_time(seconds=5)
    assert jordan.received(BEN) == [ASKS, ASKS]


def test_who_told_us_to_stop_is_not_asked(jordan):
    jordan.text("STOP", BEN)
    assert "for a ride now" in jordan.text("3")[0]
    assert rides(jordan) == []


def test_where_nobody_can_be_asked_no_ride_is_offered(jordan):
    jordan.text("STOP", BEN)
    assert "3 ride" not in jordan.text("AGAIN")[0]


def test_a_stop_between_asking_and_sending_counts(jordan):
    jordan.text("3")
    jordan.text("1")
    jordan.text("STOP", BEN)
    jordan.pass_time(seconds=5)
    (asked,) = [row for row in jordan.outbox() if row.message == "ride.asked"]
    assert asked.state == State.SUPPRESSED
    jordan.pass_time(minutes=31)
    assert jordan.received()[-1] == NONE


def test_the_number_of_a_member_who_said_stop_is_told_nobody(jordan):
    ask(jordan)
    jordan.text("STOP")
    (said,) = jordan.text("1", BEN)
    assert said.startswith("That ride is not asked for any more.")


def test_a_meeting_of_no_group_offers_no_ride(jordan):
    nobody_runs_it(jordan)
    assert "3 ride" not in jordan.text("AGAIN")[0]


def test_who_is_asked_has_contact_hours_of_their_own(jordan):
    change(jordan, Person, IS_BEN, contact_from_min=480, contact_until_min=1080)
    assert "for a ride now" in jordan.text("3")[0]
    assert jordan.received(BEN) == []


def test_the_answer_comes_the_same_evening_even_after_contact_hours(jordan):
    ask(jordan)
    change(jordan, Person, ~IS_BEN, contact_from_min=480, contact_until_min=1080)
    jordan.text("2", BEN)
    jordan.pass_time(seconds=5)
    assert jordan.received()[-1] == NONE


def test_who_wants_both_is_asked_both_ways_and_answers_once(jordan):
    change(jordan, Person, IS_BEN, reach="both")
    ask(jordan)
    assert jordan.received(BEN) == [ASKS]
    assert "a message about a ride" in jordan.heard(BEN)[0]


def test_two_rides_to_one_date_are_told_apart(jordan):
    for words in ("aa near jordan mt", "1", "1"):
        jordan.text(words, ROSA)
    ask(jordan)
    jordan.pass_time(minutes=13)
    with jordan.line.house.database.transaction() as session:
        rosa = session.scalar(select(Reminder).order_by(Reminder.id.desc()).limit(1))
        wish = Wish(rosa.person_id, rosa.phone_id, rosa.meeting_id, rides_date(session), True)
        domain.ask(session, jordan.line.house.settings, wish, jordan.clock.now())
    jordan.pass_time(seconds=5)
    (which,) = jordan.text("1", BEN)
    assert "1 the ride asked for at 6:14 pm" in which and "2 the ride asked for at 6:01 pm" in which
    assert "406-555-0101" in jordan.text("1", BEN)[0]


def test_nobody_is_asked_when_it_is_too_late_to_say_so(jordan):
    jordan.pass_time(minutes=30)
    assert "for a ride now" in jordan.text("3")[0]
    assert rides(jordan) == []


def test_a_meeting_by_phone_needs_no_ride(jordan):
    change(jordan, Meeting, mode="phone", dial_in="+14065550190")
    assert "3 ride" not in jordan.text("AGAIN")[0]


def test_a_date_that_has_changed_meanwhile_is_told_nobody(jordan):
    jordan.text("3")
    jordan.text("1")
    change(jordan, Meeting, minute_of_week=2400)
    jordan.pass_time(seconds=5)
    assert jordan.received(BEN) == []


def test_their_yes_to_a_date_that_has_changed_tells_nobody_s_number(jordan):
    ask(jordan)
    change(jordan, Meeting, minute_of_week=2400)
    assert jordan.text("1", BEN)[0].startswith("That ride is not asked for any more.")


def test_asking_says_nothing_of_coming(jordan):
    ask(jordan)
    with jordan.line.house.database.reading() as session:
        assert session.scalar(select(Attendance)) is None


def test_by_landline_both_of_them_do_it_all_by_keys(jordan):
    change(jordan, PhoneRow, line_type=LineType.LANDLINE)
    jordan.behave(BEN, keys="11")
    jordan.behave(ANA, keys="1")
    ask(jordan)
    gate, question, thanks = jordan.heard(BEN)
    assert gate.startswith("Hello. This is the community line, with a message about a ride.")
    assert question.startswith("Someone asks for a ride: tonight at 7 P M. Again:")
    assert "Ana, 4 0 6, 5 5 5, 0 1 0 0. Again: 4 0 6, 5 5 5, 0 1 0 0. Please call" in thanks
    jordan.pass_time(seconds=5)
    assert jordan.heard(ANA)[1].startswith("Your ride for tonight at 7 P M is being seen to.")


def test_a_machine_is_left_no_word_of_it(jordan):
    change(jordan, PhoneRow, line_type=LineType.LANDLINE)
    jordan.behave(BEN, "machine")
    ask(jordan)
    (left,) = jordan.heard(BEN)
    assert "a message about a ride. To hear it, please call 4 0 6, 5 5 5, 0 1 9 9." in left
    assert "tonight" not in left


def test_a_shared_name_as_long_as_any_is_one_text():
    who = prompt("ride.who", name="Maximiliana Victoria", number="406-555-0100")
    for language in ("en", "es"):
        said = prompt("ride.thanks", when="Wed Sep 30 10:30 pm", what=who)
        assert segments(written(said, language)).count == 1


@pytest.mark.parametrize(("code", "is_told"), [("4081", True), ("7302", False)])
def test_on_a_shared_phone_the_number_is_told_to_who_was_asked_alone(jordan, code, is_told):
    ask(jordan)
    with jordan.line.house.database.transaction() as session:
        phone = session.scalar(
            select(PersonPhone.phone_id).join(Group, Group.coordinator_id == PersonPhone.person_id)
        )
        codes.set_code(session, session.scalar(select(Group.coordinator_id)), "4081")
        households.add(session, phone, "7302", "en", jordan.clock.now())
    assert jordan.text("1", BEN)[0].startswith("Several people use this phone.")
    assert ("406" in jordan.text(code, BEN)[0]) is is_told
