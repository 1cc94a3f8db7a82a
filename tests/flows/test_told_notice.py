"""What members get of a notice: as openly as they allow, the news first, once more where nobody heard it."""

import xml.etree.ElementTree as ET
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from service import attendance, codes, consent, groups, households, preferences, reminders
from service.flows import render
from service.flows.turn import Channel, Turn, follow, go
from service.meetings import dates
from service.models import Answer, Group, LineType, NoticeKind, Person, PhoneRow
from service.notices import corrections, halting, states
from service.reminders import Wish
from service.simulator.recordings import keep_recording
from service.text.length import seconds_to_a_choice
from tests.flows.test_message import call_in
from tests.line import LINE
from tests.notices.parish import ANA, BEN, WALT, Parish

OFF, ON, NEWS, VOICE = NoticeKind.OFF, NoticeKind.ON, NoticeKind.NEWS, NoticeKind.VOICE
KIM, CODE, SECOND = "+14065550131", "4081", "7302"
TAPE = "It is icy. Stay home."
UNKNOWN_HANDSET = 30005
TUESDAY = date(2026, 11, 24)  # the date that is off


@pytest.fixture
def parish(world):
    """Ben runs TUE; Ana and Walt are in it. Nobody has said OPEN."""
    made = Parish(world.line.house, world.clock, world.ticker, world.simulator)
    made.world = world
    return made


def is_so(parish, person_id, **values):
    with parish.house.database.transaction() as session:
        session.execute(update(Person).where(Person.id == person_id).values(**values))


def heard(parish, number=WALT):
    return parish.world.heard(number)


def played(parish):
    """What was heard of tapes in the newest call."""
    last = next(iter(parish.simulator.exchange.calls.newest_first()))
    events, _ = parish.simulator.calls.events(last.sid)
    return [event["text"] for event in events if event["event"] == "voice"]


def recorded(parish):
    """What Ben has said to a tape."""
    call = parish.simulator.calls.dial_in(BEN, LINE)
    return keep_recording(parish.simulator.exchange, call.sid, TAPE, 9).sid


def ended(parish, notice_id, number=WALT):
    return [row.state for row in parish.rows(notice_id) if row.phone_id == phone(parish, number)]


def leave(session, person_id, now):
    group = session.scalars(select(Group).where(Group.word == "TUE")).one()
    groups.leave(session, group, person_id, now)


def phone(parish, number):
    with parish.house.database.reading() as session:
        return parish.phone_of(session, parish.people[number])


# --- as openly as they allow --------------------------------------------------------------------------


def test_who_said_open_hears_the_news_within_three_seconds_and_that_is_all(parish):
    is_so(parish, parish.walt, discreet=False)
    parish.world.behave(WALT, "answer", "1")
    notice_id = parish.sent(OFF, reason="snow")
    first, last = heard(parish)
    before, said, _ = first.partition("Tuesday: tomorrow at 7 P M is off: snow.")
    assert said and seconds_to_a_choice(before) <= 3
    assert last == "Thank you. Good-bye."
    parish.pass_time(minutes=45)
    assert ended(parish, notice_id) == ["completed"]


def test_a_code_comes_before_all_of_it(parish):
    with parish.house.database.transaction() as session:
        codes.set_code(session, parish.walt, CODE)
    is_so(parish, parish.walt, discreet=False)
    parish.world.behave(WALT, "answer", f"1{CODE}")
    parish.sent(OFF)
    gate, asked, told = heard(parish)[:3]
    assert "with news for you" in gate and "tomorrow" not in gate + asked
    assert "tomorrow at 7 P M is off" in told


def test_private_mode_hears_no_group_even_then(parish):
    is_so(parish, parish.walt, private=True)
    parish.world.behave(WALT, "answer", "1")
    parish.sent(OFF)
    gate, told = heard(parish)[:2]
    assert "tomorrow" not in gate
    assert "tomorrow at 7 P M is off" in told and "Tuesday:" not in told


def test_private_mode_reads_no_group_either(parish):
    is_so(parish, parish.ana, private=True)
    parish.sent(OFF, reason="snow")
    assert parish.texts()[-1].startswith("Change of plan: tomorrow 7 pm is off.")
    assert parish.world.text("1")[0].startswith("tomorrow 7 pm is OFF (snow).")


def test_two_on_one_phone_get_one_call_and_each_hears_it_by_their_code(parish):
    with parish.house.database.transaction() as session:
        codes.set_code(session, parish.walt, CODE)
        dov = households.add(session, phone(parish, WALT), SECOND, "en", parish.clock.now())
        groups.join(session, parish.tue, dov.person_id, parish.clock.now())
    parish.world.behave(WALT, "answer", f"1{SECOND}")
    notice_id = parish.sent(NEWS)
    assert parish.tally(notice_id).people == 3
    assert "Bring a chair" in " ".join(heard(parish))
    assert ended(parish, notice_id) == ["completed"]


def test_who_shares_the_phone_and_is_not_in_the_group_hears_nothing(parish):
    with parish.house.database.transaction() as session:
        codes.set_code(session, parish.walt, CODE)
        households.add(session, phone(parish, WALT), SECOND, "en", parish.clock.now())
    parish.world.behave(WALT, "answer", f"1{SECOND}")
    parish.sent(NEWS)
    assert "chair" not in " ".join(heard(parish))


def test_free_words_that_fill_two_texts_go_whole(parish):
    is_so(parish, parish.ana, discreet=False)
    body = "Bring a chair. " * 21 + "Yes."
    parish.sent(NEWS, body=body)
    assert parish.texts()[-1].endswith(body)


def test_a_coordinators_words_are_read_out_in_the_voice_of_their_language(parish):
    is_so(parish, parish.walt, discreet=False, language="es")
    notice_id = parish.sent(NEWS, body="Please bring a chair for your neighbor")
    with parish.house.database.transaction() as session:
        settings, now = parish.house.settings, parish.clock.now()
        turn = Turn(session, settings, Channel.CALL, "es", now, "", {}, phone(parish, WALT))
        turn.placed = True
        document = render.as_call(follow(turn, go("notice_told.gate", notice_id))[1], "es", (), "/")
    said = [(one.get("language")[:2], one.text[:12]) for one in ET.fromstring(document).iter("Say")]
    assert said[:3] == [("es", "Hola. Esta e"), ("en", "Please bring"), ("es", "Eso fue todo")]


def test_of_two_about_one_date_a_digit_means_the_newer(parish):
    parish.sent(OFF)
    parish.sent(ON)
    assert parish.world.text("1") == ["TUE: tomorrow 7 pm is ON after all."]


@pytest.mark.parametrize("kind", [OFF, NEWS])
def test_of_a_notice_and_its_corrections_a_digit_means_the_newest(parish, kind):
    about = {"meeting_id": parish.meeting, "on_date": TUESDAY if kind == OFF else None}
    first = parish.sent(kind)
    second = parish.sent(NoticeKind.FIX, body="At 8", fixes_id=first, **about)
    parish.sent(NoticeKind.FIX, body="At 9", fixes_id=second, **about)
    assert parish.world.text("1") == ["TUE: Correction: At 9"]


def test_what_came_too_late_for_anybody_says_so_to_who_sent_it(parish):
    parish.held(OFF)
    parish.clock.advance(timedelta(days=2))
    parish.world.pass_time(hours=1)
    assert parish.world.received(BEN)[-1].startswith("B1: it came too late to be of use")


def test_of_two_about_other_things_they_are_asked_which(parish):
    parish.sent(OFF)
    parish.sent(NEWS)
    which = parish.world.text("1")[0]
    assert "the news, tonight 5:32 pm" in which and "the news, tomorrow 7 pm" in which


# --- once more, and the other way ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "waits", "end"),
    [("no-answer", (5, 10, 15), "no_answer"), ("busy", (3, 7, 15), "busy")],
)
def test_what_nobody_picks_up_is_called_four_times_within_half_an_hour(parish, how, waits, end):
    parish.world.behave(WALT, how)
    notice_id = parish.sent()
    for before, minutes in enumerate(waits, 1):
        parish.pass_time(minutes=minutes - 1)
        assert ended(parish, notice_id)[:before] == [end] * before
        parish.pass_time(minutes=1)
    assert ended(parish, notice_id) == [end] * 4
    parish.pass_time(minutes=45)
    assert len(ended(parish, notice_id)) == 4


def test_a_mobile_that_nobody_picks_up_is_texted_then(parish):
    is_so(parish, parish.ana, reach="call")
    parish.world.behave(ANA, "no-answer")
    parish.sent()
    for minutes in (5, 10, 15):
        parish.pass_time(minutes=minutes)
    assert parish.texts() == ["There is news for you. Reply 1 to read it, 0 a person. STOP to end."]


@pytest.mark.parametrize(("reach", "calls"), [(None, 1), ("text", 0)])
def test_a_text_that_never_arrived_is_called_unless_they_chose_texts(parish, reach, calls):
    is_so(parish, parish.ana, reach=reach)
    handsets = parish.simulator.exchange.handsets
    handsets.behave(ANA, "answer", "1", refused_with=UNKNOWN_HANDSET)
    parish.sent()
    parish.pass_time(minutes=1)
    assert len(parish.simulator.calls_of(ANA)) == calls


def test_a_phone_that_turned_out_to_be_a_landline_is_called_instead(parish):
    parish.held()
    with parish.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(line_type=LineType.LANDLINE))
    parish.pass_time(seconds=60)
    assert len(parish.simulator.calls_of(ANA)) == 1


def test_a_machine_is_left_the_news_once(parish):
    parish.world.behave(WALT, "machine")
    notice_id = parish.sent(OFF)
    parish.pass_time(minutes=40)
    assert ended(parish, notice_id) == ["machine"]
    assert "Tomorrow at 7 P M is off." in heard(parish)[0].replace("tomorrow", "Tomorrow")


def test_nobody_is_called_any_more_once_it_is_stopped_or_put_right(parish):
    parish.world.behave(WALT, "no-answer")
    first, second = parish.sent(), parish.sent(body="Bring two")
    parish.do(halting.stop, first, None)
    with parish.house.database.transaction() as session:
        wish = corrections.wish(
            session, states.found(session, second), "Bring three", parish.ben, None
        )
    assert parish.sent(**{name: getattr(wish, name) for name in ("kind", "body", "fixes_id")})
    for minutes in (5, 10, 15):
        parish.pass_time(minutes=minutes)
    assert ended(parish, first) == ended(parish, second) == ["no_answer", "suppressed"]


# --- what was spoken ----------------------------------------------------------------------------------


def test_a_recorded_message_is_played_and_texts_say_where_to_hear_it(parish):
    is_so(parish, parish.walt, discreet=False)
    parish.world.behave(WALT, "answer", "1")
    parish.sent(VOICE, recording_sid=recorded(parish), seconds=9)
    before, after = heard(parish)[:2]
    assert before.endswith("Tuesday: a recorded message.") and "press star" in after
    assert played(parish) == [TAPE]
    assert "Call 406-555-0199 to hear it, or reply 1" in parish.texts()[-1]


def test_a_1_has_them_called_at_once_and_who_calls_in_hears_it_first(parish):
    parish.sent(VOICE, recording_sid=recorded(parish), seconds=9)
    parish.world.behave(ANA, "answer", "1")
    assert parish.world.text("1") == ["We are calling you now."]
    parish.pass_time(seconds=5)
    assert played(parish) == [TAPE]


def test_who_calls_in_hears_it_first(parish):
    parish.sent(VOICE, recording_sid=recorded(parish), seconds=9)
    said = call_in(parish.world, "w1", ANA)
    assert said[1].startswith("We have a message for you.")
    assert played(parish)[0] == TAPE
    assert "have a message" not in " ".join(call_in(parish.world, "w", ANA))


# --- who is told, still -------------------------------------------------------------------------------


def test_a_break_holds_news_until_it_is_over(parish):
    until = parish.clock.now() + timedelta(hours=1)
    parish.do(lambda session, now: preferences.set_break(session, parish.ana, until, now))
    parish.sent()
    assert parish.texts() == []
    parish.pass_time(hours=1)
    assert len(parish.texts()) == 1


@pytest.mark.parametrize("is_going", [True, False])
def test_in_a_break_who_said_going_hears_that_it_is_off(parish, is_going):
    def decide(session, now):
        preferences.set_break(session, parish.ana, now + timedelta(days=7), now)
        meeting = parish.wish(session, OFF).meeting_id
        starts = dates.schedule_of(session, meeting).next_after(now).starts
        if is_going:
            attendance.record(session, parish.ana, meeting, starts, Answer.GOING, now)

    parish.do(decide)
    notice_id = parish.sent(OFF)
    assert len(parish.texts()) == is_going
    assert is_going or parish.tally(notice_id).failed == {"They have asked for a break.": 1}


def test_who_has_left_or_said_stop_since_gets_nothing(parish):
    notice_id = parish.held()
    parish.do(leave, parish.ana)
    parish.do(lambda session, now: consent.opt_out(session, phone(parish, WALT), "call", "8", now))
    parish.pass_time(seconds=60)
    assert parish.texts() == [] and parish.simulator.calls_of(WALT) == []
    assert parish.tally(notice_id).failed.keys() == {
        "They have left the group.",
        "They texted STOP, so we start nothing.",
    }


def test_who_is_in_no_group_but_has_its_reminder_is_told_and_put_right(parish):
    with parish.house.database.transaction() as session:
        kim = parish.add(session, KIM)
        wish = Wish(kim, parish.phone_of(session, kim), parish.wish(session, OFF).meeting_id)
        reminders.ask(session, parish.house.settings, wish, parish.clock.now())
        consent.agree(session, wish.phone_id, "text", "asked", parish.clock.now())
    first = parish.sent(OFF)
    its = {"fixes_id": first, "meeting_id": wish.meeting_id}
    parish.sent(NoticeKind.FIX, body="It is the ice", **its)
    assert [text[:15] for text in parish.texts(KIM)] == ["Change of plan:", "There is a corr"]


def test_what_was_moved_and_then_is_off_is_named_by_the_hour_they_know(parish):
    with parish.house.database.reading() as session:
        on = parish.wish(session, OFF).on_date
    eight = datetime.combine(on, time(20), ZoneInfo("America/Denver"))
    parish.sent(NoticeKind.MOVE, moved_to=eight)
    parish.sent(OFF)
    assert "tomorrow 8 pm is off. Next: Tue Dec 1 7 pm." in parish.texts()[-1]


def test_a_correction_is_one_to_who_had_the_first_and_news_to_who_had_not(parish):
    """Kim has a break of an hour, which holds both back."""
    until = parish.clock.now() + timedelta(hours=1)
    with parish.house.database.transaction() as session:
        parish.add(session, KIM, "TUE", discreet=False, paused_until=until)
    is_so(parish, parish.ana, discreet=False)
    first = parish.sent()
    parish.sent(NoticeKind.FIX, body="Bring two", fixes_id=first)
    parish.pass_time(hours=1)
    assert parish.texts()[-1] == "RidgePeers: TUE: Correction: Bring two. STOP to end."
    assert parish.texts(KIM) == ["RidgePeers: TUE: Bring two. STOP to end."]


def test_tonights_is_off_and_one_by_phone_is_offered_instead(parish):
    is_so(parish, parish.ana, discreet=False)
    with parish.house.database.transaction() as session:
        parish.tue = parish.found(session, "MON", 1)
        group = session.get_one(Group, parish.tue)
        groups.join(session, group.id, parish.ana, parish.clock.now())
    parish.sent(OFF, reason="snow")
    assert (
        "OFF (snow). Next: Mon Nov 30 7 pm. By phone tonight 8:30 pm: reply 1."
        in parish.texts()[-1]
    )
    later = "It starts tonight 8:30 pm. I can call you at 8:25 pm"
    assert parish.world.text("1")[0].startswith(later)
