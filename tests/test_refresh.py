"""Feeds that came from an address are fetched again by themselves, and failures wait longer."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import refresh
from service.errors import DatabaseUnavailable, FeedRefused
from service.meetings.copies import Terms, read_copy
from service.meetings.freshness import longest_overdue, unwell
from service.meetings.importer import READ_BY
from service.models import Feed, Meeting
from service.models.feed import is_stale
from tests.meetings.community import TUESDAY, feed, row
from tests.meetings.feed_server import running

TERMS = Terms("aa", "America/Denver")
EVERY = timedelta(hours=14)  # twelve and some


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as told:
        told.body = groups(6)
        yield told


def groups(count, time="19:00"):
    rows = [row(f"g{n}", TUESDAY, time, name=f"Group {n}") for n in range(count)]
    return feed(*rows)


@pytest.fixture
def known(house, server):
    """A feed that was imported from the server, with its marks."""
    copy = read_copy("montana", server.body, TERMS)
    refresh.take_copy(house, copy)
    fetched = refresh.fetch(server.url())
    refresh.note_fetched(house, "montana", server.url("/feed.json?key=hush"), fetched.marks)
    server.asked.clear()
    return server


def the_feed(house):
    with house.database.reading() as session:
        return session.scalars(select(Feed)).one()


def listed(house):
    with house.database.reading() as session:
        rows = session.scalars(select(Meeting.slug).where(Meeting.hidden_reason.is_(None)))
        return set(rows)


def test_a_feed_is_not_fetched_before_its_time(house, known, clock):
    assert refresh.refresh_due(house) == 0
    clock.advance(timedelta(hours=10))
    assert refresh.refresh_due(house) == 0 and known.asked == []


def test_a_feed_that_is_due_is_fetched_and_due_again_later(house, known, clock):
    known.body, known.etag = groups(7), '"two"'
    clock.advance(EVERY)
    assert refresh.refresh_due(house) == 1
    assert "g6" in listed(house)
    assert the_feed(house).next_at > clock.now() + timedelta(hours=10)
    assert refresh.refresh_due(house) == 0


def test_a_copy_that_has_not_changed_is_not_read_again(house, known, clock):
    clock.advance(EVERY)
    assert refresh.refresh_due(house) == 1
    assert known.headers[-1]["If-None-Match"] == '"one"'
    assert the_feed(house).read_at == clock.now()


def test_a_copy_read_by_an_older_porchlight_is_asked_for_whole(house, known, clock):
    with house.database.transaction() as session:
        feed = session.scalars(select(Feed)).one()
        feed.terms = {**feed.terms, "read_by": "0.0.1"}
    clock.advance(EVERY)
    refresh.refresh_due(house)
    assert "If-None-Match" not in known.headers[-1]
    assert the_feed(house).terms["read_by"] == READ_BY


def test_an_unchanged_copy_counts_as_a_second_reading(house, known, clock):
    known.body, known.etag = groups(5), '"two"'
    for gone in (False, True):
        clock.advance(EVERY)
        refresh.refresh_due(house)
        assert ("g5" not in listed(house)) is gone


def test_a_failure_keeps_the_last_good_copy_and_waits_longer_each_time(house, known, clock):
    known.status, known.etag = 503, None
    waits = []
    clock.advance(EVERY)
    for _ in range(9):
        refresh.refresh_due(house)
        waits.append(the_feed(house).next_at - clock.now())
        clock.advance(waits[-1])
    assert waits[:3] == [timedelta(minutes=minutes) for minutes in (15, 30, 60)]
    assert waits[-1] == timedelta(days=1)
    assert len(listed(house)) == 6
    assert "503" in the_feed(house).refused_why


def test_a_page_instead_of_a_feed_is_a_failure_too(house, known, clock):
    known.body, known.etag = b"<html>Sorry</html>", None
    clock.advance(EVERY)
    refresh.refresh_due(house)
    assert "web page" in the_feed(house).refused_why and len(listed(house)) == 6


def test_after_a_good_copy_all_is_well_again(house, known, clock):
    known.status, known.etag = 503, None
    clock.advance(EVERY)
    refresh.refresh_due(house)
    known.status = 200
    clock.advance(timedelta(minutes=15))
    refresh.refresh_due(house)
    feed = the_feed(house)
    assert (feed.failures, feed.failing_since, feed.refused_at) == (0, None, None)


def test_after_two_weeks_of_failure_a_feed_is_stale(house, known, clock):
    known.status, known.etag = 503, None
    for _ in range(17):
        clock.advance(timedelta(days=1))
        refresh.refresh_due(house)
    assert is_stale(the_feed(house).failing_since, clock.now())
    with house.database.reading() as session:
        (told,) = unwell(session, clock.now())
    assert "call and confirm" in told.why


def test_one_bad_evening_is_nobodys_business(house, known, clock):
    known.status, known.etag = 503, None
    clock.advance(EVERY)
    refresh.refresh_due(house)
    with house.database.reading() as session:
        assert unwell(session, clock.now()) == []


def test_a_feed_that_is_being_read_is_nobody_elses(house, known, clock):
    clock.advance(EVERY)
    assert refresh.claim(house).name == "montana"
    assert refresh.claim(house) is None


def test_one_whose_reader_died_is_read_again(house, known, clock):
    clock.advance(EVERY)
    refresh.claim(house)
    clock.advance(refresh.LEASE)
    assert refresh.refresh_due(house) == 1


def test_it_is_read_as_it_was_asked_for(house, known, clock):
    known.body, known.etag = groups(7), '"two"'
    clock.advance(EVERY)
    refresh.refresh_due(house)
    with house.database.reading() as session:
        assert set(session.scalars(select(Meeting.fellowship))) == {"aa"}


def test_a_shrunken_feed_is_an_alarm_until_somebody_accepts_it(house, known, clock):
    known.body, known.etag = groups(2), '"two"'
    clock.advance(EVERY)
    refresh.refresh_due(house)
    assert len(listed(house)) == 6
    with house.database.reading() as session:
        (told,) = unwell(session, clock.now())
    assert "had 6" in told.why and "--accept-shrink" in told.fix
    refresh.take_copy(house, read_copy("montana", known.body, TERMS), accept_shrink=True)
    assert len(listed(house)) == 2 and the_feed(house).alarm_at is None


def test_the_address_is_sealed_with_its_key(house, known, tmp_path):
    assert the_feed(house).url.endswith("key=hush")
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("porchlight.db*"))
    assert b"montana" in stored and b"hush" not in stored


def test_the_ticker_sees_how_long_a_feed_has_waited(house, known, clock):
    with house.database.reading() as session:
        assert longest_overdue(session, clock.now()) is None
        due_since = longest_overdue(session, clock.now() + EVERY)
    assert timedelta() < due_since < timedelta(hours=4)


def test_feeds_of_one_hour_are_not_all_due_in_one_moment():
    between = {refresh.time_between(feed_id, 12) for feed_id in range(1, 50)}
    assert len(between) == 49
    assert all(abs(one - timedelta(hours=12)) <= timedelta(hours=1.2) for one in between)


def test_a_refusal_of_a_feed_we_never_had_is_only_said(house):
    refresh.note_refused(house, "unheard of", FeedRefused("No."))
    with house.database.reading() as session:
        assert session.scalar(select(Feed)) is None


def test_a_feed_that_is_let_go_lists_nothing_and_is_not_fetched(house, known, clock):
    assert refresh.forget(house, "montana").gone == 6
    clock.advance(EVERY)
    assert refresh.refresh_due(house) == 0 and listed(house) == set()


def test_a_feed_that_is_let_go_is_not_taken_for_one_being_read(house, known):
    """Else the finder would keep nothing in mind from then on."""
    refresh.forget(house, "montana")
    assert the_feed(house).digest


def test_one_that_was_let_go_comes_back_when_it_is_imported_again(house, known):
    refresh.forget(house, "montana")
    refresh.take_copy(house, read_copy("montana", known.body, TERMS))
    assert len(listed(house)) == 6


def test_a_feed_that_breaks_our_reader_is_put_off_and_the_round_goes_on(house, known, clock):
    with house.database.transaction() as session:
        session.scalars(select(Feed)).one().terms = {"columns": 7, "read_by": READ_BY}
    clock.advance(EVERY)
    known.etag, known.body = '"two"', b"Name,Day,Time\nOwls,Tuesday,7 PM\n"
    assert refresh.refresh_due(house) == 1
    broken = the_feed(house)
    assert (broken.refused_why, broken.failures) == ("It broke our reader.", 1)
    assert broken.next_at > clock.now()


def test_a_copy_with_a_mark_nobody_can_keep_is_read_all_the_same(house, known, clock):
    clock.advance(EVERY)
    known.etag, known.body = '"tw\0o"', groups(7)
    assert refresh.refresh_due(house) == 1
    assert (the_feed(house).etag, the_feed(house).failures, len(listed(house))) == (None, 0, 7)


def test_a_copy_that_cannot_be_noted_is_put_off_and_the_round_goes_on(house, known, clock):
    """It knows no hour without settings; before, that broke the round and every one after it."""
    clock.advance(EVERY)
    assert refresh.refresh_due(replace(house, settings=None)) == 1
    assert (the_feed(house).refused_why, the_feed(house).failures) == (refresh.BROKE, 1)
    assert the_feed(house).next_at > clock.now()


class Failing:
    """A database that goes away while a feed is read."""

    def __init__(self, database):
        self.transaction = database.transaction

    def reading(self):
        raise DatabaseUnavailable("gone")


def test_without_a_database_no_feed_is_blamed(house, known, clock):
    clock.advance(EVERY)
    known.etag, known.body = '"two"', groups(7)
    with pytest.raises(DatabaseUnavailable):
        refresh.refresh_due(replace(house, database=Failing(house.database)))
    assert the_feed(house).failures == 0
