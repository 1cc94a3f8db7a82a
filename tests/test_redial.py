"""A reminder that ended unheard: which way it goes again, when, and when not."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from service import attendance, consent, reminding, timers
from service.clock import machine_now
from service.delivery.outbox import claim
from service.delivery.ready import make_ready
from service.delivery.sweep import expire
from service.flows.registry import MESSAGES, TIMERS
from service.meetings import dates
from service.models import LineType, Meeting, Outbox, Person, PhoneRow, Reminder
from tests.flows.conftest import listed
from tests.flows.test_remind import ring
from tests.flows.test_shared_phone import FIRSTS, SECONDS, WRONG, share
from tests.line import ANA

__all__ = ["listed"]

MINUTE = timedelta(minutes=1)
CALLED, TEXTED = {"way": "call", "line_type": LineType.LANDLINE}, {"way": "text"}


@pytest.fixture
def due(listed, clock):
    """Somebody's reminder has just gone out, an hour before; `due(way=, line_type=)`."""

    def go_out(way="call", line_type=LineType.MOBILE, meanwhile=lambda line: None, before=60):
        for words in ("aa near jordan mt", "1", "1"):
            listed.text(words)
        with listed.house.database.transaction() as session:
            session.execute(update(PhoneRow).values(line_type=line_type))
            session.execute(update(Reminder).values(way=way))
            starts = session.scalar(select(Reminder.occurs_at))
        meanwhile(listed)
        clock.at = starts - before * MINUTE
        tick(listed)
        assert {row.way for row in rows(listed)} == ({way} if way != "both" else {"text", "call"})
        return listed

    return go_out


def tick(line):
    """What the ticker does about the timers that are due."""
    now = line.house.clock.now()
    with line.house.database.transaction() as session:
        for timer in timers.due(session, now, 50):
            timers.take(session, timer)
            TIMERS[timer.kind](session, line.house, timer.subject, now)


def send(line):
    """What a worker does with what is due; how many were posted."""

    def words(session, claimed, now):
        return MESSAGES[claimed.message](session, line.house, claimed, now)

    with line.house.database.transaction() as session:
        claimed = claim(session, line.house.clock.now(), machine_now(), 5)
    ready = make_ready(line.house, words, claimed)
    tick(line)
    return len(ready)


def rows(line):
    with line.house.database.reading() as session:
        made = Outbox.message == "reminder.due"
        return session.scalars(
            select(Outbox).where(made).order_by(Outbox.created_at, Outbox.id)
        ).all()


def ends(line, status, **more):
    """The newest row is sent, and the carrier says how that ended; then what is due next is put out."""
    assert send(line) == 1
    row = rows(line)[-1]
    form = {"CallSid": f"CA{row.id:0>32}", "CallStatus": status, "MessageStatus": status, **more}
    line.post(f"/status/{row.way}/{row.id}/{row.attempts}", form)
    tick(line)
    return rows(line)[-1]


def waits_min(line):
    """Minutes until the newest row goes."""
    return (rows(line)[-1].not_before - line.house.clock.now()) / MINUTE


@pytest.mark.parametrize(("status", "waits"), [("busy", [5, 10]), ("no-answer", [10, 30])])
def test_each_end_has_its_own_plan(due, clock, status, waits):
    line, found = due(**CALLED), []
    for _ in waits:
        ends(line, status)
        found.append(waits_min(line))
        clock.advance(found[-1] * MINUTE)
    assert found == waits
    ends(line, status)
    assert len(rows(line)) == 1 + len(waits)


def test_busy_then_nobody_then_answered(due, clock):
    line = due(**CALLED)
    for status, minutes in (("busy", 5), ("no-answer", 10)):
        ends(line, status)
        clock.advance(minutes * MINUTE)
    ends(line, "completed")
    assert [row.state for row in rows(line)] == ["busy", "no_answer", "completed"]


def test_after_a_machine_comes_one_more_call(due, clock):
    line = due(**CALLED)
    ends(line, "completed", AnsweredBy="machine_end_beep")
    assert waits_min(line) == 30
    clock.advance(30 * MINUTE)
    ends(line, "completed", AnsweredBy="machine_end_beep")
    assert [row.state for row in rows(line)] == ["machine", "machine"]


def test_none_but_the_first_comes_within_a_quarter_of_an_hour(due):
    line = due(**CALLED, before=19)
    ends(line, "busy")
    assert len(rows(line)) == 1


def test_one_that_came_right_before_to_join_them_in_goes_again_until_the_start(due, clock):
    line, found = due(**CALLED, before=5), []
    for status in ("busy", "busy"):
        ends(line, status)
        found.append(waits_min(line))
        clock.advance(found[-1] * MINUTE)
    ends(line, "busy")
    assert (found, len(rows(line))) == ([2, 2], 3)


def test_a_mobile_that_can_t_be_called_any_more_is_texted(due):
    line = due(way="call", before=19)
    text = ends(line, "busy")
    assert (text.way, waits_min(line)) == ("text", 0)


def test_a_message_on_a_machine_is_not_texted_too(due):
    line = due(way="call", before=40)
    ends(line, "completed", AnsweredBy="machine_end_other")
    assert len(rows(line)) == 1


def test_a_text_to_what_turns_out_a_landline_becomes_a_call_at_once(due):
    line = due(**TEXTED, before=10)
    call = ends(line, "undelivered", ErrorCode="30006")
    assert (call.way, waits_min(line)) == ("call", 0)


def test_a_landline_found_out_too_late_to_be_texted_is_called(due, clock):
    line = due(**TEXTED)
    with line.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(line_type=LineType.LANDLINE))
    assert send(line) == 0
    assert [row.way for row in rows(line)] == ["text", "call"]


def test_who_chose_texts_meanwhile_is_texted(due, clock):
    line = due(way="call")
    ends(line, "busy")
    with line.house.database.transaction() as session:
        session.execute(update(Person).values(reach="text"))
    clock.advance(5 * MINUTE)
    send(line)
    assert [(row.way, row.state) for row in rows(line)] == [
        ("call", "busy"),
        ("call", "suppressed"),
        ("text", "queued"),
    ]


def answer(session, line):
    reminder = session.scalars(select(Reminder)).one()
    now, starts = line.house.clock.now(), rows(line)[0].occurs_at
    attendance.record(session, reminder.person_id, reminder.meeting_id, starts, "going", now)


def undo(session, line):
    session.delete(session.scalars(select(Reminder)).one())


def stop(session, line):
    phone_id = session.scalar(select(PhoneRow.id))
    consent.opt_out(session, phone_id, "text", "STOP", line.house.clock.now())


def move(session, line):
    session.execute(update(Meeting).values(minute_of_week=2400))


NOT_WANTED = [answer, undo, stop, move]


@pytest.mark.parametrize("meanwhile", NOT_WANTED)
def test_what_is_not_wanted_any_more_is_not_called_again(due, meanwhile):
    line = due(way="call")
    assert send(line) == 1
    with line.house.database.transaction() as session:
        meanwhile(session, line)
    row = rows(line)[0]
    line.post(f"/status/call/{row.id}/1", {"CallSid": "CA1", "CallStatus": "busy"})
    tick(line)
    assert len(rows(line)) == 1


@pytest.mark.parametrize("meanwhile", NOT_WANTED)
def test_a_call_that_waits_is_not_placed_when_it_is_not_wanted_any_more(due, clock, meanwhile):
    line = due(way="call")
    ends(line, "busy")
    with line.house.database.transaction() as session:
        meanwhile(session, line)
    clock.advance(5 * MINUTE)
    assert send(line) == 0
    assert [row.state for row in rows(line)] == ["busy", "suppressed"]


def test_an_end_told_twice_is_followed_up_once(due):
    line = due(**CALLED)
    row = ends(line, "busy")
    with line.house.database.transaction() as session:
        timers.put(session, "outbox.ended", rows(line)[0].id, line.house.clock.now())
    tick(line)
    assert rows(line)[-1].id == row.id


def test_a_proof_that_comes_late_leaves_nothing_to_follow_up(due):
    line = due(**CALLED)
    assert send(line) == 1
    row = rows(line)[0]
    for status in ("no-answer", "completed"):
        line.post(f"/status/call/{row.id}/1", {"CallSid": "CA1", "CallStatus": status})
    tick(line)
    assert [row.state for row in rows(line)] == ["completed"]


def test_why_nothing_was_heard_is_kept_with_the_reminder(due, clock):
    line = due(**CALLED, before=19)
    ends(line, "busy")
    with line.house.database.reading() as session:
        assert session.scalar(select(Reminder.missed_because)) == "The line was busy."


def test_two_at_the_gate_and_then_busy_is_called_again(due, clock):
    line = due(**CALLED)
    assert send(line) == 1
    row = rows(line)[0]
    caller = ring(line, row.id)
    caller.press("2")
    line.post(f"/status/call/{row.id}/1", {"CallSid": caller.sid, "CallStatus": "completed"})
    clock.advance(30 * MINUTE)
    ends(line, "busy")
    assert [row.state for row in rows(line)] == ["completed", "busy", "queued"]


def hung_up(line, *keys):
    """Somebody picks up, presses these keys, and hangs up."""
    assert send(line) == 1
    row = rows(line)[-1]
    caller = ring(line, row.id)
    for key in keys:
        caller.press(key)
    line.post(f"/status/call/{row.id}/1", {"CallSid": caller.sid, "CallStatus": "completed"})
    tick(line)


def test_who_hangs_up_at_the_gate_is_called_once_more(due, clock):
    line = due(**CALLED)
    hung_up(line)
    assert waits_min(line) == 10
    clock.advance(10 * MINUTE)
    hung_up(line, "")
    assert [row.state for row in rows(line)] == ["completed", "completed"]


@pytest.mark.parametrize("key", ["1", "2", "8"])
def test_who_pressed_a_key_there_is_not(due, key):
    line = due(**CALLED)
    hung_up(line, key)
    assert [row.state for row in rows(line) if row.dedupe_key.startswith("redial:")] == []


def shared(line):
    """Their phone is somebody else's, too."""
    share(line, ANA)


@pytest.mark.parametrize("keys", [["1"], ["1", SECONDS], ["1", WRONG, WRONG, WRONG]])
def test_who_has_not_shown_that_it_is_theirs_has_not_heard_it(due, keys):
    """A relative picks up: whose reminder it is, they are called once more."""
    line = due(**CALLED, meanwhile=shared)
    hung_up(line, *keys)
    assert waits_min(line) == 10


def test_who_has_is_not_called_again(due):
    line = due(**CALLED, meanwhile=shared)
    hung_up(line, "1", WRONG, FIRSTS)
    assert [row.state for row in rows(line)] == ["completed"]


def call_off(line):
    with line.house.database.transaction() as session:
        meeting = session.scalars(select(Reminder)).one().meeting_id
        starts = session.scalar(select(Reminder.occurs_at))
        on = starts.astimezone(ZoneInfo("America/Denver")).date()
        dates.call_off(session, meeting, on, line.house.clock.now())


def test_that_a_date_is_off_is_called_again(due, clock):
    line = due(**CALLED, meanwhile=call_off)
    assert ends(line, "busy").state == "queued"


def test_of_a_date_called_off_meanwhile_another_call_tells(due):
    line = due(**CALLED)
    assert send(line) == 1
    line.house.clock.advance(MINUTE)
    call_off(line)
    row = rows(line)[0]
    line.post(f"/status/call/{row.id}/1", {"CallSid": "CA1", "CallStatus": "busy"})
    tick(line)
    assert len(rows(line)) == 1


def test_a_ticker_killed_half_way_calls_once_more_and_not_twice(due):
    line = due(**CALLED)
    assert send(line) == 1
    row = rows(line)[0]
    line.post(f"/status/call/{row.id}/1", {"CallSid": "CA1", "CallStatus": "busy"})
    with pytest.raises(KeyboardInterrupt), line.house.database.transaction() as session:
        for timer in timers.due(session, line.house.clock.now(), 50):
            timers.take(session, timer)
            TIMERS[timer.kind](session, line.house, timer.subject, line.house.clock.now())
        raise KeyboardInterrupt
    assert len(rows(line)) == 1
    tick(line)
    tick(line)
    assert [row.state for row in rows(line)] == ["busy", "queued"]


def close_at_two_past_six(line):
    with line.house.database.transaction() as session:
        session.execute(update(Person).values(contact_from_min=480, contact_until_min=1082))


def test_what_would_be_called_after_their_hours_is_not(due, clock):
    line = due(**CALLED, meanwhile=close_at_two_past_six)
    ends(line, "busy")
    clock.advance(5 * MINUTE)
    assert send(line) == 0
    again = rows(line)[1]
    assert (again.state, again.reason[:22]) == ("expired", "Contact hours begin on")
    with line.house.database.reading() as session:
        assert session.scalar(select(Reminder.missed_because)) == again.reason


def test_an_answer_to_the_text_spares_the_call_beside_it(due):
    line = due(way="both")
    with line.house.database.transaction() as session:
        answer(session, line)
    assert send(line) == 1
    assert sorted((row.way, row.state) for row in rows(line)) == [
        ("call", "suppressed"),
        ("text", "sending"),
    ]


def test_an_answer_from_before_a_change_spares_nobody_the_news_of_it(due, clock):
    line = due(**CALLED)
    with line.house.database.transaction() as session:
        answer(session, line)
    clock.advance(MINUTE)
    call_off(line)
    with line.house.database.transaction() as session:
        reminder = session.scalars(select(Reminder)).one()
        settings, starts = line.house.settings, rows(line)[0].occurs_at
        reminding.tell_again(session, settings, reminder, starts, clock.now())
        session.execute(update(Outbox).where(Outbox.created_at < clock.now()).values(state="busy"))
    assert ends(line, "busy").state == "queued"


def test_what_waited_until_it_began_is_kept_as_missed(due, clock):
    line = due(**CALLED)
    clock.advance(60 * MINUTE)
    with line.house.database.transaction() as session:
        assert expire(session, clock.now()) == 1
    tick(line)
    with line.house.database.reading() as session:
        missed = session.scalar(select(Reminder.missed_because))
    assert missed == "It could not go while it was still useful."
