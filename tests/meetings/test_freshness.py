"""What the doctor says of feeds."""

from datetime import timedelta

import pytest

from service.health import check_feeds
from service.models import Feed


def feed(now, **more):
    return Feed(
        name="montana",
        format="tsml",
        fellowship="aa",
        digest="",
        rows=9,
        listed=9,
        read_at=now,
        **more,
    )


def told(database, now, *feeds):
    with database.transaction() as session:
        session.add_all(feeds)
        session.flush()
        return check_feeds(session, now)


def test_without_feeds_all_is_well(sqlite, clock):
    check = told(sqlite, clock.now())
    assert (check.ok, check.detail) == (True, "0 feeds, all well")


def test_an_alarm_names_the_feed_and_how_to_accept_it(sqlite, clock):
    now = clock.now()
    check = told(sqlite, now, feed(now, alarm_at=now, alarm_why="It lists 5 meetings and had 9."))
    assert not check.ok and not check.needed
    assert check.in_full == "1 of 1 feeds need a look: montana: It lists 5 meetings and had 9."
    assert check.fix.endswith("porchlight import montana --accept-shrink")


@pytest.mark.parametrize(
    ("days", "well", "said"),
    [(0.5, True, "all well"), (2, False, "404"), (15, False, "call and confirm")],
    ids=["an-evening", "two-days", "two-weeks"],
)
def test_a_feed_that_fails_is_told_after_a_day(sqlite, clock, days, well, said):
    now = clock.now()
    failing = {"url": "https://example.org", "refused_at": now, "refused_why": "404", "failures": 3}
    since = now - timedelta(days=days)
    check = told(sqlite, now, feed(now, failing_since=since, next_at=now, **failing))
    assert check.ok is well and said in check.in_full


def test_a_file_that_was_refused_waits_for_a_better_one(sqlite, clock):
    now = clock.now()
    check = told(sqlite, now, feed(now, refused_at=now, refused_why="It is empty."))
    assert not check.ok and "Get a good copy" in check.fix
