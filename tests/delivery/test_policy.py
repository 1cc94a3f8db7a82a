"""May it go out now? A table of people, lanes and hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.delivery.hours import next_contact
from service.delivery.policy import (
    Expire,
    Facts,
    Go,
    Suppress,
    Wait,
    holds_break,
    may_repeat,
    may_send,
)
from service.models import Lane, Way
from service.text.hours import Hours

DENVER = ZoneInfo("America/Denver")
DAY = timedelta(days=1)
EIGHT_TO_EIGHT = Hours(8 * 60, 20 * 60)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=DENVER).astimezone(UTC)


def facts(
    lane: Lane = Lane.NOTICE, useful_for: timedelta = DAY, now: datetime | None = None, **more
) -> Facts:
    usual = {
        "way": Way.TEXT, "lane": lane, "useful_until": (now or at(12)) + useful_for,
        "stopped": False, "landline": False, "zone": DENVER, "hours": EIGHT_TO_EIGHT,
    }  # fmt: skip
    return Facts(**{**usual, **more})


@pytest.mark.parametrize(("hour", "minute"), [(8, 0), (12, 0), (19, 59)])
def test_a_notice_goes_by_day(hour, minute):
    assert may_send(facts(now=at(hour)), at(hour, minute)) == Go()


def test_a_notice_in_the_evening_waits_for_the_morning():
    assert may_send(facts(now=at(20)), at(20)) == Wait(at(8, day=25))


def test_a_notice_before_breakfast_waits_for_the_same_morning():
    assert may_send(facts(now=at(7)), at(7, 59)) == Wait(at(8))


def test_the_hours_are_the_persons_own():
    tokyo = facts(zone=ZoneInfo("Asia/Tokyo"))
    assert isinstance(may_send(tokyo, at(12)), Wait)


def test_it_ends_when_the_morning_comes_too_late():
    assert isinstance(may_send(facts(useful_for=timedelta(hours=2), now=at(21)), at(21)), Expire)


@pytest.mark.parametrize("lane", [Lane.CRISIS, Lane.REPLY])
def test_these_go_at_night(lane):
    assert may_send(facts(lane, now=at(3)), at(3)) == Go()


def test_what_was_asked_for_by_its_hour_goes_at_night():
    assert may_send(facts(Lane.REMINDER, now=at(3), at_any_hour=True), at(3)) == Go()


@pytest.mark.parametrize("lane", [Lane.CHECKIN, Lane.REMINDER, Lane.NOTICE])
def test_these_do_not(lane):
    assert may_send(facts(lane, now=at(3)), at(3)) == Wait(at(8))


@pytest.mark.parametrize("lane", [Lane.CHECKIN, Lane.REMINDER, Lane.NOTICE])
@pytest.mark.parametrize("way", Way)
def test_stop_ends_what_we_start(lane, way):
    assert isinstance(may_send(facts(lane, stopped=True, way=way), at(12)), Suppress)


@pytest.mark.parametrize("lane", [Lane.CRISIS, Lane.REPLY])
def test_stop_never_gates_an_answer(lane):
    assert may_send(facts(lane, stopped=True), at(12)) == Go()


def test_a_landline_gets_calls_and_no_texts():
    assert isinstance(may_send(facts(landline=True), at(12)), Suppress)
    assert may_send(facts(landline=True, way=Way.CALL), at(12)) == Go()


@pytest.mark.parametrize("lane", Lane)
def test_nothing_goes_when_it_has_stopped_being_useful(lane):
    assert isinstance(may_send(facts(lane, useful_for=timedelta(0)), at(12)), Expire)


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 7, 23), datetime(2026, 10, 31, 23)], ids=["spring", "fall"]
)
def test_the_morning_after_the_clocks_change_still_begins_at_eight(day):
    evening = day.replace(tzinfo=DENVER).astimezone(UTC)
    opens = next_contact(evening, DENVER, EIGHT_TO_EIGHT).astimezone(DENVER)
    assert (opens.hour, opens.minute, opens.day) == (8, 0, (day + DAY).day)


@pytest.mark.parametrize(
    ("lane", "most"),
    [(Lane.CRISIS, 3), (Lane.REPLY, 0), (Lane.CHECKIN, 0), (Lane.REMINDER, 1), (Lane.NOTICE, 0)],
)
def test_what_may_have_gone_goes_again_so_often_and_no_more(lane, most):
    going = [may_repeat(lane, repeats, at(13), at(12)) for repeats in range(5)]
    assert going == [repeats < most for repeats in range(5)]


@pytest.mark.parametrize("lane", Lane)
def test_nothing_goes_again_that_is_of_no_use_any_more(lane):
    assert not may_repeat(lane, 0, at(12), at(12))


def test_a_break_holds_what_can_wait_and_ends_what_can_t():
    on_break = {"break_until": at(0, day=26)}
    long = facts(useful_for=3 * DAY, now=at(12), **on_break)
    assert may_send(long, at(12)) == Wait(at(0, day=26), "They have asked for a break.")
    assert isinstance(may_send(facts(now=at(12), **on_break), at(12)), Suppress)
    assert may_send(long, at(12, day=26)) == Go()


@pytest.mark.parametrize("lane", [Lane.CRISIS, Lane.REPLY])
def test_a_break_holds_no_answer(lane):
    assert may_send(facts(lane, now=at(12), break_until=at(0, day=26)), at(12)) == Go()


def test_nor_what_others_rely_on():
    held = {name: holds_break(name) for name in ("case.page", "contact.told", "watch.found")}
    assert held == {"case.page": False, "contact.told": False, "watch.found": True}
