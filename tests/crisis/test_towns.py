"""A town's name is where somebody is, not how they are."""

import sqlite3

import pytest

from service.crisis.screen import Tier, screen
from service.meetings.places import FILE


@pytest.mark.parametrize(
    "text", ["laguna beach aa", "polson mt", "aa in brown county", "na ponce puerto rico"]
)
def test_a_town_that_looks_like_a_slip_is_a_town(text):
    assert screen(text).tier is Tier.NONE


def test_what_looks_like_a_town_is_still_heard():
    assert screen("i drank bleach").tier is Tier.IMMINENT
    assert screen("i want to drown myself").tier is not Tier.NONE


def test_hardly_any_town_of_two_countries_is_answered_as_a_crisis():
    with sqlite3.connect(f"{FILE.as_uri()}?mode=ro&immutable=1", uri=True) as file:
        sql = "SELECT DISTINCT name FROM towns WHERE country IN ('US', 'CA')"
        towns = [name for (name,) in file.execute(sql)]
    rung = [name for name in towns if screen(f"aa {name}").tier is not Tier.NONE]
    assert len(towns) > 30_000 and len(rung) / len(towns) < 0.002
