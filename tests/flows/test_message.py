"""A caller for whom nobody can come leaves a message, and hears by when somebody calls back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service import holdings, members, preferences
from service.crisis import callbacks
from service.erasing.at_once import erase
from service.flows.call_form import read_call
from service.models import Case, CaseEvent, VoiceMessage
from service.simulator.claims import read_claim
from service.text.phone import Phone
from tests.duty import LEE, put_on_duty
from tests.line import LINE

WALT = "+14065550110"
WORDS = '"It is Walt. I had a hard night."'
# Three in the morning in Montana; the shift begins at eight.
NIGHT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
EIGHT = tuple({"weekday": day, "from_min": 480, "until_min": 1200} for day in range(7))


@pytest.fixture
def night(world):
    world.clock.at = NIGHT
    put_on_duty(world.line.house, LEE, shifts=EIGHT)
    return world


def call_in(world, keys, sender=WALT, **more) -> list[str]:
    """What is said on a call from there, with these keys and words pressed and said."""
    call = world.simulator.calls.dial_in(sender, LINE, **more)
    world.simulator.calls.press(call.sid, keys)
    world.simulator.settle()
    return world.simulator.calls.said(call.sid)


def rows(world, model):
    with world.line.house.database.reading() as session:
        return session.scalars(select(model)).all()


def test_it_says_by_when_somebody_calls_and_that_it_is_no_emergency_service(night):
    leave = call_in(night, "0w2h")[-1]
    assert "today at 8 30 A M at the latest" in leave
    assert "not an emergency service" in leave and "nine eight eight" in leave


def test_the_time_is_told_on_their_own_wall(night):
    night.text("MENU")  # a phone without a person: so Walt has two ids that differ
    house = night.line.house
    with house.database.transaction() as session:
        phone = members.find_or_add_phone(session, house.keyring, Phone.parse(WALT), NIGHT)
        walt = members.add_person(session, phone.id, "en", NIGHT)
        preferences.set_zone(session, walt, "America/Los_Angeles", NIGHT)
    assert "tomorrow at 7 30 A M at the latest" in call_in(night, "0w2h")[-1]


def test_what_was_said_is_kept_and_sent_by_a_key(night):
    said = call_in(night, f"0w2w{WORDS}#w1")
    assert "One of our peers calls this number, today at 8 30 A M at the latest." in " ".join(said)
    (case,) = rows(night, Case)
    assert (case.state, case.call_back_by) == ("open", NIGHT + timedelta(hours=5, minutes=30))
    assert [kept.seconds for kept in rows(night, VoiceMessage)] == [3]


@pytest.mark.parametrize("keys", [f"0w2w{WORDS}h", f"0w2w{WORDS}#wh"], ids=["in it", "after it"])
def test_who_hangs_up_has_sent_it(night, keys):
    call_in(night, keys)
    night.behave(LEE, keys="1w1")
    night.live_through(timedelta(hours=5))
    assert len(night.simulator.calls_of(LEE)) == 1


def test_said_again_it_takes_the_place_of_the_first(night):
    call_in(night, f'0w2w{WORDS}#w2w"It is better now."#w1')
    first, second = sorted(rows(night, VoiceMessage), key=lambda one: one.delete_at)
    assert (first.delete_at, second.delete_at) == (NIGHT, NIGHT + callbacks.TAPES_LIVE)
    with night.line.house.database.reading() as session:
        kept = callbacks.tape_of(session, second.case_id, NIGHT)
    assert night.simulator.exchange.recordings.get(kept).words == "It is better now."


def test_nothing_said_is_asked_once_more_and_then_the_number_is_given(night):
    said = call_in(night, "0w2wsss")
    assert [line for line in said if "say it after the tone. A few" in line]
    assert any("I heard nothing, and that is all right" in line for line in said)
    assert rows(night, Case) == rows(night, VoiceMessage) == []


def test_0_at_the_end_of_a_message_is_a_person(night):
    said = call_in(night, f"0w2w{WORDS}0h")[-1]
    assert said.startswith("To talk with a person now, call nine eight eight.")
    assert len(rows(night, VoiceMessage)) == 1


def test_0_at_the_tone_hears_the_number_though_the_carrier_tells_us_no_key(night):
    assert "nine eight eight" in call_in(night, "0w2w0h")[-1]


def test_from_a_message_at_three_in_the_night_to_a_talk_at_eight(night):
    call_in(night, f"0w2w{WORDS}#w1h")
    night.behave(LEE, keys="1w1")
    night.behave(WALT, keys="1")
    night.live_through(timedelta(hours=4, minutes=59))
    assert night.simulator.calls_of(LEE) == []
    night.live_through(timedelta(minutes=1))
    assert "bridge" in [event for event, _ in told(night, LEE)]
    assert ("voice", WORDS.strip('"')) in told(night, LEE)


def told(world, number) -> list[tuple[str, str]]:
    call = world.simulator.calls_of(number)[-1]
    events, _ = world.simulator.calls.events(call.sid)
    return [(one["event"], one["text"] or "") for one in events]


def test_in_spanish_it_is_all_in_spanish(night):
    said = " ".join(call_in(night, f"w9w0w2w{WORDS}#w1"))
    assert "a más tardar hoy a las ocho y media" in said
    assert "Alguien llama a este número, a más tardar hoy a las ocho y media" in said
    night.behave(LEE, keys="1w1")
    night.behave(WALT, keys="1")
    night.live_through(timedelta(hours=5))
    assert night.heard(LEE)[1].startswith("They speak Spanish.")
    assert night.heard(LEE)[0].startswith("Hello.") and night.heard(WALT)[0].startswith("Hola.")


def test_with_somebody_on_duty_it_is_half_an_hour_from_now(night):
    night.clock.at = NIGHT + timedelta(hours=6, minutes=2)
    night.behave(LEE, "busy")
    assert "today at 9 35 A M at the latest" in " ".join(call_in(night, "0w2w2h"))


@pytest.mark.parametrize(
    "caller",
    [{"sender": "+18765550110"}, {"claim": read_claim(True, "none")}],
    ids=["far", "hidden"],
)
def test_who_cant_be_called_back_is_offered_no_message(night, caller):
    assert "message" not in " ".join(call_in(night, "0h", **caller))
    assert "leave them a message" in " ".join(call_in(night, "0h"))


def test_what_breaks_between_a_claim_and_the_call_loses_nobody(night):
    call_in(night, f"0w2w{WORDS}#w1h")
    night.behave(LEE, keys="1h")
    night.live_through(timedelta(hours=5))
    assert [case.state for case in rows(night, Case)] == ["claimed"]
    night.behave(LEE, keys="1w1")
    night.behave(WALT, keys="1")
    night.live_through(timedelta(minutes=15))
    assert [case.outcome for case in rows(night, Case)] == ["called_back"]


def test_who_asks_to_be_erased_is_heard_by_nobody_and_still_called_back(night):
    call_in(night, f"0w2w{WORDS}#w1h")
    with night.line.house.database.transaction() as session:
        (case,) = session.scalars(select(Case)).all()
        erase(session, night.line.house.settings, case.phone_id, night.clock.now())
    night.behave(LEE, keys="1w1")
    night.behave(WALT, keys="1")
    night.live_through(timedelta(hours=5))
    events = [event for event, _ in told(night, LEE)]
    assert "voice" not in events and "bridge" in events


def test_what_we_hold_on_them_names_the_message(night):
    call_in(night, f"0w2w{WORDS}#w1h")
    with night.line.house.database.reading() as session:
        phone_id = session.scalars(select(Case.phone_id)).one()
        assert holdings.of_phone(session, phone_id, None).counts["tapes"] == 1


def test_a_carrier_that_names_a_tape_by_its_address_alone_is_understood():
    told = {"RecordingUrl": "https://api.example/Recordings/RE12", "RecordingDuration": "7"}
    left = read_call({"CallSid": "CA1", **told}, turn=3).recording
    assert (left.sid, left.seconds) == ("RE12", 7)


def test_the_timeline_has_each_step_and_no_words(night):
    call_in(night, f"0w2w{WORDS}#w1h")
    night.behave(LEE, keys="1w1")
    night.behave(WALT, keys="1")
    night.live_through(timedelta(hours=5))
    steps = [event.what for event in rows(night, CaseEvent)]
    wanted = ["opened", "message", "paged", "claimed", "joined", "closed"]
    assert steps == wanted
