"""LINES, and 3 behind 0: lines for other needs, of the caller's own country, and only what works there."""

import pytest

from service.crisis.lines import COUNTRIES
from service.flows.turn import Channel, Pick, Turn, follow, go
from service.text.segments import segments
from service.text.words import LANGUAGES, spoken, written
from tests.line import ANA, Caller

BRITON, FRENCH = "+447400123456", "+33612345678"


def test_lines_lists_them_by_what_they_are_for(line):
    (listed,) = line.text("LINES", ANA)
    assert "1 Violence at home" in listed and "2 Veterans" in listed
    assert line.text("2", ANA) == ["Veterans Crisis Line: call 988, then press 1, or text 838255."]


def test_a_call_hears_those_that_can_be_called_behind_3(line):
    caller = Caller(line, ANA)
    caller.press()
    assert "For lines for other needs, press 3" in caller.press("0")
    assert "Violence at home" in caller.press("3")
    assert "eight zero zero seven nine nine seven two three three" in caller.press("1")


def test_each_country_has_its_own(line):
    assert "Young people" in line.text("LINES", BRITON)[0]
    (none,) = line.text("LINES", FRENCH)
    assert none.startswith("We know no other line") and "988" not in none
    assert "LINES" not in line.text("0", FRENCH)[0]


@pytest.mark.parametrize(
    ("number", "named"),
    [
        ("+14065550100", "In crisis call or text 988."),
        ("+17872345678", "In crisis call or text 988."),
        (BRITON, "In crisis call 116 123."),
        ("+525512345678", "In crisis call 800 911 2000."),
        (FRENCH, "In crisis get urgent help."),
    ],
    ids=["Montana", "Puerto Rico", "Britain", "Mexico", "France"],
)
def test_the_menu_names_the_line_of_the_number_s_own_country(line, number, named):
    assert line.text("MENU", number)[0].endswith(named)


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_line_fits_one_segment_and_can_be_said(house, country):
    with house.database.reading() as session:
        for language in LANGUAGES:
            turn = Turn(
                session, house.settings, Channel.TEXT, language, house.clock.now(), "", {}, None
            )
            turn.country, turn.can_text = country, True
            _, listed = follow(turn, go("helplines.all"))
            for row in listed.rows if isinstance(listed, Pick) else ():
                _, reply = follow(turn, go("helplines.one", row.value))
                assert segments(written(reply.what, language)).count == 1
                turn.channel = Channel.CALL
                assert not any(figure in spoken(row.what, language) for figure in "0123456789")
                turn.channel = Channel.TEXT
