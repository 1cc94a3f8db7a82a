"""When a reminder goes: by its lead, by an hour, and earlier when that is no contact hour."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from service.leads import Due, Wall, due
from service.text.hours import Hours
from service.text.lead_words import Lead

DENVER = ZoneInfo("America/Denver")
ANAS = Wall(DENVER, Hours(8 * 60, 20 * 60))
HOUR, DAY, AT_NINE = Lead(60), Lead(24 * 60), Lead(0, at_min=9 * 60)


def at(hour: int, minute: int = 0, day: int = 24, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=DENVER).astimezone(UTC)


@pytest.mark.parametrize(
    ("occurs_at", "lead", "goes"),
    [
        (at(19), HOUR, Due(at(18))),
        (at(22), HOUR, Due(at(19, 45))),
        (at(8, 30), HOUR, Due(at(19, 45, day=23))),
        (at(19), AT_NINE, Due(at(9), at_any_hour=True)),
        (at(22), Lead(0, at_min=21 * 60), Due(at(21), at_any_hour=True)),
    ],
    ids=["an hour", "too late for it", "too early for it", "at nine", "at nine in the evening"],
)
def test_it_goes_by_its_lead_and_within_contact_hours(occurs_at, lead, goes):
    assert due(occurs_at, lead, ANAS, at(8, day=22), awake=True) == goes


def test_a_day_before_is_the_same_hour_on_the_wall_when_the_clocks_change():
    assert due(at(12, day=1), DAY, ANAS, at(9, day=30, month=10), awake=False).at == at(
        12, day=31, month=10
    )


def test_what_is_asked_for_tonight_comes_at_its_hour():
    asked_at = at(20, 30)
    assert due(at(22), HOUR, ANAS, asked_at, awake=True) == Due(at(21), at_any_hour=True)
    assert due(at(22), HOUR, ANAS, asked_at, awake=False) is None


def test_what_is_asked_for_tonight_wakes_nobody_in_the_morning():
    assert due(at(7, day=25), HOUR, ANAS, at(21), awake=True) is None


@pytest.mark.parametrize("now", [at(18), at(18, 30), at(19)])
def test_a_moment_that_has_passed_is_none(now):
    assert due(at(19), HOUR, ANAS, now, awake=True) is None
