"""Words said on a call instead of a key: the question's own words, or a crisis."""

import pytest
from sqlalchemy import select

from service.db import Database
from service.house import House
from service.models import Case, ConsentRow, Inbound
from tests.duty import LEE, put_on_duty
from tests.line import Caller, Line, settings_for

LIFELINE = "+18002738255"  # as crisis/tables/lines.toml has it


@pytest.fixture
def ana(listed):
    caller = Caller(listed)
    caller.press()
    return caller


def first_said(caller):
    return caller.document.find(".//Say")


@pytest.mark.parametrize("words", ["one", "1.", "Find a meeting, please.", "I want a meeting"])
def test_a_menu_takes_its_number_or_its_own_words(ana, words):
    assert "five digit ZIP" in ana.say(words)


def test_a_list_takes_words_too(ana):
    for keys in ("1", "59337", "1", "4"):
        ana.press(keys)
    assert "Number 2." in ana.say("the next one")
    assert "Number 2." in ana.say("Again?")
    assert "Willow Creek Evening" in ana.say("choose this one")


def test_words_choose_without_doing_again_what_was_done(ana):
    for keys in ("1", "59337", "1", "4", "1", "1"):
        ana.press(keys)
    assert "no reminder" in ana.say("undo it")
    with ana.line.house.database.reading() as session:
        assert len(session.scalars(select(ConsentRow)).all()) == 1


def test_spanish_is_heard_in_spanish(ana):
    ana.press("9")
    assert ana.document.find("Gather").get("language") == "es-US"
    assert "código postal" in ana.say("Buscar una reunión.")


def test_the_other_language_can_be_asked_for_by_its_name(ana):
    assert "Para buscar una reunión" in ana.say("Español")


def test_a_person_can_be_asked_for_in_words(ana):
    assert "nine eight eight" in ana.say("give me a person")


def test_what_is_not_understood_is_asked_again_and_is_no_silence(ana):
    assert ana.say("hello? is this thing on").startswith("To find a meeting, press 1")
    ana.press("")
    ana.say("um")
    assert "To find a meeting" in ana.press("")


def test_where_a_room_is_never_quiet_comes_a_person_in_the_end(ana):
    assert "nine eight eight" in [ana.say("and now the weather") for _ in range(6)][-1]


def test_a_zip_is_taken_by_keys_alone(ana):
    ana.press("1")
    assert ana.document.find("Gather").get("input") == "dtmf"


@pytest.mark.parametrize(
    ("words", "locale", "number"),
    [
        ("I want to kill myself", "en-US", "nine eight eight"),
        ("me quiero matar", "es-US", "nueve ocho ocho"),
    ],
)
def test_a_crisis_is_answered_at_once_in_its_own_language(ana, words, locale, number):
    assert number in ana.say(words)
    assert first_said(ana).get("language") == locale


def test_a_crisis_leaves_a_case_and_none_of_its_words(ana):
    ana.say("I want to kill myself")
    with ana.line.house.database.reading() as session:
        case = session.scalars(select(Case)).one()
        assert case.phone_id is not None and case.source_key == f"{ana.sid}:1"
        assert not [one for one in session.scalars(select(Inbound)) if one.body]


def test_imminent_danger_hears_the_number_and_is_joined_to_the_line(ana):
    """In one document, so it happens even if we are gone by then; a key leads to something else."""
    ana.say("I want to kill myself")
    asked, _, dial = list(ana.document)
    assert asked.get("actionOnEmptyResult") == "false"
    assert dial.findtext("Number") == LIFELINE and dial.get("callerId") is None
    assert ana.press("5").startswith("To talk with a person now, call nine eight eight")


def test_in_spanish_it_says_which_key_that_line_wants(ana):
    assert "oprima dos" in ana.say("me quiero matar")


def test_from_its_keys_a_call_goes_on_where_it_stood(ana):
    ana.say("I want to kill myself")
    ana.press("5")
    assert "To find a meeting" in ana.press("#")
    assert "five digit ZIP" in ana.press("1")


def test_a_line_that_is_not_reached_has_volunteers_rung(ana):
    put_on_duty(ana.line.house, LEE)
    ana.say("I want to kill myself")
    said = ana.far_end("busy")
    assert said.startswith("To talk with a person at any time, call nine eight eight")
    assert ana.document.find("Dial/Number").text == LEE


def test_where_nobody_can_be_rung_people_are_paged_on(ana):
    ana.say("I want to kill myself")
    assert ana.far_end("no-answer").startswith("I am sorry, no volunteer could come")
    with ana.line.house.database.reading() as session:
        assert session.scalars(select(Case)).one().paged_since is not None


def test_whoever_has_talked_with_the_line_is_thanked(ana):
    ana.say("I want to kill myself")
    assert ana.far_end("completed", 300).startswith("Thank you for calling.")


@pytest.mark.parametrize("words", ["im so hopeless", "no puedo mas con esto"])
def test_concern_is_joined_to_nobody_without_a_key(ana, words):
    ana.say(words)
    assert ana.document.find("Dial") is None
    ana.press("1")
    assert ana.document.find("Dial").findtext("Number") == LIFELINE


def test_volunteers_are_offered_while_somebody_is_on_duty(ana):
    assert "press 2" not in ana.say("im so hopeless")
    put_on_duty(ana.line.house, LEE)
    ana.line.app.extensions["on_duty"].look()
    assert "volunteers, press 2" in ana.say("im so hopeless")
    ana.press("2")
    assert ana.document.find("Dial/Number").text == LEE


@pytest.mark.parametrize("language", ["en", "es"])
def test_violence_hears_its_own_number_and_is_joined_to_nobody(ana, language):
    words = {"en": "my husband is beating me", "es": "mi esposo me esta pegando"}[language]
    number = {"en": "eight zero zero seven nine nine", "es": "ocho cero cero siete nueve nueve"}
    assert number[language] in ana.say(words)
    assert number[language] in ana.press("")
    ana.press("1")
    assert ana.document.find("Dial") is None


def test_who_may_be_joined_to_no_line_has_volunteers_rung_in_danger(listed):
    put_on_duty(listed.house, LEE)
    caller = Caller(listed, "+14165550123")
    caller.press()
    assert "nine eight eight" in caller.say("I want to kill myself")
    assert caller.document.find("Dial") is None
    caller.press("")
    assert caller.document.find("Dial/Number").text == LEE


@pytest.mark.parametrize("words", ["I want to kill myself", "im so hopeless"])
def test_without_a_database_the_line_is_reached_all_the_same(clock, keyring, tmp_path, words):
    nowhere = Database(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    caller = Caller(Line(House(settings_for(tmp_path), clock, keyring, nowhere)))
    caller.action = "/voice/turn/1/en"
    assert "nine eight eight" in caller.say(words)
    assert "To be connected to them right now, press 1." in caller.press("5")
    caller.press("1")
    assert caller.document.find("Dial").findtext("Number") == LIFELINE
    assert caller.far_end("failed").startswith("We could not connect you.")


def test_a_crisis_is_answered_though_it_cannot_be_recorded(ana):
    with ana.line.house.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE cases")
    assert "nine eight eight" in ana.say("I want to kill myself")


def test_what_was_said_is_not_kept(ana):
    ana.say("my name is Ana and I want a meeting")
    with ana.line.house.database.reading() as session:
        assert not [one for one in session.scalars(select(Inbound)) if one.body]
