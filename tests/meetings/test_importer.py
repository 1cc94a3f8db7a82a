"""The same feed twice changes nothing; a bad one touches nothing; what goes missing goes slowly."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.errors import FeedRefused
from service.meetings.changes import GONE
from service.meetings.importer import import_feed
from service.models import Feed, Meeting
from tests.meetings.community import BUTTE, TUESDAY, WEDNESDAY, feed, online, phone, row

TWO = feed(row("tuesday", TUESDAY, "19:00"), row("wednesday", WEDNESDAY, "12:00"))


def take(database, clock, raw, name="montana", zone="America/Denver", **more):
    with database.transaction() as session:
        return import_feed(session, name, raw, "aa", zone, clock.now(), **more)


def meeting(database, slug):
    with database.reading() as session:
        return session.scalars(select(Meeting).where(Meeting.slug == slug)).one()


def test_it_takes_a_feed_in(database, clock):
    report = take(database, clock, TWO)
    assert (report.rows, report.listed, report.added) == (2, 2, 2)
    assert report.timezone == "America/Denver"


def test_the_same_feed_twice_changes_nothing(database, clock):
    take(database, clock, TWO)
    clock.advance(timedelta(days=1))
    again = take(database, clock, TWO)
    assert (again.added, again.changed, again.gone) == (0, 0, 0)


def test_only_what_differs_is_changed(database, clock):
    take(database, clock, TWO)
    moved = feed(row("tuesday", TUESDAY, "20:00"), row("wednesday", WEDNESDAY, "12:00"))
    assert take(database, clock, moved).changed == 1
    assert meeting(database, "tuesday").start_min == 20 * 60


def test_a_dry_run_counts_and_writes_nothing(sqlite, clock):
    assert take(sqlite, clock, TWO, dry_run=True).added == 2
    with sqlite.reading() as session:
        assert session.scalar(select(Feed)) is None


def test_a_truncated_feed_leaves_the_last_good_copy(sqlite, clock):
    take(sqlite, clock, TWO)
    with pytest.raises(FeedRefused):
        take(sqlite, clock, TWO[:-30])
    assert meeting(sqlite, "tuesday").hidden_reason is None


def many(count):
    return [row(f"group-{number}", TUESDAY, "19:00") for number in range(count)]


def test_a_row_is_gone_only_after_two_readings_without_it(database, clock):
    take(database, clock, feed(*many(5)))
    assert take(database, clock, feed(*many(4))).gone == 0
    assert meeting(database, "group-4").hidden_reason is None
    assert take(database, clock, feed(*many(4))).gone == 1
    assert (meeting(database, "group-4").hidden_reason, meeting(database, "group-4").cell) == (
        GONE,
        None,
    )


def test_a_row_that_comes_back_is_listed_again(sqlite, clock):
    for rows in (5, 4, 4, 5):
        take(sqlite, clock, feed(*many(rows)))
    assert meeting(sqlite, "group-4").hidden_reason is None
    assert meeting(sqlite, "group-4").cell is not None


def test_a_feed_that_shrinks_is_an_alarm_and_no_deletion(sqlite, clock):
    take(sqlite, clock, feed(*many(10)))
    for _ in range(3):
        report = take(sqlite, clock, feed(*many(5)))
    assert report.shrunk and report.gone == 0
    assert meeting(sqlite, "group-9").hidden_reason is None


def one(database, clock, raw_row, **more):
    take(database, clock, feed(raw_row), **more)
    return meeting(database, raw_row["slug"])


def test_the_zone_comes_from_where_it_lies_not_from_the_default(sqlite, clock):
    found = one(sqlite, clock, row("butte", TUESDAY, "19:00", BUTTE), zone="Europe/London")
    assert found.zone == "America/Denver"


def test_its_own_zone_wins_and_an_unknown_one_does_not(sqlite, clock):
    assert (
        one(sqlite, clock, row("a", 2, "19:00", timezone="America/Boise")).zone == "America/Boise"
    )
    assert one(sqlite, clock, row("b", 2, "19:00", timezone="Mars/Base")).zone == "America/Denver"


def test_a_row_without_coordinates_lies_at_its_zip(sqlite, clock):
    found = one(sqlite, clock, row("zip", TUESDAY, "19:00", (0.0, 0.0)))
    assert found.precision == "zip" and 45 < found.lat < 46


@pytest.mark.parametrize(
    ("more", "mode"),
    [
        ({}, "in-person"),
        ({"conference_url": "https://example.org/a"}, "hybrid"),
        ({"types": ["TC"], "conference_url": "https://example.org/a"}, "online"),
        ({"attendance_option": "online", "conference_url": "https://example.org/a"}, "online"),
        ({"approximate": "yes", "conference_url": "https://example.org/a"}, "online"),
        ({"attendance_option": "inactive"}, "inactive"),
        ({"types": ["TC"]}, "inactive"),
    ],
    ids=["room", "both", "closed-room", "says-online", "town-only", "inactive", "closed"],
)
def test_mode_is_what_one_can_really_do(sqlite, clock, more, mode):
    assert one(sqlite, clock, row("a", TUESDAY, "19:00", **more)).mode == mode


def test_a_closed_place_is_hidden_with_its_reason(sqlite, clock):
    report = take(sqlite, clock, feed(row("a", TUESDAY, "19:00", types=["TC"])))
    assert report.reasons == {"closed for now": 1}


def test_a_room_is_in_one_index_and_a_call_in_the_other(sqlite, clock):
    assert one(sqlite, clock, row("room", TUESDAY, "19:00")).remote is None
    assert one(sqlite, clock, phone("call", TUESDAY, "19:00")).remote == 1
    assert one(sqlite, clock, online("link", TUESDAY, "19:00")).cell is None


def test_a_row_listed_twice_is_shown_once(sqlite, clock):
    twin = row("a", TUESDAY, "19:00") | {"slug": "b", "types": ["X"]}
    report = take(sqlite, clock, feed(row("a", TUESDAY, "19:00"), twin))
    assert (report.listed, report.reasons) == (1, {"listed twice": 1})


def test_two_rows_with_one_slug_are_kept_apart(sqlite, clock):
    assert take(sqlite, clock, feed(row("a", 2, "19:00"), row("a", 3, "19:00"))).added == 2
