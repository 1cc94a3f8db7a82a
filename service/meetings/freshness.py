"""How fresh the feeds are: which are due, which fail, which wait for a person. Knows no network."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from service.models.feed import Feed, is_stale
from service.models.meeting import Meeting

# A server that is away for an evening is nobody's business: its feed is asked for again by itself.
FORGIVEN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Unwell:
    """A feed that a person should look at, and the next step."""

    feed: str
    why: str
    fix: str


def longest_overdue(session: Session, now: datetime) -> timedelta | None:
    """How long the feed that waits longest has been due; None when none is."""
    first = session.scalar(select(func.min(Feed.next_at)).where(Feed.next_at <= now))
    return None if first is None else now - first


def unwell(session: Session, now: datetime) -> list[Unwell]:
    """Feeds with an alarm, and feeds whose latest copies were refused for a while."""
    suspect = Feed.alarm_at.is_not(None) | Feed.refused_at.is_not(None)
    feeds = session.scalars(select(Feed).where(suspect).order_by(Feed.name))
    return [one for feed in feeds for one in _complaints(feed, now)]


def may_have_changed(session: Session, meeting_id: int, now: datetime) -> bool:
    """True when the feed this meeting is from has failed for so long that one should ask first, and nobody
    who runs its group has said since that it is as listed."""
    known = select(Feed.failing_since, Meeting.confirmed_at)
    of_feed = known.join(Meeting, Meeting.feed_id == Feed.id).where(Meeting.id == meeting_id)
    failing_since, confirmed_at = session.execute(of_feed).one_or_none() or (None, None)
    return is_stale(failing_since, now) and (confirmed_at is None or is_stale(confirmed_at, now))


def confirm(session: Session, meeting_id: int, now: datetime) -> None:
    """Whoever runs its group says that it is as listed; other lists' rows of it are told as well."""
    listed = select(Meeting.twin_of).where(Meeting.id == meeting_id, Meeting.twin_of.is_not(None))
    listed_id = session.scalar(listed) or meeting_id
    its = or_(Meeting.id == listed_id, Meeting.twin_of == listed_id)
    session.execute(update(Meeting).where(its).values(confirmed_at=now))


def all_feeds(session: Session) -> list[Feed]:
    """By name."""
    return list(session.scalars(select(Feed).order_by(Feed.name)))


def how_many(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Feed)) or 0


def _complaints(feed: Feed, now: datetime) -> Iterator[Unwell]:
    if feed.alarm_at is not None:
        fix = f"Look at it; if it is right: porchlight import {feed.name} --accept-shrink"
        yield Unwell(feed.name, feed.alarm_why or "", fix)
    since = feed.failing_since or feed.refused_at
    if since is not None and (feed.url is None or now - since > FORGIVEN):
        why = f"refused since {since:%Y-%m-%d}: {feed.refused_why}"
        stale = " Members are told to call and confirm." if is_stale(since, now) else ""
        yield Unwell(feed.name, why + stale, _next_step(feed))


def _next_step(feed: Feed) -> str:
    if feed.url is None:
        return f"Get a good copy, then: porchlight import {feed.name}"
    again = f", next at {feed.next_at:%Y-%m-%d %H:%M} UTC" if feed.next_at else ""
    return f"It is tried again by itself{again}; or ask whoever keeps it."
