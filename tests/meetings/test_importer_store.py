"""Written in chunks: nobody waits long, and a reading that was cut short is completed by the next."""

from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.meetings import changes
from service.meetings.copies import Terms, read_copy
from service.meetings.importer import take_in, take_same
from service.meetings.store import CHUNK
from service.models import Feed, Meeting
from service.models.gazetteer import KnownPlace
from tests.meetings.community import TUESDAY, feed, row

MANY = 2 * CHUNK + 5
TERMS = Terms("aa", "America/Denver")


class Killed(Exception):
    """As a process that is killed between two transactions."""


class Mortal:
    """A database whose owner dies before its n-th transaction."""

    def __init__(self, database, transactions):
        self.reading, self._database, self._left = database.reading, database, transactions

    @contextmanager
    def transaction(self):
        self._left -= 1
        if self._left < 0:
            raise Killed
        with self._database.transaction() as session:
            yield session


@pytest.fixture(scope="module")
def copy():
    rows = [row(f"g{n}", TUESDAY, "19:00", name=f"Group {n}") for n in range(MANY)]
    return read_copy("montana", feed(*rows), TERMS)


def listed(database):
    with database.reading() as session:
        count = select(func.count()).select_from(Meeting).where(Meeting.hidden_reason.is_(None))
        return session.scalar(count)


def test_it_is_written_a_chunk_at_a_time(database, clock, copy):
    store = Mortal(database, 3)  # the feed's row and two chunks
    with pytest.raises(Killed):
        take_in(store, copy, clock.now())
    assert listed(database) == 2 * CHUNK


def test_a_reading_cut_short_is_completed_by_the_next(database, clock, copy):
    with pytest.raises(Killed):
        take_in(Mortal(database, 2), copy, clock.now())
    report = take_in(database, copy, clock.now())
    assert report.added == MANY - CHUNK
    assert listed(database) == MANY


def test_one_cut_short_does_not_count_as_read(sqlite, clock, copy):
    with pytest.raises(Killed):
        take_in(Mortal(sqlite, 4), copy, clock.now())
    with sqlite.reading() as session:
        assert session.scalars(select(Feed.digest)).one() == ""


def test_two_readings_at_once_do_not_meet(database, clock, copy):
    """The second has looked before the first wrote."""
    rows = copy.rows[:20]
    with database.reading() as session:
        known = changes.known_rows(session, 1)
    plan = changes.plan(rows, known)
    take_in(database, read_copy("montana", feed(*_raw(20)), TERMS), clock.now())
    with database.reading() as session:
        feed_id = session.scalars(select(Feed.id)).one()
    changes.write(database, feed_id, plan, known, changes.Seen(clock.now(), clock.now()))
    assert listed(database) == 20


def test_what_was_missed_was_last_seen_a_reading_ago(sqlite, clock):
    take_in(sqlite, read_copy("montana", feed(*_raw(6)), TERMS), clock.now())
    first = read_at(sqlite)
    clock.advance(timedelta(days=1))
    for _ in range(2):
        take_in(sqlite, read_copy("montana", feed(*_raw(5)), TERMS), clock.now())
        clock.advance(timedelta(days=1))
    with sqlite.reading() as session:
        assert session.scalars(select(Meeting.last_seen).where(Meeting.slug == "g5")).one() == first


def read_at(database):
    with database.reading() as session:
        return session.scalars(select(Feed.read_at)).one()


def test_a_reading_counts_from_when_all_of_it_is_written(sqlite, clock):
    """Who looks for news while it is still being written must look again."""
    take_in(sqlite, read_copy("montana", feed(*_raw(6)), TERMS), clock.now())
    assert read_at(sqlite) > clock.now()


def test_an_old_copy_is_a_second_reading_without_a_row(sqlite, clock):
    take_in(sqlite, read_copy("montana", feed(*_raw(6)), TERMS), clock.now())
    take_in(sqlite, read_copy("montana", feed(*_raw(5)), TERMS), clock.now())
    told = take_same(sqlite, "montana", clock.now(), dry_run=True)
    assert (told.gone, listed(sqlite)) == (1, 6)
    told = take_same(sqlite, "montana", clock.now())
    assert (told.gone, told.rows, told.listed, listed(sqlite)) == (1, 5, 5, 5)


def test_what_a_shrunken_feed_hides_stays_listed_too(sqlite, clock):
    take_in(sqlite, read_copy("montana", feed(*_raw(6)), TERMS), clock.now())
    closed = [one | {"types": ["TC"]} for one in _raw(6)]
    told = take_in(sqlite, read_copy("montana", feed(*closed), TERMS), clock.now())
    assert told.shrunk and listed(sqlite) == 6


def _raw(count):
    return [row(f"g{n}", TUESDAY, "19:00", name=f"Group {n}") for n in range(count)]


@pytest.mark.parametrize("deaths", range(2, 6))
def test_what_two_feeds_have_is_settled_after_a_death_anywhere(database, clock, deaths):
    """The rows are written, their digests equal: only the feed's own digest says that more is to do."""
    rows = [row(f"g{n}", TUESDAY, "19:00", name=f"Group {n}") for n in range(3)]
    first, second = (read_copy(name, feed(*rows), TERMS) for name in ("montana", "butte"))
    take_in(database, first, clock.now())
    with suppress(Killed):
        take_in(Mortal(database, deaths), second, clock.now())
    take_in(database, second, clock.now())
    assert listed(database) == 3
    with database.reading() as session:
        assert all(session.scalars(select(Feed.digest)))
        taught = select(func.count()).select_from(KnownPlace).group_by(KnownPlace.feed_id)
        assert len(set(session.scalars(taught))) <= 1
