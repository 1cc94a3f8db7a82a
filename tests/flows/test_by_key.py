"""What coordinators do by keys: a recording, the last one, an hour that is nobody's, and the call of ours by
which a text is confirmed. A date and the words of all of it are in the golden transcripts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service import codes
from service.crisis import cases
from service.crisis.cases import Asked
from service.erasing.tapes import delete_tapes
from service.flows.notice_subject import cost_of
from service.lost_tapes import take_lost
from service.models import Alert, Case, Notice, NoticeEvent, Trouble, VoiceMessage
from service.text.words import spoken
from tests.equality.valley import Valley, add_somebody
from tests.flows.test_coordinating import CODE, ben
from tests.line import ANA, BEN, LINE
from tests.world import world_of

WALT = "+14065550110"
SAID = '"The road is shut, so nobody meets tonight."'
TO_TUE = f"2w2w2w1w{SAID}#w"
MINUTES = timedelta(minutes=3)
# Eleven at night in Montana.
NIGHT = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@pytest.fixture
def world(community):
    """The sample community, whose coordinator has a code."""
    with community.house.database.transaction() as session:
        codes.set_code(session, ben(session), CODE)
    return world_of(community)


def dial(world, keys, begins=f"7w{CODE}w") -> list[str]:
    """What Ben hears behind his code, with these keys and words."""
    call = world.simulator.calls.dial_in(BEN, LINE)
    world.simulator.calls.press(call.sid, begins + keys)
    world.simulator.settle()
    said = world.simulator.calls.said(call.sid)
    return said[3:] if begins else said


def rows(world, model, by="id"):
    with world.line.house.database.reading() as session:
        return session.scalars(select(model).order_by(getattr(model, by))).all()


def notice(world) -> Notice:
    return rows(world, Notice)[-1]


def tapes(world) -> list[VoiceMessage]:
    return rows(world, VoiceMessage, "made_at")


# --- a recording ---------------------------------------------------------------------------------------


def test_what_is_spoken_is_heard_again_and_sent_by_its_count_alone(world):
    said = dial(world, f"{TO_TUE}1w02#wh")
    assert "It goes out in one minute, to 2 people" in said[-1]
    sent, (tape,) = notice(world), tapes(world)
    assert (sent.kind, sent.recording_sid, sent.state) == ("voice", tape.recording_sid, "held")
    world.live_through(MINUTES)
    assert "to hear it" in world.received(ANA)[-1]


def test_said_anew_the_first_is_deleted_and_only_the_second_can_be_sent(world):
    dial(world, f'{TO_TUE}2w"It is tomorrow, by phone."#w1w02#wh')
    assert len(tapes(world)) == 2
    delete_tapes(world.line.house, world.carrier)
    assert [one.recording_sid for one in tapes(world)] == [notice(world).recording_sid]


@pytest.mark.parametrize("silence", ["s", '"No"#'], ids=["nothing", "a word cut off"])
def test_silence_is_refused(world, silence):
    said = dial(world, f"2w2w2w1w{silence}w")
    assert any("I heard nothing, so nothing is sent." in one for one in said)
    assert rows(world, Notice) == []


def test_who_hangs_up_after_the_tone_has_sent_nothing_and_nobody_is_called_about_it(world):
    """Neither is it taken for a message to the volunteers."""
    dial(world, f"2w2w2w1w{SAID}h")
    world.clock.advance(timedelta(minutes=10))
    take_lost(world.line.house, world.carrier)
    delete_tapes(world.line.house, world.carrier)
    assert rows(world, Notice) == rows(world, Case) == tapes(world) == []


def test_what_was_never_counted_is_deleted_at_the_carrier(world):
    dial(world, f"{TO_TUE}w")
    world.clock.advance(timedelta(hours=1))
    delete_tapes(world.line.house, world.carrier)
    assert tapes(world) == []


def test_it_may_be_for_all_of_their_groups_each_person_once(world):
    said = dial(world, f"2w2w2w2w1w{SAID}#w1wh")
    assert "and 2 more, to 3 people" in said[-1]


@pytest.mark.parametrize(
    ("micros", "said"),
    [
        (4_000, ", about one cent"),
        (610_000, ", about 61 cents"),
        (1_050_000, ", about one dollar 5"),
        (12_304_000, ", about 12 dollars 30"),
    ],
)
def test_its_cost_is_said_as_people_say_it(micros, said):
    assert spoken(cost_of(Notice(cost_micros=micros)), "en") == said


# --- the last one --------------------------------------------------------------------------------------


def test_undone_by_three_keys_nobody_gets_it(world):
    dial(world, f"{TO_TUE}1w02#wh")
    said = dial(world, "3w1w")
    assert any("Nobody got it" in one for one in said)
    world.live_through(MINUTES)
    assert notice(world).state == "undone" and world.received(ANA) == []
    delete_tapes(world.line.house, world.carrier)
    assert tapes(world) == []


def test_a_spoken_correction_reaches_exactly_those_who_have_it(world):
    dial(world, f"{TO_TUE}1w02#wh")
    world.live_through(MINUTES)
    said = dial(world, '3w2w"Correction, it is at eight."#w1w02#wh')
    assert "It goes out in one minute, to 2 people" in said[-1]
    world.live_through(MINUTES)
    assert notice(world).fixes_id == notice(world).id - 1
    assert len(world.received(ANA)) == 2


def test_whom_it_reached_is_told_and_who_is_left_by_first_name(world):
    world.behave(WALT, how="no-answer")
    dial(world, f"2w2w1w{SAID}#w1w01#wh")  # of the Kin call, which Walt alone has joined
    world.live_through(MINUTES)
    said = dial(world, "3w3w1wh")
    assert any("0 of 1 reached, 1 still to go" in one for one in said)
    assert any("these have it. Walt." in one for one in said)


def test_it_is_paused_goes_on_and_is_stopped_by_keys(world):
    world.behave(WALT, how="no-answer")
    dial(world, f"2w2w1w{SAID}#w1w01#wh")
    world.live_through(MINUTES)
    for keys, state in (("1", "paused"), ("1", "sending"), ("2", "stopped")):
        dial(world, f"3w4w{keys}wh")
        assert notice(world).state == state


# --- who has joined ------------------------------------------------------------------------------------


def test_who_has_joined_is_told_by_number_and_then_one_by_one(world):
    said = dial(world, "6w2w2w1w1w1wh")
    assert any("Tuesday Night Lamp: 2 have joined." in one for one in said)
    assert [one.partition(".")[0] for one in said[-3:-1]] == ["Rosa", "Ana"]


def test_who_waits_for_them_is_told_without_a_name(world):
    with world.line.house.database.transaction() as session:
        cases.ask_for_person(session, "CA" + "6" * 32, Asked(None, "en"), world.clock.now())
    said = dial(world, "5w1wh")
    assert "Case 1, since tonight at 5 30 P M." in said[-2] and "Nobody has it." in said[-1]


# --- at night ------------------------------------------------------------------------------------------


def test_at_night_it_waits_for_the_morning_or_goes_with_a_reason_that_is_kept(world):
    world.clock.at = NIGHT
    said = dial(world, f"{TO_TUE}1w02#w2w1w")
    assert any("outside contact hours" in one for one in said)
    assert notice(world).urgent and notice(world).state == "held"
    assert "said by keys: weather" in {one.why for one in rows(world, NoticeEvent)}
    dial(world, f"{TO_TUE}1w02#w1w")
    assert notice(world).goes_at - NIGHT == timedelta(hours=9)


# --- the call that a text is confirmed by -------------------------------------------------------------


@pytest.fixture
def asked(world):
    """Ben, or somebody who shows his number, has asked for it by text and knows the count."""
    world.text("SEND TUE: Bring soup.", BEN)
    said = world.text("02", BEN)
    assert "I call you now" in said[0]
    return world


def test_behind_a_key_his_code_and_the_count_it_is_sent(asked):
    asked.behave(BEN, keys=f"1w{CODE}w02#w")
    asked.live_through(MINUTES)
    heard = asked.heard(BEN)
    assert "SEND" not in heard[0] and "group" not in heard[0]
    assert "It goes out in one minute, to 2 people" in heard[-1]
    assert len(asked.received(ANA)) == 1


@pytest.mark.parametrize("keys", ["2", "1w7302w7302w7302", "1w7302w02#", "ss", f"1w{CODE}w41#wh"])
def test_without_them_nobody_gets_it(asked, keys):
    asked.behave(BEN, keys=keys)
    asked.live_through(timedelta(minutes=40))
    assert asked.received(ANA) == []
    assert notice(asked).state == "dropped"


def test_who_says_it_was_not_them_drops_it_at_once(asked):
    asked.behave(BEN, keys="2")
    asked.live_through(MINUTES)
    assert [one.what for one in rows(asked, NoticeEvent)][-2:] == ["not them", "dropped"]
    assert [one.kind for one in rows(asked, Alert)] == [Trouble.NOTICE_DENIED]


def test_words_that_took_the_place_of_theirs_meanwhile_are_heard_before_the_count(asked):
    """Of two texts from one number the second may be somebody else's."""
    asked.text("SEND TUE: Stay away.", BEN)
    asked.text("02", BEN)
    asked.behave(BEN, keys=f"1w{CODE}wwh")
    asked.live_through(MINUTES)
    heard, then = asked.heard(BEN)[2:4]
    assert "This is what they hear." in heard and "Stay away." in heard
    assert "key 0 2 and pound" in then
    assert any("Stay away." in one for one in dial(asked, "3wh"))


@pytest.fixture
def paused(world):
    """Walt has not got it when it is paused by text; so far no code was asked for."""
    world.behave(WALT, how="no-answer")
    for said in ("OFF KIN", "01"):
        world.text(said, BEN)
    world.live_through(MINUTES)
    for said in ("STATUS", "1"):
        world.text(said, BEN)
    assert notice(world).state == "paused"
    return world


def test_what_is_paused_goes_on_behind_his_code_alone(paused):
    assert "I call you now" in paused.text("1", BEN)[0]
    paused.behave(BEN, keys=f"1w{CODE}wh")
    paused.live_through(MINUTES)
    assert "It goes on" in paused.heard(BEN)[2] and notice(paused).state == "sending"


@pytest.mark.parametrize("keys", ["2", "1w7302wh", "ss"])
def test_without_it_it_stays_paused(paused, keys):
    paused.text("1", BEN)
    paused.behave(BEN, keys=keys)
    paused.live_through(MINUTES)
    assert notice(paused).state == "paused"
    assert len(rows(paused, Alert)) == (keys == "2")


def test_who_has_no_code_chooses_one_on_that_call(community):
    world = world_of(community)
    world.text("SEND TUE: Bring soup.", BEN)
    world.text("02", BEN)
    world.behave(BEN, keys=f"1w{CODE}w02#w")
    world.live_through(MINUTES)
    assert any("four digits of your own" in one for one in world.heard(BEN))
    assert notice(world).state in ("held", "sending", "done")


def test_a_machine_learns_no_topic_and_three_calls_an_hour_are_enough(asked):
    asked.behave(BEN, how="machine")
    for _ in range(4):
        said = asked.text("02", BEN)
        asked.live_through(MINUTES)
    assert "press 7, then 3" in said[0]
    assert len(asked.simulator.calls_of(BEN)) == 3
    assert "TUE" not in " ".join(asked.heard(BEN))


def test_missed_it_can_be_sent_by_calling_in(asked):
    said = dial(asked, "3w02#wh")
    assert "It goes out in one minute" in said[-1]


def test_what_is_not_wanted_after_all_is_dropped_and_the_one_before_is_there_again(asked):
    dial(asked, "3w5#wh")
    assert notice(asked).state == "dropped"
    assert any("You have sent nothing yet." in one for one in dial(asked, "3wh"))


def test_a_code_that_is_asked_for_by_text_is_no_count_of_what_waits(asked):
    asked.text("MYDATA", BEN)
    said = asked.text(CODE, BEN)
    assert "number of people" not in said[0]
    assert notice(asked).wrong_counts == 0


def test_on_a_phone_of_several_another_s_code_sends_nothing(asked):
    with asked.line.house.database.transaction() as session:
        add_somebody(Valley(session, asked.line.house), BEN, "Pat", "7302")
    asked.behave(BEN, keys="1w7302w02#wh")
    asked.live_through(MINUTES)
    assert "for somebody else" in asked.heard(BEN)[-1]
    assert notice(asked).state == "draft"
