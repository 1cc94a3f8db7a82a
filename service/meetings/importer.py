"""Takes a feed into the database: the same feed twice changes nothing, a bad one touches nothing.

It is read to its end before the database is asked anything (`meetings/copies.py`); what changed is
written in chunks (`meetings/changes.py`), and then meetings that two feeds have are listed once
(`meetings/twins.py`).
"""

import time
from datetime import datetime, timedelta
from importlib.metadata import version

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.errors import FeedRefused
from service.meetings import changes, gazetteer, twins
from service.meetings.changes import ALSO, Plan, Seen, Stored
from service.meetings.copies import Copy, Terms, read_copy
from service.meetings.report import Report, counted, same_copy
from service.meetings.shelf import shelf_of
from service.meetings.store import OneTransaction, Store
from service.models.feed import Feed

# A later Porchlight may read the same copy better: then it is asked for again.
READ_BY = version("porchlight-line")


def import_feed(
    session: Session,
    name: str,
    raw: bytes,
    fellowship: str,
    default_zone: str | None,
    now: datetime,
    dry_run: bool = False,
) -> Report:
    """Takes a feed in within the caller's transaction; for feeds of a few thousand rows.

    Raises FeedRefused, before anything is touched, when `raw` is no feed or stops in the middle.
    With `dry_run` it only counts.
    """
    copy = read_copy(name, raw, Terms(fellowship, default_zone))
    return take_in(OneTransaction(session), copy, now, dry_run)


def take_in(
    store: Store, copy: Copy, now: datetime, dry_run: bool = False, accept_shrink: bool = False
) -> Report:
    """Writes what the copy changes; with `dry_run` only says what that would be.

    With a database for `store` it holds no lock for longer than a chunk takes. A crash in between
    leaves whole rows and a feed without a digest: the next reading completes them, and settles
    everything the feed has with other feeds.
    """
    began = time.monotonic()
    with store.reading() as session:
        feed = session.scalar(select(Feed).where(Feed.name == copy.name))
        cut_short = feed is not None and not feed.digest
        known = changes.known_rows(session, feed.id) if feed else {}
        plan = changes.plan(copy.rows, known, accept_shrink)
        if dry_run:
            also = twins.foresee(session, feed.id if feed else None, copy.name, copy.rows)
            return _report(copy, plan, also)
    feed_id, before = _open_feed(store, copy, now)
    changes.write(store, feed_id, plan, known, Seen(now, before))
    also = _settle(store, feed_id, plan, known, everything=cut_short)
    if plan.changes or cut_short:
        _learn_places(store, feed_id)
    report = _report(copy, plan, also)
    # The moment when all is written: who looks for news by it must not have looked before.
    written = now + timedelta(seconds=time.monotonic() - began)
    _close_feed(store, feed_id, copy, report, written)
    return report


def take_same(store: Store, name: str, now: datetime, dry_run: bool = False) -> Report:
    """The server says nothing has changed: a good reading all the same, so what was missing goes."""
    with store.reading() as session:
        feed = session.scalars(select(Feed).where(Feed.name == name)).one()
        known = changes.known_rows(session, feed.id)
        plan = changes.plan_same(known, feed.alarm_at is not None)
    if not dry_run:
        changes.write(store, feed.id, plan, known, Seen(now, feed.read_at))
        _settle(store, feed.id, plan, known)
        with store.transaction() as session:
            _note_good(session.get_one(Feed, feed.id), now)
            shelf_of(session).forget()
    with store.reading() as session:
        return same_copy(session, feed, len(plan.going))


def record_refusal(session: Session, name: str, refused: FeedRefused, now: datetime) -> Feed | None:
    """Notes on a feed we have that its latest copy was refused; its last good copy stays."""
    feed = session.scalar(select(Feed).where(Feed.name == name))
    if feed is None:
        return None
    feed.refused_at, feed.refused_why = now, str(refused)[:200]
    feed.failures += 1
    feed.failing_since = feed.failing_since or now
    return feed


def _settle(
    store: Store, feed_id: int, plan: Plan, known: dict[str, Stored], everything: bool = False
) -> set[str]:
    """Lists once what other feeds have too; the slugs of this feed's rows that stand back."""
    now = {row["fellowship"] for row in [*plan.fresh, *plan.changed]}
    fellowships = now | {one.fellowship for one in known.values()}
    with store.reading() as session:
        if not twins.has_company(session, feed_id, fellowships):
            return set()
    minutes = changes.minutes_touched(plan, known)
    if everything:
        minutes |= {one.minute for one in known.values() if one.minute is not None}
    twins.settle_stored(store, minutes)
    with store.reading() as session:
        return twins.standing_back(session, feed_id)


def _learn_places(store: Store, feed_id: int) -> None:
    with store.reading() as session:
        places = gazetteer.taught_by(session, feed_id)
    with store.transaction() as session:
        gazetteer.keep(session, feed_id, places)


def _report(copy: Copy, plan: Plan, also: set[str]) -> Report:
    listed = sum(not row["hidden_reason"] for row in copy.rows)
    rows = copy.rows
    if also:
        rows = [row | {"hidden_reason": ALSO} if row["slug"] in also else row for row in rows]
    return counted(
        copy.name,
        copy.format,
        rows,
        added=len(plan.fresh),
        changed=len(plan.changed),
        gone=len(plan.going),
        shrunk=plan.shrunk,
        alarm=_alarm(listed, plan.listed_before) if plan.shrunk else None,
    )


def _alarm(listed: int, before: int) -> str:
    return f"It lists {listed} meetings and had {before}; nothing was taken away."


def _open_feed(store: Store, copy: Copy, now: datetime) -> tuple[int, datetime]:
    """The feed's row, made before its meetings, and when it was read before.

    Until the reading has come to its end the feed has no digest.
    """
    with store.transaction() as session:
        feed = session.scalar(select(Feed).where(Feed.name == copy.name))
        if feed is None:
            feed = Feed(
                name=copy.name, format=copy.format, digest="", rows=0, listed=0, read_at=now
            )
            feed.fellowship = copy.terms.fellowship
            session.add(feed)
            session.flush()
        feed.digest = ""
        return feed.id, feed.read_at


def _close_feed(store: Store, feed_id: int, copy: Copy, report: Report, now: datetime) -> None:
    """Only now the copy counts as ours: a reading cut short is done again."""
    terms = copy.terms
    with store.transaction() as session:
        feed = session.get_one(Feed, feed_id)
        feed.format, feed.fellowship, feed.zone = copy.format, terms.fellowship, report.timezone
        feed.rows, feed.listed, feed.digest = report.rows, report.listed, copy.digest
        said = {"zone": terms.zone, "format": terms.format, "columns": dict(terms.columns)}
        feed.terms = {**said, "read_by": READ_BY}
        feed.alarm_at = (feed.alarm_at or now) if report.shrunk else None
        feed.alarm_why = report.alarm
        _note_good(feed, now)
        shelf_of(session).forget()


def _note_good(feed: Feed, now: datetime) -> None:
    feed.read_at, feed.failures = now, 0
    feed.refused_at = feed.refused_why = feed.failing_since = None
