"""Contact hours on a person's own wall: by day, by night, and when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.delivery.hours import last_contact, next_contact, on_wall
from service.text.hours import Hours

DENVER = ZoneInfo("America/Denver")
BY_DAY, BY_NIGHT = Hours(8 * 60, 20 * 60), Hours(22 * 60, 6 * 60)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=DENVER).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "within", "outside"),
    [(BY_DAY, [8, 19], [7, 20]), (BY_NIGHT, [22, 0, 5], [6, 21]), (Hours(0, 1440), [0, 23], [])],
    ids=["by day", "over midnight", "always"],
)
def test_hours_are_from_one_until_the_other(hours, within, outside):
    assert all(hours.contain(at(hour), DENVER) for hour in within)
    assert not any(hours.contain(at(hour), DENVER) for hour in outside)


@pytest.mark.parametrize(
    ("moment", "hours", "last"),
    [
        (at(12), BY_DAY, at(12)),
        (at(22), BY_DAY, at(19, 45)),
        (at(7), BY_DAY, at(19, 45, day=23)),
        (at(7), BY_NIGHT, at(5, 45)),
        (at(12), Hours(9 * 60 + 10, 9 * 60 + 20), at(9, 10)),
    ],
    ids=["within", "in the evening", "before breakfast", "after a night", "ten minutes a day"],
)
def test_what_is_too_late_or_early_goes_before_they_ended(moment, hours, last):
    assert last_contact(moment, DENVER, hours) == last


def test_those_who_sleep_by_day_are_reached_in_the_evening():
    assert next_contact(at(12), DENVER, BY_NIGHT) == at(22)


@pytest.mark.parametrize("date", [datetime(2026, 3, 8), datetime(2026, 11, 1)], ids=["on", "back"])
@pytest.mark.parametrize("until_min", range(60, 240, 15))
def test_the_last_of_them_is_one_of_them_when_the_clocks_change(date, until_min):
    hours = Hours(until_min - 30, until_min)
    noon = (date + timedelta(hours=12)).replace(tzinfo=DENVER)
    last = last_contact(noon, DENVER, hours)
    assert hours.contain(last, DENVER) and noon - last < timedelta(hours=36)


def test_an_hour_that_does_not_exist_is_taken_as_if_the_clock_stood_still():
    assert on_wall(datetime(2026, 3, 8).date(), 150, DENVER).astimezone(DENVER).hour == 3
