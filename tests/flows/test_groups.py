"""JOIN, LEAVE and what is said on the way: the sample community's TUE, GRIEF and KIN."""

import pytest
from sqlalchemy import func, select

from service.models import ConsentRow, Membership, Person
from service.sample.community import fill
from tests.golden.test_golden import MONDAY

NEWCOMER, ANA, ROSA = "+14065550150", "+14065550100", "+14065550101"


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
    assert "You are in: TUE, Tuesday Night Lamp. What should we call you?" in asked
    assert "Thanks, Sky. Ground rules" in line.text("Sky", NEWCOMER)[0]
    assert joined(line) == before + 1
    assert "Sky" in {name for (name,) in all_of(line, Person.first_name)}


def test_the_ledger_has_when_how_and_the_words_used(line):
    line.text("join tue please", NEWCOMER)
    row = all_of(line, ConsentRow.how, ConsentRow.words, ConsentRow.at)[-1]
    assert row == ("text", "join tue please", MONDAY)


@pytest.mark.parametrize("said", ["UNIR MAR", "unirse al grupo del Martes", "Únir tue."])
def test_the_word_s_own_language_is_spoken_from_then_on(line, said):
    assert "Ya está en: TUE".replace("á", "a") in line.text(said, NEWCOMER)[0]
    assert line.text("MENU", NEWCOMER)[0].startswith("1 Buscar")


@pytest.mark.parametrize(
    ("said", "meant"),
    [("JOIN TEU", "TUE"), ("UNIR MARTE", "TUE"), ("join greif", "GRIEF"), ("unir duelo", "GRIEF")],
)
def test_a_near_miss_is_asked_back_and_joins_nothing(line, said, meant):
    before = joined(line)
    assert f" {meant}, " in line.text(said, NEWCOMER)[0]
    assert joined(line) == before
    assert f": {meant}, " in line.text("1", NEWCOMER)[0]


@pytest.mark.parametrize("said", ["JOIN THU", "JOIN XYZ", "UNIR JUE"])
def test_another_word_joins_nothing_and_says_how_to_see_them(line, said):
    assert "1" in line.text(said, NEWCOMER)[0]
    assert "1 GRIEF, Thursday Grief Circle" in line.text("1", NEWCOMER)[0]


def test_what_no_group_answers_to_may_be_a_search(line):
    assert "near Lewistown" in line.text("join aa near lewistown mt", NEWCOMER)[0]


def test_join_alone_lists_the_groups(line):
    assert "2 KIN, Sunday Kin Call" in line.text("JOIN", NEWCOMER)[0]
    assert "You are in: KIN" in line.text("2", NEWCOMER)[0]


@pytest.mark.parametrize("said", ["SKIP", "omitir", "Skip."])
def test_no_name_is_needed(line, said):
    line.text("JOIN TUE", NEWCOMER)
    assert line.text(said, NEWCOMER)[0].startswith("Thanks. Ground rules")


@pytest.mark.parametrize("said", ["R2D2", "see evil.example", "x" * 21, "the one who never stops"])
def test_what_is_no_name_is_refused_kindly_and_asked_again(line, said):
    line.text("JOIN TUE", NEWCOMER)
    assert "one word or two" in line.text(said, NEWCOMER)[0]
    assert line.text("Sky", NEWCOMER)[0].startswith("Thanks, Sky.")


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


def test_who_is_not_in_it_is_told_so(line):
    assert line.text("LEAVE KIN", ANA)[0].startswith("You are not in KIN")


def test_a_private_member_is_told_no_group_s_name(line):
    line.text("PRIVATE", ANA)
    told = " ".join([*line.text("LEAVE", ANA), *line.text("leave tue", ANA)])
    assert "Lamp" not in told and "TUE" not in told and "Grief" not in told.title()
