"""When a row is next: by its weekday, its feed's ordinals, or the whole rule from its first date."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.meetings.monthly import FORTNIGHTLY, UNSAID
from service.meetings.recurring import Series, next_from

DENVER = ZoneInfo("America/Denver")
SUNDAY, TUESDAY = 0, 2


def series(day=TUESDAY, hour=19, minute=0, rrule=None, starts_on=None):
    return Series(day * 1440 + hour * 60 + minute, "America/Denver", rrule, starts_on)


def next_of(one, now, changed=None):
    found = next_from(one.schedule(changed or {}), now)
    return found and found.starts.isoformat()


def at(year, month, day, hour=12, minute=0, fold=0):
    return datetime(year, month, day, hour, minute, tzinfo=DENVER, fold=fold)


@pytest.mark.parametrize(
    ("rrule", "starts_on", "expected"),
    [
        (None, None, "2026-11-24"),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", None, "2026-12-01"),
        ("FREQ=MONTHLY;BYDAY=-1MO", None, "2026-12-01"),  # from 24:00 of a Monday on
        (FORTNIGHTLY, None, "2026-11-24"),  # no feed says which week
        (UNSAID, None, "2026-11-24"),
        (FORTNIGHTLY, date(2026, 11, 17), "2026-12-01"),
        (None, date(2026, 12, 8), "2026-12-08"),
        ("FREQ=DAILY;COUNT=1", date(2026, 11, 17), None),
    ],
)
def test_the_next_date_is_by_its_rule(rrule, starts_on, expected):
    found = next_of(series(rrule=rrule, starts_on=starts_on), at(2026, 11, 23))
    assert found and found[:10] == expected if expected else found is None


def test_what_begins_this_very_minute_is_next():
    now = at(2026, 11, 24, 19) + timedelta(seconds=40)
    assert next_of(series(), now) == "2026-11-24T19:00:00-07:00"
    assert next_of(series(), now + timedelta(seconds=20)) == "2026-12-01T19:00:00-07:00"


def test_in_the_hour_left_out_it_begins_an_hour_later_and_is_not_passed_over():
    night = series(SUNDAY, 2, 30)
    for hour, minute in ((1, 59), (3, 10), (3, 30)):
        assert next_of(night, at(2027, 3, 14, hour, minute)) == "2027-03-14T03:30:00-06:00"
    assert next_of(night, at(2027, 3, 14, 3, 31)) == "2027-03-21T02:30:00-06:00"


def test_in_the_hour_that_comes_twice_it_begins_once():
    night = series(SUNDAY, 1, 30)
    assert next_of(night, at(2026, 11, 1, 1, 10)) == "2026-11-01T01:30:00-06:00"
    assert next_of(night, at(2026, 11, 1, 1, 10, fold=1)) == "2026-11-08T01:30:00-07:00"


def test_a_moved_date_is_at_its_moment_and_in_its_own_zone():
    changed = {date(2026, 11, 24): datetime(2026, 11, 26, 3, tzinfo=UTC)}
    assert next_of(series(), at(2026, 11, 23), changed) == "2026-11-25T20:00:00-07:00"


@pytest.mark.parametrize(
    ("rrule", "starts_on", "held"),
    [
        (None, None, True),
        (FORTNIGHTLY, date(2026, 11, 17), False),
        (FORTNIGHTLY, date(2026, 11, 10), True),
        ("FREQ=MONTHLY;BYDAY=4TU", None, True),
        ("FREQ=MONTHLY;BYDAY=1TU", None, False),
    ],
)
def test_a_date_is_held_or_not(rrule, starts_on, held):
    assert series(rrule=rrule, starts_on=starts_on).is_held(date(2026, 11, 24)) == held
