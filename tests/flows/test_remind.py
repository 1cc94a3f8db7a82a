"""A reminder as it is texted, as it is called, and what its answers do."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import due_reminders, members, reminders
from service.clock import machine_now
from service.delivery.outbox import claim
from service.flows.sent_of_meetings import reminder_words
from service.models import LineType, Meeting, Outbox, PhoneRow, Question, Reminder, State
from tests.golden.test_golden import MONDAY
from tests.line import ANA, PUBLIC, Caller


def ask_for_one(line, first="aa near jordan mt"):
    for words in (first, "1", "1"):
        line.text(words)


def fall_due(line, clock) -> str:
    """An hour before has come; the outbox row."""
    clock.advance(timedelta(minutes=31))
    with line.house.database.transaction() as session:
        reminder_id = session.scalar(select(Reminder.id))
        return due_reminders.fall_due(session, line.house.settings, [reminder_id], clock.now())[0]


def words(line) -> str | None:
    """What the worker would text now. The row stays claimed."""
    now = line.house.clock.now()
    with line.house.database.transaction() as session:
        again = update(Outbox).where(Outbox.state == "sending")
        session.execute(again.values(state="queued", attempts=Outbox.attempts + 1))
        (claimed,) = claim(session, now, machine_now(), 1)
        rendered = reminder_words(session, line.house, claimed, now)
    return rendered and rendered.body


def test_again_repeats_the_reminder(listed, clock):
    ask_for_one(listed)
    fall_due(listed, clock)
    clock.advance(timedelta(minutes=1))  # asked later than what was asked before it
    sent = words(listed)
    assert listed.text("AGAIN") == [sent]


def test_a_reminder_worded_twice_asks_one_question(listed, clock):
    ask_for_one(listed)
    fall_due(listed, clock)
    assert words(listed) == words(listed)
    with listed.house.database.reading() as session:
        asked = select(Question).where(Question.kind == "scheduled", Question.state == "open")
        assert len(session.scalars(asked).all()) == 1


def test_of_what_is_not_every_week_no_week_is_promised(listed):
    with listed.house.database.transaction() as session:
        jordan = update(Meeting).where(Meeting.slug == "hand-in-hand")
        session.execute(jordan.values(rrule="FREQ=MONTHLY;BYDAY=4MO"))
    for words in ("aa near jordan mt", "1"):
        listed.text(words)
    assert "Reply 1 every time, 2 undo" in listed.text("1")[0]
    assert listed.text("1")[0].startswith("Every time, then, an hour before.")


def test_a_reminder_that_never_went_waits_for_no_digit(listed, clock):
    ask_for_one(listed)
    row = fall_due(listed, clock)
    words(listed)
    with listed.house.database.transaction() as session:
        session.get_one(Outbox, row).state = State.REFUSED
    listed.text("MENU")
    assert "Where are you?" in listed.text("1")[0]


def test_who_wrote_spanish_is_reminded_in_spanish(listed, clock):
    ask_for_one(listed, first="busco aa cerca de jordan mt")
    fall_due(listed, clock)
    assert words(listed).startswith("Recordatorio: esta noche")


def test_every_week_said_after_the_first_date_still_holds(listed, clock):
    ask_for_one(listed)
    fall_due(listed, clock)
    assert listed.text("1")[0].startswith("Every week")
    with listed.house.database.reading() as session:
        reminder = session.scalar(select(Reminder))
    assert reminder.on and reminder.occurs_at - MONDAY > timedelta(days=7)


@pytest.mark.parametrize("change", [{"hidden_reason": "gone"}, {"minute_of_week": 2400}])
def test_a_meeting_that_moved_or_went_is_not_promised(listed, clock, change):
    ask_for_one(listed)
    fall_due(listed, clock)
    with listed.house.database.transaction() as session:
        session.execute(update(Meeting).values(**change))
    assert "no longer listed" in words(listed)


def test_a_landline_that_stopped_can_come_back_by_keys(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock)
    assert "You are out" in caller.press("8")
    again = Caller(listed, sid="CA" + "2" * 32)
    for keys in (None, "1", "59337", "1", "4", "1"):
        again.press(keys)
    assert "To let us call you again" in again.press("1")
    assert "Set: " in again.press("1")
    with listed.house.database.reading() as session:
        assert session.scalar(select(PhoneRow.stopped_at)) is None


def our_call(line, clock, answered_by="") -> Caller:
    """The reminder's call has been picked up."""
    with line.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(line_type=LineType.LANDLINE))
        session.execute(update(Reminder).values(way="call"))
    row = fall_due(line, clock)
    with line.house.database.transaction() as session:
        session.get_one(Outbox, row).attempts = 1
    return ring(line, row, answered_by)


def ring(line, row, answered_by="") -> Caller:
    """The carrier asks what to say on this row's call."""
    action, sid = f"/voice/out/{row}/1", f"CA{row:0>32}"
    caller = Caller(line, ANA, sid, action, "outbound-api", answered_by)
    caller.heard = caller.press()
    return caller


def test_an_unanswered_gate_names_nothing_but_the_line(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock)
    heard = [caller.press("") for _ in range(3)]
    assert heard[2] == "Good-bye."
    assert caller.document.find("Gather") is None


@pytest.mark.parametrize("key", ["#", "*", "5"])
def test_no_slip_of_the_thumb_leads_from_the_gate_to_the_menu(listed, clock, key):
    ask_for_one(listed)
    assert "To hear it, press 1" in our_call(listed, clock).press(key)


def test_in_thirty_minutes_is_refused_when_that_is_too_late(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock)
    clock.advance(timedelta(minutes=35))
    assert "last call" in caller.press("2")


def test_in_thirty_minutes_calls_once_more(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock)
    assert "call again in thirty minutes" in caller.press("2")
    with listed.house.database.reading() as session:
        rows = session.scalars(select(Outbox).where(Outbox.message == "reminder.due")).all()
    first, second = sorted(rows, key=lambda row: row.not_before)
    assert second.not_before - clock.now() == timedelta(minutes=30)
    assert (second.way, second.useful_until) == ("call", first.useful_until)


def test_stop_is_confirmed_on_a_call_even_when_said_before(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock)
    listed.text("STOP", ANA)
    assert "You are out" in caller.press("8")


def test_more_shows_the_rest_of_the_reminders_not_of_the_meetings(listed, clock):
    listed.text("hi")
    with listed.house.database.transaction() as session:
        phone = session.scalar(select(PhoneRow.id))
        person = members.person_of(session, phone, "en", clock.now())
        for meeting in session.scalars(select(Meeting.id).limit(4)):
            wish = reminders.Wish(person, phone, meeting)
            reminders.ask(session, listed.house.settings, wish, clock.now())
    listed.text("aa near jordan mt")
    assert listed.text("MY")[0].endswith("MORE for the rest.")
    rest = listed.text("MORE")[0].splitlines()
    assert (rest[0], len(rest)) == ("What you have:", 3)


def test_a_call_s_address_names_nobody(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock)
    assert caller.document.find("Gather").get("action") == f"{PUBLIC}/voice/turn/1/en"


def test_who_picked_up_need_not_be_known_to_hear_the_gate(listed, clock):
    ask_for_one(listed)
    assert our_call(listed, clock, "unknown").heard.startswith("Hello. This is the community line,")


def test_a_machine_is_left_a_name_and_a_number_and_nothing_else(listed, clock):
    ask_for_one(listed)
    caller = our_call(listed, clock, "machine_end_beep")
    assert caller.heard == (
        "Hello. This is the community line. This is the reminder you asked for. To hear it, please call "
        "4 0 6, 5 5 5, 0 1 9 9. Again: 4 0 6, 5 5 5, 0 1 9 9. Thank you."
    )
    assert caller.document.find("Gather") is None
    assert state_of_call(listed) == State.MACHINE


@pytest.mark.parametrize("answered_by", ["machine_start", "fax"])
def test_what_keeps_no_message_is_hung_up_on(listed, clock, answered_by):
    ask_for_one(listed)
    assert our_call(listed, clock, answered_by).heard == ""


def state_of_call(line) -> str:
    with line.house.database.reading() as session:
        return session.scalar(select(Outbox.state).where(Outbox.way == "call"))


def test_a_call_of_ours_takes_keys_alone_lest_a_hello_cuts_it_short(listed, clock):
    ask_for_one(listed)
    row = fall_due(listed, clock)
    with listed.house.database.transaction() as session:
        session.get_one(Outbox, row).attempts = 1
    caller = Caller(listed, action=f"/voice/out/{row}/1", direction="outbound-api")
    assert "reminder you asked for" in caller.press()
    assert caller.document.find("Gather").get("input") == "dtmf"


def test_who_says_stop_while_it_rings_hears_nothing(listed, clock):
    ask_for_one(listed)
    row = fall_due(listed, clock)
    listed.text("STOP")
    with listed.house.database.transaction() as session:
        session.get_one(Outbox, row).attempts = 1
    caller = Caller(listed, action=f"/voice/out/{row}/1", direction="outbound-api")
    assert caller.press() == ""


def test_a_machine_is_spoken_to_in_their_language(listed, clock):
    ask_for_one(listed, first="busco aa cerca de jordan mt")
    heard = our_call(listed, clock, "machine_end_silence").heard
    assert heard.startswith(
        "Hola. Esta es la línea de la comunidad. Este es el aviso que usted pidió."
    )
    assert heard.count("4 0 6, 5 5 5, 0 1 9 9") == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ZONE EASTERN", "Set: tonight 7 pm. I will text you tonight 7:45 pm Eastern."),
        ("ZONA ESTE", "esta noche 7 pm. Le escribo esta noche 7:45 pm del Este."),
    ],
)
def test_an_hour_on_another_clock_than_the_meeting_s_names_its_zone(listed, words, said):
    for one in (words, "ESPANOL" if "ZONA" in words else "ENGLISH", "aa near jordan mt", "1"):
        listed.text(one)
    assert said in listed.text("1")[0]
