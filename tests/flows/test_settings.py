"""PRIVATE, OPEN, HOURS, VOICE, TEXT, BOTH, ZONE: each says what holds from now on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.flows.turn import Channel, Say, Turn, follow, go
from service.models import Inbound, LineType, Person, PhoneRow, Reminder, Timer
from service.text.words import prompt
from tests.line import ANA, Caller


def of_ana(line, *columns):
    with line.house.database.reading() as session:
        return session.execute(select(*columns)).one()


def hours(line):
    return tuple(of_ana(line, Person.contact_from_min, Person.contact_until_min))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("HOURS 9-17", "Done. We text you from 9 am to 5 pm, Mountain time."),
        ("hours 22 to 6", "Done. We text you from 10 pm to 6 am, Mountain time."),
        ("HOURS 0917", "Done. We text you from 9 am to 5 pm, Mountain time."),
        ("HORAS de 9 a 5", "Done. We text you from 9 am to 5 pm, Mountain time."),
        ("HOURS OFF", "Done. We text you from 8 am to 8 pm, Mountain time."),
        ("VOICE", "Done. We call you from 8 am to 8 pm, Mountain time."),
        ("Los dos", "Done. We text and call you from 8 am to 8 pm, Mountain time."),
        ("TEXT.", "Done. We text you from 8 am to 8 pm, Mountain time."),
        ("ZONE pacific", "Done. We text you from 8 am to 8 pm, Pacific time."),
        ("zone: America/Chicago", "Done. We text you from 8 am to 8 pm, Central time."),
        ("ZONE 97201", "Done. We text you from 8 am to 8 pm, Pacific time."),
        ("ZONE Billings MT", "Done. We text you from 8 am to 8 pm, Mountain time."),
        ("zone Europe/Berlin", "Done. We text you from 8 am to 8 pm, Berlin time."),
    ],
)
def test_what_was_chosen_is_said_back(line, said, answer):
    line.text("english")
    assert line.text(said)[0].startswith(answer)


def test_in_spanish_too(line):
    line.text("espanol")
    assert line.text("HORAS 9-17")[0].startswith("Listo. Le escribimos de 9 am a 5 pm, hora de la")


@pytest.mark.parametrize("said", ["HOURS 25-3", "HOURS 9-9:30", "HORAS nunca", "HOURS 9"])
def test_hours_that_are_none_are_refused_with_what_to_send(line, said):
    assert "9-17" in line.text(said)[0]
    assert line.text("9-17")[0].startswith(("Done.", "Listo."))
    assert hours(line) == (540, 1020)


def test_the_four_keys_of_a_call_are_hours_by_text_too(line):
    for said in ("HOURS", "1", "2207"):
        line.text(said)
    assert hours(line) == (1320, 420)


@pytest.mark.parametrize("said", ["ZONA Qqwxyz", "zone America/Nowhere", "ZONA 00000"])
def test_a_zone_that_does_not_exist_is_refused_in_their_language(line, said):
    line.text("espanol")
    assert line.text(said)[0].startswith("No conozco esa zona")
    line.text("59718")
    assert of_ana(line, Person.zone) == ("America/Denver",)


def test_a_town_that_is_nearly_called_so_is_asked_back(line):
    assert "Which place is it?" in line.text("ZONE Marte")[0]
    line.text("1")
    assert of_ana(line, Person.zone) == ("America/New_York",)


def test_hours_alone_tells_them_and_leads_to_a_change(line):
    line.text("HOURS 9-17")
    assert line.text("hours")[0].startswith("We text you from 9 am to 5 pm")
    line.text("2")
    assert hours(line) == (None, None)


def test_words_about_hours_are_no_setting(listed):
    listed.text("hours of the aa meetings near jordan mt please")
    with listed.house.database.reading() as session:
        assert session.scalar(select(Person.id)) is None


def test_where_somebody_is_is_kept_no_longer_than_a_search(line, clock):
    line.text("ZONE Billings MT")
    assert of_ana(line, Inbound.keep_until) == (clock.now() + timedelta(days=1),)


def landline(line):
    line.text("hi")
    with line.house.database.transaction() as session:
        session.execute(update(PhoneRow).values(line_type=LineType.LANDLINE))


def test_a_landline_takes_no_texts_whatever_is_asked(line):
    landline(line)
    assert line.text("TEXT")[0].startswith("This line takes no texts")
    assert line.text("VOICE")[0].startswith("Done. We call you")


def test_a_landline_is_offered_no_texts(line):
    landline(line)
    assert "On this line we reach you by calls." in pressed(line, "5,3,1")


def test_reminders_go_by_the_new_hours(listed):
    for words in ("aa near jordan mt", "1", "1", "1"):
        listed.text(words)
    before = of_ana(listed, Timer.due_at)
    listed.text("HOURS 9-17")
    assert of_ana(listed, Timer.due_at) < before or of_ana(listed, Reminder.on) == (True,)
    assert of_ana(listed, Timer.due_at) != before


def test_private_and_open_hold_for_what_we_start(line):
    line.text("HOURS 9-17")
    assert of_ana(line, Person.discreet) == (True,)
    assert "may name your group" in line.text("OPEN")[0]
    assert of_ana(line, Person.discreet) == (False,)
    line.text("PRIVADO")
    assert of_ana(line, Person.discreet) == (True,)


def test_open_beside_a_list_asks_which_was_meant(listed):
    listed.text("aa near jordan mt")
    assert "two things" in listed.text("OPEN")[0]
    assert "may name your group" in listed.text("2")[0]


def test_half_an_hour_later_open_is_the_setting(listed, clock):
    listed.text("aa near jordan mt")
    clock.advance(timedelta(minutes=31))
    assert "may name your group" in listed.text("OPEN")[0]


def pressed(line, keys: str, sender: str = ANA) -> str:
    """What is heard after these keys; a comma stands between them."""
    caller = Caller(line, sender)
    caller.press()
    return [caller.press(key) for key in keys.split(",")][-1]


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        ("5,3,1,1", "Done. We call you from 8 A M to 8 P M, Mountain time."),
        ("5,3,2,1,0917", "Done. We call you from 9 A M to 5 P M"),
        ("5,3,2,1,0909", "Those are no two hours of a day."),
        ("5,3,3,97201", "Pacific time."),
        ("5,3,3,00000", "I know no place with that code."),
        ("5,2,1,2", "may name your group"),
        ("5,2,1,1", "Nothing we send or say names a group"),
        ("5,4,2", "until you have them erased"),
        ("5,5,1", "You are out."),
        ("5,1", "Seguimos en español."),
    ],
)
def test_by_keys_it_is_the_same(line, keys, heard):
    assert heard in pressed(line, keys)


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        ("5,1", "Seguimos en español."),
        ("5,2", "Nothing we send or say names a group"),
        ("5,3", "There is no 3 here."),
        ("5,4,2", "until you have them erased"),
    ],
)
def test_behind_a_hidden_number_only_what_holds_for_the_call_is_offered(line, keys, heard):
    assert heard in pressed(line, keys, "anonymous")


def test_nor_does_it_hear_that_anything_has_ended(line):
    """A question from before it was known may still lead there."""
    with line.house.database.transaction() as session:
        now = line.house.clock.now()
        turn = Turn(session, line.house.settings, Channel.CALL, "en", now, "", {}, None)
        assert follow(turn, go("account.stop"))[1] == Say(prompt("account.hidden"))


def test_who_only_asks_becomes_nobody_we_keep(line):
    assert line.text("HOURS")[0].startswith("We text you from 8 am to 8 pm")
    line.text("ZONE")
    with line.house.database.reading() as session:
        assert session.scalar(select(Person.id)) is None
