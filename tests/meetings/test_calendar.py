"""What a calendar makes of the file is what we say of the meeting."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest

from service.meetings.calendar import Listed, calendar_file
from service.meetings.dated import Change
from service.models import Meeting

DENVER = ZoneInfo("America/Denver")
NOW = datetime(2026, 11, 23, 18, tzinfo=DENVER)


def meeting(**more):
    usual = {
        "id": 7,
        "minute_of_week": 2 * 1440 + 19 * 60,
        "zone": "America/Denver",
        "duration_min": 60,
    }
    place = {
        "mode": "in-person",
        "location": "Grange Hall",
        "address": "12 Pine St",
        "town": "Lewistown",
    }
    return Meeting(**usual | place | more)


def events(row, changed=(), how=""):
    file = calendar_file([Listed(row, "Tuesday Lamp", dict(changed), how)], "http://line", NOW)
    return icalendar.Calendar.from_ical(file).walk("VEVENT"), file.decode()


def test_a_weekly_meeting_is_one_event_with_its_zone():
    (event,), file = events(meeting(), how="Text JOIN TUE")
    assert event["DTSTART"].dt == datetime(2026, 11, 24, 19, tzinfo=DENVER)
    assert event["RRULE"]["FREQ"] == ["WEEKLY"]
    assert str(event["LOCATION"]) == "Grange Hall, 12 Pine St, Lewistown"
    assert "TZID:America/Denver" in file and "TZOFFSETTO:-0600" in file


def test_a_date_that_is_off_is_left_out_and_a_moved_one_stands_beside():
    there = datetime(2026, 12, 2, 20, tzinfo=DENVER)
    (series, moved), _ = events(
        meeting(),
        {
            date(2026, 11, 24): Change(None, None, "snow"),
            date(2026, 12, 1): Change(there, "Library", None),
        },
    )
    assert series["EXDATE"].dts[0].dt == datetime(2026, 11, 24, 19, tzinfo=DENVER)
    assert moved["RECURRENCE-ID"].dt == datetime(2026, 12, 1, 19, tzinfo=DENVER)
    assert (moved["DTSTART"].dt, str(moved["LOCATION"])) == (there, "Library")
    assert moved["UID"] == series["UID"]


@pytest.mark.parametrize(
    ("columns", "first", "rule"),
    [
        ({"rrule": "FREQ=MONTHLY;BYDAY=1TU,3TU"}, date(2026, 12, 1), "FREQ=MONTHLY;BYDAY=1TU,3TU"),
        (
            {"rrule": "FREQ=WEEKLY;INTERVAL=2", "starts_on": date(2026, 11, 17)},
            date(2026, 11, 17),
            "FREQ=WEEKLY;INTERVAL=2",
        ),
        # Which of two weeks is meant no feed says: each is shown.
        ({"rrule": "FREQ=WEEKLY;INTERVAL=2"}, date(2026, 11, 24), "FREQ=WEEKLY"),
        (
            {"rrule": "FREQ=WEEKLY;UNTIL=20261231", "starts_on": date(2026, 11, 3)},
            date(2026, 11, 3),
            "FREQ=WEEKLY;UNTIL=20270101T065959Z",
        ),
    ],
    ids=["twice a month", "every second week", "some second week", "until a day"],
)
def test_its_rule_is_counted_from_its_own_first_date(columns, first, rule):
    (event,), _ = events(meeting(**columns))
    assert event["DTSTART"].dt.date() == first
    assert event["RRULE"].to_ical().decode() == rule


def test_what_has_no_date_to_come_is_left_out():
    over = meeting(rrule="FREQ=DAILY;COUNT=1", starts_on=date(2020, 1, 7))
    assert events(over)[0] == []


def test_words_of_a_name_cannot_become_lines_of_the_file():
    row = meeting(location="Hall\r\nBEGIN:VEVENT\r\nX:,;")
    (event,), _ = events(row)
    assert "BEGIN:VEVENT" in str(event["LOCATION"])
