"""What is listed goes out as Meeting Guide JSON and comes back the same."""

import json

import pytest
from sqlalchemy import select

from service.db import table_of
from service.meetings.export import exported
from service.meetings.importer import import_feed
from service.models import Feed, Meeting
from tests.meetings.community import BUTTE, SATURDAY, TUESDAY, WEDNESDAY, feed, online, phone, row

MIXED = (
    row("room", TUESDAY, "19:00", end_time="20:30", types=["O", "X", "D", "XB"]),
    row("late", SATURDAY, "23:30", BUTTE, end_time="00:30", notes="Use the back door."),
    row("both", TUESDAY, "19:00", conference_url="https://example.org/j/123456789"),
    row("only-room", WEDNESDAY, "7:00", conference_url="https://example.org/b")
    | {"attendance_option": "in_person"},
    row("tc-online", WEDNESDAY, "8:00", types=["TC"], conference_url="https://example.org/c"),
    row("no-point", WEDNESDAY, "9:00", (0.0, 0.0)),
    row("town-only", WEDNESDAY, "9:00", approximate="yes"),
    row("monthly", WEDNESDAY, "10:00", name="Workshop", notes="2nd Wednesday only."),
    online("link", WEDNESDAY, "12:00", types=["S", "BE"], updated="2026-05-01 10:00:00"),
    phone("call", WEDNESDAY, "13:00", group="One Call"),
    phone("call-again", TUESDAY, "13:00", group="One Call"),
)
SAME = [
    column
    for column in table_of(Meeting).c
    if column.name not in ("id", "feed_id", "digest", "series", "first_seen", "last_seen", "types")
]


def take(database, clock, name, raw, fellowship="any"):
    with database.transaction() as session:
        return import_feed(session, name, raw, fellowship, "America/Denver", clock.now())


def listed(database):
    with database.reading() as session:
        found = select(*SAME).where(Meeting.hidden_reason.is_(None)).order_by(Meeting.slug)
        return [dict(found._mapping) for found in session.execute(found)]


def out(database, **only):
    with database.reading() as session:
        return list(exported(session, **only))


def test_what_is_exported_comes_back_the_same(database, clock):
    take(database, clock, "one", feed(*MIXED), "aa")
    before, items = listed(database), out(database)
    assert len(before) == len(items) == len(MIXED)
    with database.transaction() as session:
        session.query(Meeting).delete()
        session.query(Feed).delete()
    take(database, clock, "back", json.dumps(items).encode(), "aa")
    assert listed(database) == before


def test_slots_of_one_group_stay_together(sqlite, clock):
    take(sqlite, clock, "one", feed(*MIXED), "aa")
    groups = {item["slug"]: item["group_id"] for item in out(sqlite)}
    assert groups["call"] == groups["call-again"] != groups["link"]


def test_every_item_keeps_to_the_specification(sqlite, clock):
    take(sqlite, clock, "one", feed(*MIXED), "aa")
    items = out(sqlite)
    for item in items:
        assert item["slug"] and item["name"] and item["day"] in range(7)
        assert len(item["time"]) == len(item["end_time"]) == 5
        assert item["approximate"] in ("yes", "no") and item["timezone"] == "America/Denver"
    assert len({item["slug"] for item in items}) == len(items)


def test_codes_are_the_specifications_own(sqlite, clock):
    take(
        sqlite, clock, "one", feed(row("a", TUESDAY, "19:00", types=["O", "XB", "AC", "HE"])), "aa"
    )
    assert out(sqlite)[0]["types"] == ["O", "XB"]


def test_what_is_hidden_is_not_exported(sqlite, clock):
    take(sqlite, clock, "one", feed(row("a", TUESDAY, "19:00", types=["TC"]), MIXED[0]))
    assert [item["slug"] for item in out(sqlite)] == ["room"]


def test_two_feeds_may_use_one_slug(sqlite, clock):
    take(sqlite, clock, "one", feed(row("a", TUESDAY, "19:00")), "aa")
    take(sqlite, clock, "two", feed(row("a", WEDNESDAY, "19:00")), "na")
    assert len({item["slug"] for item in out(sqlite)}) == 2


@pytest.mark.parametrize("only", [{"fellowship": "na"}, {"feed": "two"}], ids=["kind", "feed"])
def test_a_part_of_it_can_be_had(sqlite, clock, only):
    take(sqlite, clock, "one", feed(row("a", TUESDAY, "19:00")), "aa")
    take(sqlite, clock, "two", feed(row("b", WEDNESDAY, "19:00")), "na")
    assert [item["slug"] for item in out(sqlite, **only)] == ["b"]
