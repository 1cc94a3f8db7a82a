"""What words for time mean on a clock in Montana. It is Tuesday, six in the evening."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from service.meetings.query import Query
from service.meetings.windows import tries
from tests.meetings.conftest import TUESDAY_EVENING

DENVER = ZoneInfo("America/Denver")


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=DENVER)


def spans(now=TUESDAY_EVENING, **asked):
    found = tries(Query("aa", "59715", **asked), now, "America/Denver")
    return [[(span.start, span.end) for span in one] for one in found]


def test_now_a_meeting_of_up_to_an_hour_may_have_run_a_quarter_of_it():
    (span,) = tries(Query("aa", "59715", "now"), TUESDAY_EVENING, "America/Denver")[0]
    assert (span.start, span.short_start) == (at(24, 17, 30), at(24, 17, 45))


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ({"when": "now"}, (at(24, 17, 30), at(24, 20))),
        ({"when": "today"}, (at(24, 18), at(25, 0))),
        ({"when": "tonight"}, (at(24, 18), at(25, 4))),
        ({"when": "tonight", "time": "19:30"}, (at(24, 18, 30), at(24, 21, 30))),
        ({"when": "tonight", "time": "01:00"}, (at(25, 0), at(25, 3))),
        ({"when": "friday", "daypart": "night", "time": "00:30"}, (at(27, 23, 30), at(28, 2, 30))),
        ({"when": "tomorrow"}, (at(25, 0), at(26, 0))),
        ({"when": "tomorrow", "daypart": "morning"}, (at(25, 4), at(25, 12))),
        ({"when": "morning"}, (at(25, 4), at(25, 12))),
        ({"daypart": "night"}, (at(24, 20), at(25, 4))),
        ({"when": "tuesday"}, (at(24, 18), at(25, 0))),
        ({"when": "friday", "daypart": "evening"}, (at(27, 17), at(27, 21))),
        ({"when": "wednesday", "time": "19:00"}, (at(25, 18), at(25, 21))),
        ({"time": "18:30"}, (at(24, 17, 45), at(24, 20, 30))),
        ({"time": "07:00"}, (at(25, 6), at(25, 9))),
        ({}, (at(24, 18), datetime(2026, 12, 1, 18, tzinfo=DENVER))),
    ],
    ids=str,
)
def test_words_for_time(asked, first):
    assert spans(**asked)[0][0] == first


def test_a_weekend_begins_on_friday_evening_and_ends_on_sunday():
    assert [start for start, _ in spans(when="weekend")[0]] == [at(27, 17), at(28, 0), at(29, 0)]


def test_on_sunday_the_weekend_is_what_is_left_of_it():
    assert spans(now=at(29, 20), when="weekend") == [[(at(29, 20), at(30, 0))]]


def test_a_weekday_said_on_that_day_is_also_next_weeks():
    assert spans(when="tuesday")[1][0][0] == datetime(2026, 12, 1, tzinfo=DENVER)


def test_after_midnight_tonight_is_still_this_night():
    assert spans(now=at(25, 1, 30), when="tonight") == [[(at(25, 1, 30), at(25, 4))]]
    assert spans(now=at(25, 3), when="tonight") == [[(at(25, 17), at(26, 4))]]


def test_after_midnight_a_night_is_this_one_and_then_the_next():
    this, following = spans(now=at(25, 1, 30), daypart="night")
    assert (this, following) == ([(at(25, 1, 30), at(25, 4))], [(at(25, 20), at(26, 4))])


def test_of_what_is_over_nothing_is_left():
    assert spans(when="today", daypart="morning") == []
