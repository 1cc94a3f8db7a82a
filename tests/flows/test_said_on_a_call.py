"""Words said on a call instead of a key: the question's own words, or a crisis."""

import pytest
from sqlalchemy import select

from service.models import Case, ConsentRow, Inbound
from tests.line import Caller


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


def test_a_call_in_crisis_goes_on_where_it_stood(ana):
    ana.say("I want to kill myself")
    assert "five digit ZIP" in ana.press("1")


def test_a_crisis_is_answered_though_it_cannot_be_recorded(ana):
    with ana.line.house.database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE cases")
    assert "nine eight eight" in ana.say("I want to kill myself")


def test_what_was_said_is_not_kept(ana):
    ana.say("my name is Ana and I want a meeting")
    with ana.line.house.database.reading() as session:
        assert not [one for one in session.scalars(select(Inbound)) if one.body]
