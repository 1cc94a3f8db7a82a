"""JOIN, LEAVE and what is said on the way: the sample community's TUE, GRIEF and KIN."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.flows.arrival import ArrivedText, receive_text
from service.flows.threads import LOOP_REPLIES
from service.models import (
    ConsentRow,
    Conversation,
    Membership,
    Person,
    PersonPhone,
    PhoneRow,
    Reminder,
)
from service.text.phone import Phone
from tests.filled import fill
from tests.golden.test_golden import MONDAY
from tests.line import Caller

NEWCOMER, ANA, ROSA, WALT = "+14065550150", "+14065550100", "+14065550101", "+14065550110"


@pytest.fixture
def line(line, clock):
    """The line of the sample community, on a Monday evening."""
    clock.at = MONDAY
    fill(line.house)
    return line


def all_of(line, *columns):
    with line.house.database.reading() as session:
        return session.execute(select(*columns)).all()


def joined(line) -> int:
    return all_of(line, func.count(Membership.person_id))[0][0]


def test_a_newcomer_joins_by_a_word_gives_a_name_and_hears_the_rules(line):
    before = joined(line)
    asked = line.text("JOIN TUE", NEWCOMER)[0]
    assert "RidgePeers: you are in TUE, Tuesday Night Lamp. What should we call you?" in asked
    assert asked.endswith("HELP, or STOP to end.")
    welcomed = line.text("Sky", NEWCOMER)[0]
    assert welcomed.startswith("Thanks, Sky. Rules: what is said here stays here.")
    assert joined(line) == before + 1
    assert "Sky" in {name for (name,) in all_of(line, Person.first_name)}


@pytest.mark.parametrize(
    ("said", "offered", "done"),
    [
        ("JOIN TUE", "Reply 1: remind me every week.", "Set, every week. First: tomorrow 7 pm."),
        ("UNIR MAR", "Responda 1: aviso cada semana.", "Listo, cada semana. Primero: mañana 7 pm."),
    ],
)
def test_one_small_step_is_offered_then_a_weekly_reminder(line, said, offered, done):
    line.text(said, NEWCOMER)
    assert line.text("SKIP", NEWCOMER)[0].endswith(offered)
    assert line.text("1", NEWCOMER)[0].startswith(done)
    assert all_of(line, Reminder.repeats)[-1] == (True,)


def test_it_is_not_offered_to_who_has_one(line):
    for words in ("LEAVE TUE", "REMIND TUE", "JOIN TUE"):
        line.text(words, ANA)
    assert "Reply MY to see what you have" in line.text("SKIP", ANA)[0]


def test_a_private_member_is_offered_it_in_the_same_words(line):
    for words in ("PRIVATE", "JOIN TUE"):
        line.text(words, NEWCOMER)
    assert line.text("Sky", NEWCOMER)[0].endswith(
        "First names only. Reply 1: remind me every week."
    )
    assert "TUE" not in line.text("1", NEWCOMER)[0]


def test_by_keys_it_is_offered_after_the_rules_and_again_when_asked_again(line):
    call = Caller(line, sender="+14065550151")
    heard = [call.press(keys) for keys in (None, "2", "2", "1", "*")]
    assert all("First names only. To be reminded every week, press 1." in one for one in heard[-2:])
    assert "Set, every week." in call.press("1")


def test_the_ledger_has_when_how_and_the_words_used(line):
    line.text("join tue please", NEWCOMER)
    row = all_of(line, ConsentRow.how, ConsentRow.words, ConsentRow.at)[-1]
    assert row == ("text", "join tue please", MONDAY)


@pytest.mark.parametrize("said", ["UNIR MAR", "unirse al grupo del Martes", "Únir tue."])
def test_the_word_s_own_language_is_spoken_from_then_on(line, said):
    assert "ya esta en TUE, " in line.text(said, NEWCOMER)[0]
    assert line.text("MENU", NEWCOMER)[0].startswith("1 Buscar")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("JOIN TEU", "TUE"),
        ("UNIR MARTE", "TUE"),
        ("join greif", "GRIEF"),
        ("unir duelo", "GRIEF"),
        ("join thursday", "GRIEF"),
    ],
)
def test_a_near_miss_is_asked_back_and_joins_nothing(line, said, meant):
    before = joined(line)
    assert f" {meant}, " in line.text(said, NEWCOMER)[0]
    assert joined(line) == before
    assert re.search(rf"( in|en) {meant}, ", line.text("1", NEWCOMER)[0])


@pytest.mark.parametrize("said", ["JOIN WED", "JOIN XYZ", "UNIR MIE"])
def test_another_word_joins_nothing_and_says_how_to_see_them(line, said):
    assert "1" in line.text(said, NEWCOMER)[0]
    assert "1 GRIEF, Thursday Grief Circle" in line.text("1", NEWCOMER)[0]


def test_what_no_group_answers_to_may_be_a_search(line):
    assert "near Lewistown" in line.text("join aa near lewistown mt", NEWCOMER)[0]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("join a group", "Groups you can join:"),
        ("unirme a un grupo", "Grupos a los que puede unirse:"),
        ("leave the group", "Leave which group?"),
    ],
)
def test_a_group_that_is_not_named_is_chosen_from_the_list(line, said, asked):
    sender = ANA if "leave" in said else NEWCOMER
    assert line.text(said, sender)[0].startswith(asked)


def test_unir_alone_is_answered_in_spanish(line):
    assert line.text("unir", NEWCOMER)[0].startswith("Grupos a los que")


def test_join_alone_lists_the_groups(line):
    assert "2 KIN, Sunday Kin Call" in line.text("JOIN", NEWCOMER)[0]
    assert "you are in KIN" in line.text("2", NEWCOMER)[0]


@pytest.mark.parametrize("said", ["SKIP", "omitir", "Skip.", "no thanks"])
def test_no_name_is_needed(line, said):
    line.text("JOIN TUE", NEWCOMER)
    assert line.text(said, NEWCOMER)[0].startswith("Thanks. Rules: ")


@pytest.mark.parametrize(
    "said", ["R2D2", "Анна", "see evil.example", "x" * 21, "the one who never stops"]
)
def test_what_is_no_name_is_refused_kindly_and_asked_again(line, said):
    line.text("JOIN TUE", NEWCOMER)
    assert "one word or two" in line.text(said, NEWCOMER)[0]
    assert line.text("Sky", NEWCOMER)[0].startswith("Thanks, Sky.")


@pytest.mark.parametrize("said", ["My name is Sky", "i'm Sky.", "call me Sky", "me llamo Sky"])
def test_a_name_may_be_said_in_a_sentence(line, said):
    line.text("JOIN TUE", NEWCOMER)
    assert line.text(said, NEWCOMER)[0].startswith("Thanks, Sky.")


@pytest.mark.parametrize("said", ["LEAVE ALL", "dejar todos los grupos"])
def test_all_groups_are_left_at_once_and_nothing_else(line, said):
    assert "all your groups" in line.text(said, ANA)[0] or "todos" in said
    assert "no group" in line.text("LEAVE", ANA)[0]
    assert set(all_of(line, PhoneRow.stopped_at)) == {(None,)}


@pytest.mark.parametrize("said", ["i want to join tue", "por favor unirme al grupo mar"])
def test_a_group_may_be_joined_in_a_sentence(line, said):
    assert " TUE, Tuesday Night Lamp. " in line.text(said, NEWCOMER)[0]


@pytest.mark.parametrize("said", ["i want to leave him", "leave him", "quiero dejar todo"])
def test_what_is_about_somebody_s_life_is_no_command(line, said):
    assert "988" in line.text(said, NEWCOMER)[0]


@pytest.mark.parametrize("said", ["stop the group", "stop aa", "STOP TUESDAY GROUP", "STOP FRI"])
def test_stop_that_may_mean_one_group_says_how_to_end_everything(line, said):
    assert "STOP alone ends everything" in line.text(said, ANA)[0]


def test_an_unknown_word_behind_leave_shows_what_can_be_left(line):
    assert "1 GRIEF" in line.text("LEAVE XYZ", ANA)[0]


def test_a_crisis_and_a_command_are_no_names(line):
    line.text("JOIN TUE", NEWCOMER)
    assert "988" in line.text("i want to die", NEWCOMER)[0][:40]
    assert line.text("menu", NEWCOMER)[0].startswith("1 Find")


def test_who_is_in_already_is_told_so(line):
    assert line.text("join tue", ANA)[0].startswith("You are in already: TUE")


def test_who_said_stop_must_come_back_by_the_carrier_s_own_word(line):
    line.text("STOP", NEWCOMER)
    before = joined(line)
    assert "START" in line.text("JOIN TUE", NEWCOMER)[0]
    assert joined(line) == before


@pytest.mark.parametrize("said", ["LEAVE TUE", "salir mar", "dejar martes", "leave the tue group"])
def test_leaving_ends_that_group_alone(line, said):
    line.text(said, ANA)
    assert line.text("LEAVE", ANA)[0].splitlines()[1:-1] == ["1 GRIEF, Thursday Grief Circle"]


def test_leave_alone_lists_theirs(line):
    assert line.text("LEAVE", ANA)[0].splitlines()[1:3] == [
        "1 GRIEF, Thursday Grief Circle",
        "2 TUE, Tuesday Night Lamp",
    ]
    assert "you left TUE" in line.text("2", ANA)[0]


@pytest.mark.parametrize(("said", "answers"), [("STOP TUE", 1), ("LEAVE TUE", 0)])
def test_even_in_a_loop_stop_with_a_group_s_word_counts_once(line, said, answers):
    before = joined(line)
    for _ in range(LOOP_REPLIES + 1):
        line.text("auto reply: i am away", ANA)
    assert [len(line.text(said, ANA)) for _ in range(2)] == [answers, 0]
    assert joined(line) == before - answers


def test_who_is_not_in_it_is_told_so(line):
    assert line.text("LEAVE KIN", ANA)[0].startswith("You are not in KIN")


def test_a_private_member_is_told_no_group_s_name(line):
    line.text("PRIVATE", ANA)
    told = " ".join([*line.text("LEAVE", ANA), *line.text("leave tue", ANA)])
    assert "Lamp" not in told and "TUE" not in told and "Grief" not in told.title()


@pytest.mark.parametrize(
    "said",
    [
        *("STOP TUE", "stop the tue group.", "Alto Mar", "NO MÁS martes", "quit tue texts"),
        *("STOP TUE NOW", "unsubscribe from TUE", "alto mar ya"),
    ],
)
def test_stop_with_a_group_s_word_ends_that_group_alone(line, said):
    assert "you left TUE" in line.text(said, ANA)[0]
    assert line.text("LEAVE", ANA)[0].splitlines()[1:-1] == ["1 GRIEF, Thursday Grief Circle"]


@pytest.mark.parametrize("said", ["STOP TEU", "alto marte", "end greif"])
def test_a_near_miss_behind_stop_leaves_it_and_says_how_to_end_everything(line, said):
    told = line.text(said, ANA)[0]
    assert told.startswith("Done: you left") and "STOP alone ends everything" in told


@pytest.mark.parametrize("said", ["STOP ALL", "stop texting me about tue", "cancel everything"])
def test_stop_with_more_than_a_group_is_for_everything(line, said):
    assert "You are out" in line.text(said, ANA)[0]


@pytest.mark.parametrize("said", ["stop gambling", "stop me", "end of the road", "quit smoking"])
def test_a_plea_leaves_nothing(line, said):
    line.text(said, ANA)
    assert len(line.text("LEAVE", ANA)[0].splitlines()) == 4


def test_salir_alone_is_for_everything(line):
    assert "ya no recibira" in line.text("SALIR", ROSA)[0]


def test_leaving_is_written_down_and_is_no_stop(line):
    line.text("STOP TUE", ANA)
    rows = all_of(line, ConsentRow.event, ConsentRow.how, ConsentRow.words)
    assert rows[-1] == ("left", "text", "STOP TUE")
    assert set(all_of(line, PhoneRow.stopped_at)) == {(None,)}


def test_leaving_ends_the_reminder_of_its_meeting(line, clock):
    line.text("LEAVE KIN", WALT)
    assert all_of(line, Reminder.id) == []


def said_late(line, clock, body, by):
    """What Ana said a while ago reaches us now."""
    text = ArrivedText("SM" + "f" * 32, Phone.parse(ANA), body, came_at=clock.now() - by)
    with line.house.database.transaction() as session:
        receive_text(session, line.house, text, clock.now())


@pytest.mark.parametrize("said", ["STOP TUE", "LEAVE TUE", "salir mar"])
def test_leaving_counts_however_late_it_reaches_us(line, clock, said):
    clock.advance(timedelta(days=1))
    said_late(line, clock, said, by=timedelta(hours=2))
    assert line.text("LEAVE", ANA)[0].splitlines()[1:-1] == ["1 GRIEF, Thursday Grief Circle"]


def test_a_late_leave_gives_way_to_a_joining_that_was_said_later(line, clock):
    line.text("LEAVE TUE", ANA)
    clock.advance(timedelta(hours=3))
    line.text("JOIN TUE", ANA)
    said_late(line, clock, "LEAVE TUE", by=timedelta(hours=2))
    assert line.text("JOIN TUE", ANA)[0].startswith("You are in already")


def test_my_shows_groups_and_reminders_with_their_next_hours(line):
    line.text("MY", ANA)
    assert line.text("2", ANA)[0].startswith("TUE, Tuesday Night Lamp: tomorrow 7 pm")
    line.text("1", ANA)
    assert line.text("MY", ANA)[0].splitlines() == [
        "What you have:",
        "1 GRIEF, Thursday Grief Circle: Thu 6 pm",
        "2 TUE, Tuesday Night Lamp: tomorrow 7 pm",
        "3 Reminder: tomorrow 7 pm",
        "Reply a number to change it, JOIN for more groups.",
    ]
    assert "end this reminder" in line.text("3", ANA)[0]


def test_a_group_is_left_from_the_list(line):
    for said in ("MIS", "1"):
        line.text(said, ROSA)
    assert line.text("2", ROSA)[0].startswith("Listo: dejo TUE")


def test_who_has_nothing_is_told_how_to_begin(line):
    assert "2 Groups you can join" in line.text("MY", NEWCOMER)[0]


def test_a_private_member_s_list_names_no_group(line):
    line.text("PRIVATE", ANA)
    assert line.text("MY", ANA)[0].splitlines()[1:3] == ["1 Thu 6 pm", "2 tomorrow 7 pm"]


def test_nor_does_a_call_name_one_to_who_said_private_by_text(line):
    line.text("PRIVATE", ANA)
    call = Caller(line, ANA)
    heard = " ".join(call.press(keys) for keys in (None, "2", "2", "2", "1"))
    assert "Thursday at 6 P M" in heard
    assert not any(word in heard for word in ("Lamp", "Grief", "Circle", "A A"))


def test_private_by_keys_holds_for_texts_and_open_by_text_for_calls(line):
    call = Caller(line, ANA)
    for keys in (None, "5", "2", "1", "1"):
        call.press(keys)
    assert "GRIEF" not in line.text("MY", ANA)[0]
    line.text("OPEN", ANA)
    call = Caller(line, ANA, sid="CA" + "2" * 32)
    assert "Grief" in " ".join(call.press(keys) for keys in (None, "2"))


def test_on_a_shared_phone_private_is_whose_turn_it_is(line, clock):
    line.text("CODE 4081", ANA)
    with line.house.database.transaction() as session:
        phone_id = session.scalar(select(func.max(Conversation.phone_id)))
        newer = Person(language="en", private=True, created_at=clock.now())
        session.add(newer)
        session.flush()
        session.add(PersonPhone(person_id=newer.id, phone_id=phone_id, since=clock.now()))
    line.text("MY", ANA)
    assert "GRIEF" in line.text("4081", ANA)[0]


def test_a_meeting_that_is_a_group_s_offers_to_join_it_by_a_digit(line):
    line.text("aa tuesday lewistown mt", NEWCOMER)
    assert "4 Join the group" in line.text("1", NEWCOMER)[0]
    assert "you are in TUE" in line.text("4", NEWCOMER)[0]
    line.text("aa tuesday lewistown mt", NEWCOMER)
    assert "Join" not in line.text("1", NEWCOMER)[0]


def test_by_keys_one_joins_hears_the_rules_and_leaves(line):
    call = Caller(line, sender="+14065550151")
    for keys in (None, "2", "2"):
        call.press(keys)
    heard = call.press("1")
    assert "You are in: Thursday Grief Circle" in heard and "ground rules" in heard
    assert "call us" not in heard and "SKIP" not in heard
    for keys in ("#", "2", "1"):
        call.press(keys)
    assert "you left" in call.press("2").lower()


def test_a_landline_that_stopped_joins_again_by_a_key(line):
    call = Caller(line, sender=WALT)
    for keys in (None, "8", "1"):
        call.press(keys)
    again = Caller(line, sender=WALT, sid="CA" + "2" * 32)
    for keys in (None, "2", "2", "2"):
        again.press(keys)
    assert set(all_of(line, PhoneRow.stopped_at)) != {(None,)}


def test_start_finds_the_reminders_where_they_were(line):
    line.text("MY", ANA)
    for said in ("2", "1", "STOP", "START"):
        line.text(said, ANA)
    assert "3 Reminder: tomorrow 7 pm" in line.text("MY", ANA)[0]


def test_stop_with_its_word_ends_the_reminder_of_who_never_joined(line):
    for said in ("aa tuesday lewistown mt", "1", "1"):
        line.text(said, NEWCOMER)
    assert "you left TUE" in line.text("STOP TUE", NEWCOMER)[0]
    assert "nothing here yet" in line.text("MY", NEWCOMER)[0]


@pytest.mark.parametrize(
    "said",
    [
        ("JOIN TUE",),
        ("JOIN", "1"),
        ("REMIND TUE 2h",),
        ("aa tuesday lewistown mt", "1", "1"),
        ("na near jordan mt", "4"),
    ],
)
def test_whatever_we_may_start_has_a_dated_yes(line, said):
    before = len(yeses(line))
    for words in said:
        line.text(words, NEWCOMER)
    assert yeses(line)[before:] == [MONDAY]


def yeses(line):
    rows = all_of(line, ConsentRow.event, ConsentRow.at)
    return [at for event, at in rows if event == "opt_in"]
