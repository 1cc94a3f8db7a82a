"""A toss-up between towns, settled in a conversation."""

from dataclasses import replace

import pytest

from tests.line import LINE, Line, settings_for


def test_namesakes_in_one_state_are_offered_by_county_and_one_is_chosen(line):
    (asked,) = line.text("aa woodbridge ca")
    assert "1 Woodbridge (Orange County) CA" in asked
    assert "2 Woodbridge (San Joaquin County) CA" in asked
    (answer,) = line.text("2")
    assert "Woodbridge CA" in answer and "Which" not in answer


@pytest.mark.parametrize(
    ("number", "zone", "town"),
    [
        (LINE, "America/Denver", "Glasgow MT"),
        ("+441632960199", "Europe/London", "Glasgow Scotland"),
    ],
)
def test_a_name_is_the_lines_own_countrys(house, tmp_path, number, zone, town):
    there = {"line_number": number, "home_zone": zone}
    settings = settings_for(tmp_path).model_copy(update=there)
    (answer,) = Line(replace(house, settings=settings)).text("aa in glasgow")
    assert town in answer
