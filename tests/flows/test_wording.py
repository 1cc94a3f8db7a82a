"""What is said of one meeting, and what only when there is something to say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.flows.details import whole_meeting
from service.flows.wording import Teller, miles_words
from service.meetings.search import Result
from service.text.segments import segments
from service.text.words import prompt, spoken, written

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DENVER = ZoneInfo("America/Denver")
MEETING = Result(
    meeting_id=1,
    slug="pine",
    name="Pine Street Group",
    fellowship="aa",
    starts=datetime(2026, 11, 24, 19, 0, tzinfo=DENVER),
    duration_min=60,
    miles=None,
    direction=None,
    mode="in-person",
    location="St Brigid Hall",
    address="212 Alder Street, Jordan, MT 59337",
    town="Jordan",
    region="MT",
    dial_in=None,
    dial_code=None,
    attrs=frozenset(),
)

TELLER = Teller(NOW, "en", "America/Denver")


def eye(language="en", **changes):
    whole = whole_meeting(replace(MEETING, **changes), Teller(NOW, language, "America/Denver"))
    return written(whole, language)


def test_it_says_where_and_when():
    assert eye() == "AA tomorrow 7 pm: Pine Street, St Brigid Hall, 212 Alder St, Jordan."


@pytest.mark.parametrize(
    ("rule", "english", "spanish"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", " 2nd Tuesday only.", " Solo el 2do martes."),
        ("FREQ=MONTHLY;BYDAY=1TU,-1TU", " 1st and last Tuesday only.", " Solo el 1er y ultimo"),
        ("FREQ=WEEKLY;INTERVAL=2", " Every other week: ask", " Cada dos semanas: pregunte"),
        ("FREQ=MONTHLY", " Once a month: ask", " Una vez al mes: pregunte"),
    ],
)
def test_a_meeting_that_is_not_weekly_says_so(rule, english, spanish):
    assert english in eye(rrule=rule) and spanish in eye("es", rrule=rule)


def test_closed_is_explained_by_its_own_fellowship():
    assert "only for people who want to stop using drugs" in eye(
        fellowship="na", attrs=frozenset({"closed"})
    )
    assert "only for people with the same problem" in eye(
        fellowship="coda", attrs=frozenset({"closed"})
    )


def test_an_old_listing_says_how_old_it_is():
    assert "Listed Oct 2024." in eye(updated=datetime(2024, 10, 2, tzinfo=UTC))
    assert "Listed" not in eye(updated=NOW - timedelta(days=300))


def test_a_call_is_told_by_the_clock_at_home():
    eastern = datetime(2026, 11, 24, 21, 0, tzinfo=ZoneInfo("America/New_York"))
    assert "tomorrow 7 pm" in eye(mode="phone", starts=eastern, dial_in="+14065550190")


def test_a_number_is_written_as_people_write_it():
    assert "Call 406-555-0190 code 2211#." in eye(
        mode="phone", dial_in="+14065550190", dial_code="2211#"
    )


def test_a_second_code_is_told_after_the_first():
    two = replace(MEETING, mode="phone", dial_in="+14065550190", dial_code="84412345678#,*4321#")
    whole = whole_meeting(two, TELLER)
    assert "code 84412345678#, then *4321#." in written(whole, "en")
    assert "7 8 pound, then star 4 3 2 1 pound." in spoken(whole, "en")


def test_the_longest_loses_its_notes_and_never_its_address():
    long = eye(
        name="The Very Long Name Of A Group That Nobody Ever Says In Full",
        location="The Community Center Of The Whole County And Its Neighbours",
        address="12345 North Martin Luther King Junior Boulevard Suite 100",
        dial_in="+14065550190",
        dial_code="123456789#",
        attrs=frozenset({"closed", "women", "spanish", "wheelchair", "asl", "childcare"}),
        notes="Enter by the side door, past the kitchen, and mind the step.",
        updated=datetime(2024, 10, 2, tzinfo=UTC),
    )
    assert "12345 N Martin Luther King Junior Blvd" in long and "side door" not in long
    assert segments(long).count <= 2
    assert "123456789#" in long


def test_what_fits_no_more_is_never_sent():
    whole = whole_meeting(replace(MEETING, notes="word " * 40), TELLER)
    assert segments(written(prompt("find.details", meeting=whole, join=""), "en")).count <= 2


def test_the_ear_hears_streets_and_hours_whole():
    heard = spoken(whole_meeting(MEETING, TELLER), "en")
    assert "two twelve Alder Street" in heard and "tomorrow at 7 P M" in heard


def test_a_feed_that_fails_for_long_is_not_vouched_for():
    unsure = written(whole_meeting(MEETING, TELLER, unsure=True), "en")
    assert unsure.endswith(" May have changed: confirm first.")


def test_a_place_that_is_only_its_street_is_said_once():
    assert eye(location="212 Alder St.").count("212 Alder") == 1


@pytest.mark.parametrize(
    ("miles", "wind", "language", "heard"),
    [
        (14.4, "NW", "en", " About 14 miles to the northwest. "),
        (14.4, "NW", "es", " A unas 14 millas al noroeste. "),
        (3.2, "NW", "en", " About 3 miles away. "),
        (0.2, "N", "en", " About a mile away. "),
    ],
)
def test_directions_are_words(miles, wind, language, heard):
    assert spoken(miles_words(miles, wind, language), language) == heard


ONLINE = {"mode": "online", "location": None, "address": None, "town": None}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://us02web.zoom.us/j/12345678901?pwd=x", " Zoom ID 123 4567 8901."),
        ("https://zoom.us/j/1234567890", " Zoom ID 123 456 7890."),
        ("https://meet.example.org/pine", " At meet.example.org/pine on a phone or computer"),
    ],
)
def test_an_online_meeting_says_the_way_in(url, told):
    assert told in eye(**ONLINE, url=url)


def test_an_address_too_long_to_type_is_left_out():
    assert "example" not in eye(**ONLINE, url="https://meet.example.org/" + "x" * 40)


def test_a_call_reads_the_room_s_number_digit_by_digit():
    online = replace(MEETING, **ONLINE, url="https://zoom.us/j/1234567890")
    assert "meeting number 1 2 3, 4 5 6, 7 8 9 0" in spoken(whole_meeting(online, TELLER), "en")
