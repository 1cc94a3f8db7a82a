"""Recurrence: the right dates, and the hour on the wall through every clock change there is."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import NoNextDate, NotARule
from service.schedule import DAILY, ONCE, WEEKDAYS, EveryWeek, Rule, Schedule, on_the_wall
from tests.zones import DAY, changes

DENVER = ZoneInfo("America/Denver")
TUESDAY = date(2026, 11, 24)
TEN_DAYS = 10 * DAY
EVENING = time(19)
RULES = {
    "weekly": None,
    "daily": DAILY,
    "every other week": "FREQ=WEEKLY;INTERVAL=2",
    "every third week": "FREQ=WEEKLY;INTERVAL=3",
    "last of the month": "FREQ=MONTHLY;BYDAY=-1TU",
    "first and third": "FREQ=MONTHLY;BYDAY=1TU,3TU",
    "every other month": "FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU",
}


def dates(rule, first=TUESDAY, count=4, starts_on=TUESDAY):
    return [f"{on:%m-%d}" for on in islice(Rule(rule, starts_on).since(first), count)]


def schedule(rule=None, **changed):
    return Schedule(DENVER, EVENING, Rule(rule, TUESDAY) if rule else EveryWeek(2), **changed)


def long_since(rule, zone, at=EVENING):
    return Schedule(zone, at, Rule(rule, date(2025, 1, 7)) if rule else EveryWeek(2))


def at(hour, minute=0, day=24, month=11):
    return datetime(2026, month, day, hour, minute, tzinfo=DENVER)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY", "11-24 12-01 12-08 12-15"),
        ("FREQ=WEEKLY;INTERVAL=2", "11-24 12-08 12-22 01-05"),
        ("FREQ=MONTHLY;BYDAY=-1TH", "11-26 12-31 01-28 02-25"),
        ("FREQ=MONTHLY;BYDAY=1TU,3TU", "12-01 12-15 01-05 01-19"),
        ("FREQ=MONTHLY;BYDAY=5MO", "11-30 03-29 05-31 08-30"),
        ("FREQ=MONTHLY", "11-24 12-24 01-24 02-24"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "12-31 01-31 03-31 05-31"),
        ("FREQ=YEARLY", "11-24 11-24 11-24 11-24"),
        (DAILY, "11-24 11-25 11-26 11-27"),
        (WEEKDAYS, "11-24 11-25 11-26 11-27"),
        (ONCE, "11-24"),
        ("FREQ=WEEKLY;COUNT=2", "11-24 12-01"),
        ("FREQ=WEEKLY;UNTIL=20261209T020000Z", "11-24 12-01 12-08"),
    ],
)
def test_a_rule_gives_its_dates(rule, expected):
    assert " ".join(dates(rule)) == expected


WHICH = (
    *("DAILY", "WEEKLY", "WEEKLY;BYDAY=TU", "WEEKLY;BYDAY=MO,FR", "WEEKLY;BYDAY=SU,MO;WKST=SU"),
    *("MONTHLY", "MONTHLY;BYDAY=-1TH", "MONTHLY;BYDAY=1TU,3TU", "MONTHLY;BYMONTHDAY=31,-1"),
    *("MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "YEARLY", "YEARLY;BYMONTH=2;BYMONTHDAY=29"),
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(
    st.sampled_from(WHICH),
    st.integers(1, 5),
    st.dates(date(2019, 1, 1), date(2024, 12, 31)),
    st.integers(-100, 2000),
)
def test_begun_later_it_gives_the_same_dates(which, every, starts_on, later):
    """dateutil walks from the first date; we begin shortly before the one that is asked about."""
    text, first = f"FREQ={which};INTERVAL={every}", starts_on + later * DAY
    walked = rrulestr(text, dtstart=datetime.combine(starts_on, time()))
    expected = walked.xafter(datetime.combine(first, time()), count=3, inc=True)
    until = first + 8 * 365 * DAY
    wanted = [one.date() for one in expected if one.date() < until]
    found = islice(Rule(text, starts_on).since(first), 3)
    assert [one for one in found if one < until] == wanted


@pytest.mark.parametrize(
    "rule",
    ["", "hello", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;X=1",
     "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;BYMONTH=2", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=DAILY;COUNT"],
)  # fmt: skip
def test_what_is_no_rule_is_refused(rule):
    with pytest.raises(NotARule, match="is no rule like FREQ="):
        Rule(rule, TUESDAY)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTH=2,4;BYMONTHDAY=31",
        "FREQ=WEEKLY;UNTIL=20261123",
    ],
)
def test_what_never_comes_again_has_no_next_date(rule):
    with pytest.raises(NoNextDate):
        schedule(rule).next_after(at(12))


def test_after_its_one_date_there_is_none():
    assert schedule(ONCE).next_after(at(18, 59)).starts == at(19)
    with pytest.raises(NoNextDate):
        schedule(ONCE).next_after(at(19))


def test_a_leap_day_comes_after_eight_years_too():
    leaps = Rule("FREQ=YEARLY", date(2096, 2, 29))
    assert next(leaps.since(date(2096, 3, 1))) == date(2104, 2, 29)


def test_what_is_called_off_is_passed_over_unless_asked_for():
    off = schedule(changed={TUESDAY: None})
    assert off.next_after(at(12)).on == TUESDAY + 7 * DAY
    said = off.next_after(at(12), even_off=True)
    assert (said.on, said.starts, said.off) == (TUESDAY, at(19), True)


def test_what_is_moved_is_at_its_new_hour_only():
    moved = schedule(changed={TUESDAY: at(20, day=26).astimezone(UTC)})
    found = moved.next_after(at(12))
    assert (found.on, found.starts, found.starts.tzinfo) == (TUESDAY, at(20, day=26), DENVER)
    assert moved.next_after(at(20, day=26)).on == TUESDAY + 7 * DAY


def test_what_is_moved_ahead_of_another_date_comes_before_it():
    later = TUESDAY + 7 * DAY
    moved = schedule(changed={later: at(9, day=24)})
    assert [one.on for one in moved.between(at(0), at(0) + 9 * DAY)] == [later, TUESDAY]


def test_a_change_of_a_date_that_is_none_of_them_changes_nothing():
    moved = schedule(changed={TUESDAY + DAY: at(9)})
    assert moved.next_after(at(0)).starts == at(19)
    assert moved.on(TUESDAY + DAY) is None


def test_a_date_says_how_it_is():
    changed = {TUESDAY: None, TUESDAY + 7 * DAY: at(20, day=2, month=12)}
    found = schedule(changed=changed)
    assert found.on(TUESDAY).off
    assert found.on(TUESDAY + 7 * DAY).starts == at(20, day=2, month=12)
    assert found.on(TUESDAY + 14 * DAY).starts == at(19, day=8, month=12)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_in_every_zone_the_hour_on_the_wall_stays(rule):
    for change in changes():
        found = long_since(rule, change.zone).between(change.at - TEN_DAYS, change.at + TEN_DAYS)
        assert {(one.starts.hour, one.starts.minute) for one in found} <= {(19, 0)}
        assert [one.starts.date() for one in found] == sorted({one.on for one in found})


def test_in_every_zone_an_hour_left_out_comes_as_if_the_clock_had_not_moved():
    for zone, moment, by in changes():
        if by > timedelta():
            wall = moment.astimezone(zone).replace(tzinfo=None) - by + by / 2
            starts = on_the_wall(wall.date(), wall.time(), zone)
            assert starts.replace(tzinfo=None) == wall + by
            assert starts - moment == by / 2


def test_in_every_zone_an_hour_that_comes_twice_counts_once():
    for zone, moment, by in changes():
        if by < timedelta():
            wall = moment.astimezone(zone).replace(tzinfo=None) - by / 2
            daily = long_since(DAILY, zone, wall.time())
            first = daily.next_after(moment + by)
            assert (first.on, first.starts - moment) == (wall.date(), by / 2)
            assert daily.next_after(first.starts).on == wall.date() + DAY


def test_in_every_zone_each_date_has_its_moment_whenever_one_asks():
    """Asked hour by hour through each change, in the very hour that moves: no date is passed over."""
    for zone, moment, by in changes():
        wall = (moment - abs(by) / 2).astimezone(zone).time()
        daily = long_since(DAILY, zone, wall)
        asked = [daily.next_after(moment + timedelta(hours=hour)) for hour in range(-30, 31, 5)]
        found = sorted({one.on for one in asked})
        assert found == [found[0] + number * DAY for number in range(len(found))]
