"""Keeps feeds fresh: each that came from an address is fetched again when its row says it is due.

The row is the truth: `next_at` says when, and whoever moves it on first has the feed for LEASE. No
database session is open while the network is asked. A copy that can't be had leaves the last good one
as it is, and is asked for again later and later, up to once a day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db import table_of
from service.errors import DatabaseUnavailable, FeedRefused
from service.house import House
from service.logs import log
from service.logs import report as report_error
from service.meetings.copies import Copy, Terms, read_copy
from service.meetings.fetch import Fetched, Marks, asked_url, fetch
from service.meetings.importer import READ_BY, record_refusal, take_in, take_same
from service.meetings.report import Report
from service.models import Feed
from service.moved import follow_meetings

LEASE = timedelta(minutes=15)  # longer than any feed takes
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)
JITTER = 0.1  # of the time between: feeds of one server aren't all asked in one moment
BROKE = "It broke our reader."  # no fault of the feed's: the log has the place
NO_COPY = "let go"  # without any digest it would count as one that is being taken in
_T = table_of(Feed)


@dataclass(frozen=True, slots=True)
class Had:
    """What we know of a feed already: how it was read, and the copy we have by its server's marks."""

    terms: Terms
    url: str | None
    marks: Marks


@dataclass(frozen=True, slots=True)
class Due:
    """A feed whose time has come, ours alone until its lease runs out."""

    id: int
    name: str
    url: str
    had: Had


def refresh_due(house: House) -> int:
    """Reads every feed that is due, one after the other; how many. Fine to do twice or at once."""
    count = 0
    while due := claim(house):
        count += 1
        _refresh(house, due)
    return count


def claim(house: House) -> Due | None:
    """The feed that has been due longest, for us alone; None when none is."""
    now = house.clock.now()
    with house.database.transaction() as session:
        ready = select(Feed).where(Feed.next_at <= now, Feed.url.is_not(None))
        for feed in session.scalars(ready.order_by(Feed.next_at)):
            if _is_ours(session, feed, now + LEASE):
                return Due(feed.id, feed.name, feed.url or "", _had(feed))
    return None


def take_copy(
    house: House, copy: Copy, dry_run: bool = False, accept_shrink: bool = False
) -> Report:
    """Takes a copy in, and reminders along with what moved."""
    report = take_in(house.database, copy, house.clock.now(), dry_run, accept_shrink)
    return _reminded(house, report, dry_run)


def take_old_copy(house: House, name: str, dry_run: bool = False) -> Report:
    """The copy we had is still the feed's."""
    report = take_same(house.database, name, house.clock.now(), dry_run)
    return _reminded(house, report, dry_run)


def had(session: Session, name: str) -> Had | None:
    """A feed by its name; None when we have none of that name."""
    feed = session.scalar(select(Feed).where(Feed.name == name))
    return None if feed is None else _had(feed)


def forget(house: House, name: str) -> Report:
    """Lists nothing of a feed any more and fetches it no more; what two feeds had is the other's now."""
    with house.database.reading() as session:
        feed = session.scalars(select(Feed).where(Feed.name == name)).one()
    nothing = Copy(name, _terms(feed), feed.format, NO_COPY, [])
    report = take_copy(house, nothing, accept_shrink=True)
    with house.database.transaction() as session:
        gone = session.get_one(Feed, feed.id)
        gone.url = gone.etag = gone.last_modified = gone.next_at = None
    return report


def note_fetched(house: House, name: str, url: str, marks: Marks) -> None:
    """From now on this feed is fetched from there by itself."""
    with house.database.transaction() as session:
        feed = session.scalars(select(Feed).where(Feed.name == name)).one()
        feed.url, feed.etag, feed.last_modified = url, marks.etag, marks.last_modified
        feed.next_at = house.clock.now() + time_between(feed.id, house.settings.feeds_every_hours)


def note_refused(house: House, name: str, refused: FeedRefused) -> None:
    """The last good copy stays; what came from an address is tried again later, and ever later."""
    now = house.clock.now()
    with house.database.transaction() as session:
        feed = record_refusal(session, name, refused, now)
        if feed is not None and feed.url is not None:
            feed.next_at = now + back_off(feed.failures)


def time_between(feed_id: int, every_hours: int) -> timedelta:
    """The time to the next reading: each feed's own, a little more or less than asked for."""
    own = feed_id * 0.6180339887 % 1.0  # strewn evenly, and always the same
    return timedelta(hours=every_hours) * (1 + JITTER * (2 * own - 1))


def back_off(failures: int) -> timedelta:
    """A quarter of an hour after the first failure, then doubled, at most a day."""
    return min(FIRST_WAIT * int(2 ** min(failures - 1, 10)), LONGEST_WAIT)


def _refresh(house: House, due: Due) -> None:
    try:
        fetched = fetch(asked_url(due.url, due.had.terms.format), due.had.marks)
        report = _take(house, due, fetched)
        note_fetched(house, due.name, due.url, fetched.marks)
    except FeedRefused as refused:
        note_refused(house, due.name, refused)
        log("feeds").warning("feed_refused", feed_id=due.id)
        return
    except DatabaseUnavailable:
        raise
    except Exception as error:  # a poison feed: made visible and put off, and the others go on
        report_error("feeds", "feed_read", error)
        note_refused(house, due.name, FeedRefused(BROKE))
        return
    counts = {"added": report.added, "changed": report.changed, "gone": report.gone}
    log("feeds").info("feed_read", feed_id=due.id, shrunk=report.shrunk, **counts)


def _take(house: House, due: Due, fetched: Fetched) -> Report:
    if fetched.raw is None:
        return take_old_copy(house, due.name)
    return take_copy(house, read_copy(due.name, fetched.raw, due.had.terms))


def _reminded(house: House, report: Report, dry_run: bool) -> Report:
    """Also when nothing has changed: the reading before may have been cut short just here."""
    if not dry_run and (report.gone or not report.unchanged):
        follow_meetings(house.database, house.settings, house.clock.now())
    return report


def _is_ours(session: Session, feed: Feed, until: datetime) -> bool:
    """Moves the row on if nobody else has."""
    mine = update(_T).where(_T.c.id == feed.id, _T.c.next_at == feed.next_at).values(next_at=until)
    return session.execute(mine.returning(_T.c.id)).first() is not None


def _had(feed: Feed) -> Had:
    """One never read to its end, or only by an older Porchlight, is asked for whole."""
    read = feed.digest and (feed.terms or {}).get("read_by") == READ_BY
    marks = Marks(feed.etag, feed.last_modified) if read else Marks()
    return Had(_terms(feed), feed.url, marks)


def _terms(feed: Feed) -> Terms:
    """As it was asked for when it was imported."""
    kept: dict[str, Any] = feed.terms or {}
    return Terms(
        fellowship=feed.fellowship,
        zone=kept.get("zone") or feed.zone,
        format=kept.get("format", "auto"),
        columns=kept.get("columns") or {},
    )
