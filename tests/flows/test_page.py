"""Volunteers are called one by one until one takes it, hears what was left, and is joined to who waits."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.carrier.twilio import TwilioCarrier
from service.crisis import callbacks, cases, pages, volunteers
from service.crisis.cases import Asked
from service.erasing.tapes import delete_tapes
from service.flows import caller, page, page_taken
from service.members import find_or_add_phone
from service.models import Alert, Case, CaseEvent, VoiceMessage, Volunteer
from service.simulator.recordings import keep_recording
from service.text.phone import Phone
from service.text.words import LANGUAGES, spoken
from tests.duty import KIM, LEE, put_on_duty
from tests.line import ACCOUNT, LINE, TOKEN, settings_for

WALT = "+14065550110"
GATE = (
    "Hello. This is the community line, for whoever is on duty. Somebody asked to be called back."
)
WORDS = "It is Walt. I had a hard night."
# Ten in the morning in Montana.
MORNING = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def waits(world):
    """Walt has left a message and waits; Lee is on duty, and Kim after him. Nobody picks up yet."""
    world.clock.at = MORNING
    put_on_duty(world.line.house, LEE, KIM)
    for number in (LEE, KIM, WALT):
        world.behave(number, "no-answer")
    leave(world)
    return world


def leave(world, tape=True) -> None:
    house, now = world.line.house, world.clock.now()
    with house.database.transaction() as session:
        phone = find_or_add_phone(session, house.keyring, Phone(WALT), now)
        mine = cases.ask_for_person(session, "CA1", Asked(phone.id, "en"), now)
        if tape:
            kept = keep_recording(world.simulator.exchange, "CA1", WORDS, 3)
            callbacks.keep_tape(session, mine, kept.sid, 3, now)
        callbacks.wait_for_call(session, mine, now + 30 * MINUTE, now)


def case(world) -> Case:
    with world.line.house.database.reading() as session:
        return session.scalars(select(Case)).one()


def timeline(world) -> list[str]:
    with world.line.house.database.reading() as session:
        return list(session.scalars(select(CaseEvent.what).order_by(CaseEvent.id)))


def rings(world, number) -> int:
    return len(world.simulator.calls_of(number))


def events(world, number) -> list[tuple[str, str]]:
    call = world.simulator.calls_of(number)[-1]
    told, _ = world.simulator.calls.events(call.sid)
    return [(one["event"], one["text"] or one["to"] or "") for one in told]


def test_one_after_the_other_is_called_every_three_minutes(waits):
    waits.pass_time(seconds=1)
    assert (rings(waits, LEE), rings(waits, KIM)) == (1, 0)
    waits.live_through(4 * MINUTE)
    assert (rings(waits, LEE), rings(waits, KIM)) == (1, 1)


def test_nobody_is_called_more_often_than_every_ten_minutes(waits):
    waits.live_through(29 * MINUTE)
    assert (rings(waits, LEE), rings(waits, KIM)) == (3, 3)


def test_who_takes_it_hears_the_message_and_is_joined_to_who_waits(waits):
    waits.behave(LEE, keys="1w1")
    waits.behave(WALT, keys="1")
    waits.pass_time(seconds=1)
    heard = events(waits, LEE)
    assert ("voice", WORDS) in heard and ("bridge", WALT) in heard
    assert waits.heard(LEE)[0].startswith(GATE)
    assert waits.heard(WALT)[0].startswith("Hello. This is the community line, calling you back.")
    assert timeline(waits)[-5:] == ["message", "paged", "claimed", "joined", "closed"]


def test_neither_sees_the_others_number(waits):
    waits.behave(LEE, keys="1w1")
    waits.behave(WALT, keys="1")
    waits.pass_time(seconds=1)
    shown = {call.sender for number in (LEE, WALT) for call in waits.simulator.calls_of(number)}
    assert shown == {LINE}


def test_once_they_have_talked_nobody_is_called_any_more_and_the_message_goes(waits):
    waits.behave(LEE, keys="1w1")
    waits.behave(WALT, keys="1")
    waits.pass_time(seconds=1)
    waits.live_through(3 * timedelta(hours=1))
    assert (case(waits).state, case(waits).outcome) == ("closed", "called_back")
    assert (rings(waits, LEE), rings(waits, KIM)) == (1, 0)
    assert delete_tapes(waits.line.house, waits.carrier) == 1
    assert waits.carrier.recordings_of("CA1") == []


def test_a_volunteers_machine_takes_nothing(waits):
    waits.behave(LEE, "machine")
    waits.behave(KIM, keys="1w1")
    waits.behave(WALT, keys="1")
    waits.live_through(4 * MINUTE)
    assert waits.heard(LEE)[0].startswith(GATE)
    assert ("bridge", WALT) in events(waits, KIM)


def test_who_passes_it_on_has_the_next_one_called_at_once(waits):
    waits.behave(LEE, keys="2")
    waits.pass_time(seconds=1)
    waits.pass_time(seconds=1)
    assert (rings(waits, LEE), rings(waits, KIM)) == (1, 1)


def test_with_nobody_taking_it_in_time_the_operator_is_told_once_and_it_goes_on(waits):
    waits.live_through(45 * MINUTE)
    with waits.line.house.database.reading() as session:
        alerts = session.scalars(select(Alert)).all()
    assert [(one.kind, one.count) for one in alerts] == [("call_back_late", 1)]
    assert timeline(waits).count("overdue") == 1
    assert timeline(waits)[-1] == "paged"


def test_called_again_they_are_told_that_it_is_once_more(waits):
    waits.behave(LEE, "silent")
    waits.live_through(13 * MINUTE)
    assert "once more, for whoever is on duty" in waits.heard(LEE)[0]


def test_who_took_it_and_was_cut_off_is_called_again_with_the_others(waits):
    waits.behave(LEE, keys="1h")
    waits.pass_time(seconds=1)
    assert case(waits).state == "claimed"
    waits.behave(LEE, "no-answer")
    waits.behave(KIM, keys="1w1")
    waits.behave(WALT, keys="1")
    waits.live_through(15 * MINUTE)
    assert ("bridge", WALT) in events(waits, KIM)


def test_who_hangs_up_before_it_rings_there_leaves_it_to_the_next(waits):
    waits.behave(WALT, keys="1")
    waits.pass_time(seconds=1)
    with waits.line.house.database.transaction() as session:
        told = session.scalars(select(CaseEvent.id).where(CaseEvent.what == "paged")).one()
        one = pages.page_of(session, told)
        assert callbacks.take(session, one, waits.clock.now())
        callbacks.begin_call(session, one, timedelta(hours=1), waits.clock.now())
    waits.behave(KIM, keys="1w1")
    waits.live_through(4 * MINUTE)
    assert ("bridge", WALT) in events(waits, KIM)


def test_a_long_talk_is_left_alone(waits):
    waits.behave(LEE, keys="1w1")
    waits.behave(WALT, "silent")
    waits.pass_time(seconds=1)
    with waits.line.house.database.transaction() as session:
        callbacks.note_joined(session, session.scalars(select(Case.id)).one(), waits.clock.now())
        session.scalars(select(Volunteer)).first().held_by = "page:1"
        session.scalars(select(Volunteer)).first().held_until = waits.clock.now() + 60 * MINUTE
    waits.live_through(45 * MINUTE)
    assert case(waits).state == "claimed" and rings(waits, KIM) == 0


def test_a_phone_nobody_answers_is_called_once_more_in_a_quarter_of_an_hour(waits):
    waits.behave(LEE, keys="1w1w2")
    waits.live_through(40 * MINUTE)
    assert (rings(waits, LEE), rings(waits, KIM), rings(waits, WALT)) == (2, 0, 2)
    assert (case(waits).state, case(waits).outcome) == ("closed", "not_reached")


def test_their_machine_is_joined_to_nobody(waits):
    waits.behave(LEE, keys="1w1")
    waits.behave(WALT, "machine")
    waits.pass_time(seconds=1)
    assert "joined" not in timeline(waits)
    assert waits.heard(LEE)[-1].startswith("Nobody came to the phone there.")


def test_two_who_press_1_in_the_same_moment_are_one_who_has_it(waits):
    waits.live_through(4 * MINUTE)
    with waits.line.house.database.transaction() as session:
        told = [event for event in session.scalars(select(CaseEvent)) if event.what == "paged"]
        lee, kim = (pages.page_of(session, event.id) for event in told)
        took = [callbacks.take(session, one, waits.clock.now()) for one in (lee, kim)]
    assert took == [True, False]


def test_who_is_taken_off_the_roster_hears_no_message(waits):
    waits.pass_time(seconds=1)
    with waits.line.house.database.transaction() as session:
        told = session.scalars(select(CaseEvent).where(CaseEvent.what == "paged")).one()
        volunteers.dismiss(session, told.volunteer_id)
        assert pages.page_of(session, told.id) is None


def test_who_says_stop_meanwhile_is_not_called(waits):
    waits.clock.advance(MINUTE)
    waits.text("STOP", WALT)
    waits.behave(LEE, keys="1w1")
    waits.pass_time(seconds=1)
    assert waits.heard(LEE)[-1].startswith("They have since asked us for no more calls")
    assert (rings(waits, WALT), case(waits).outcome) == (0, "not_reached")


def test_whoever_waits_without_a_message_is_called_all_the_same(world):
    world.clock.at = MORNING
    put_on_duty(world.line.house, LEE)
    leave(world, tape=False)
    world.behave(LEE, keys="1w1")
    world.behave(WALT, keys="1")
    world.pass_time(seconds=1)
    assert ("bridge", WALT) in events(world, LEE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [page.GATE, page.AGAIN, page.VOICEMAIL, page_taken.BACK_GATE])
def test_before_any_key_it_tells_no_topic(key, language, tmp_path):
    words = spoken(caller.voicemail(key, settings_for(tmp_path), language), language).lower()
    assert not [word for word in words.split() if word.startswith(caller.TELLING)]


def test_a_message_from_the_night_is_told_when_the_next_shift_begins(world):
    world.clock.at = MORNING - timedelta(hours=7)
    eight = [{"weekday": day, "from_min": 480, "until_min": 1200} for day in range(7)]
    put_on_duty(world.line.house, LEE, shifts=eight)
    world.behave(LEE, keys="1w1")
    world.behave(WALT, keys="1")
    leave(world)
    world.live_through(timedelta(hours=4, minutes=59))
    assert rings(world, LEE) == 0
    world.live_through(MINUTE)
    assert ("bridge", WALT) in events(world, LEE)


def test_a_carrier_that_keeps_a_message_is_asked_again(waits):
    with waits.line.house.database.transaction() as session:
        session.scalars(select(VoiceMessage)).one().delete_at = waits.clock.now()
    nobody = TwilioCarrier(ACCOUNT, TOKEN, base_url="http://127.0.0.1:9")
    assert delete_tapes(waits.line.house, nobody) == 0
    assert delete_tapes(waits.line.house, waits.carrier) == 1
