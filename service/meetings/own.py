"""The meetings of the organisation's own groups: rows of a feed of our own, found like any other."""

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from service.errors import GroupRefused
from service.meetings import gazetteer, twins
from service.meetings.attributes import DATED, NOT_WEEKLY
from service.meetings.canonical import canonical, digest_of
from service.meetings.changes import GONE, GONE_AFTER
from service.meetings.feeds.row import Access, Address, Row
from service.meetings.report import Columns
from service.meetings.shelf import shelf_of
from service.meetings.store import OneTransaction
from service.meetings.whereabouts import Around
from service.models.feed import Feed
from service.models.meeting import Meeting
from service.models.meeting_date import MeetingDate

FEED = "our own groups"
DURATION_MIN = 60
OPTIONS = {"in-person": "in_person", "hybrid": "hybrid", "phone": "online", "online": "online"}


@dataclass(frozen=True, slots=True)
class Own:
    """A group's meeting as its coordinator gives it."""

    word: str
    name: str
    kind: str
    day: int  # 0 is Sunday
    start_min: int
    zone: str | None  # None: where it lies, else the line's own
    rule: str | None
    starts_on: date | None
    mode: str | None
    location: str | None = None
    address: Address = field(default_factory=Address)
    access: Access = field(default_factory=Access)
    attrs: frozenset[str] = frozenset()


def list_own(session: Session, own: Own, home_zone: str, now: datetime) -> int:
    """Lists it from now on, or again; the id of the row that is listed. Raises GroupRefused when nobody
    could get there."""
    columns = _columns(own, home_zone)
    _check(session, own, columns)
    feed = _feed(session, home_zone, now)
    meeting = session.scalar(_row(feed.id, own.word))
    if meeting is None:
        meeting = Meeting(feed_id=feed.id, first_seen=now)
        session.add(meeting)
    kept = DATED & (meeting.attrs or 0)
    for name, value in {**columns, "attrs": columns["attrs"] | kept}.items():
        setattr(meeting, name, value)
    meeting.last_seen, meeting.missed, meeting.twin_of = now, 0, None
    _settle(session, feed, {meeting.minute_of_week}, now)
    return meeting.twin_of or meeting.id


def row_of(session: Session, word: str) -> Meeting | None:
    """The row that is ours to change, listed or standing back behind a feed's; None for a meeting that a
    feed alone has."""
    feed = session.scalar(_OURS)
    meeting = session.scalar(_row(feed.id, word)) if feed else None
    return None if meeting is None or meeting.hidden_reason == GONE else meeting


def take_off(session: Session, word: str, now: datetime) -> None:
    """Lists it no more. Who is to be reminded of it is told so when the hour has come."""
    feed = session.scalar(_OURS)
    meeting = session.scalar(_row(feed.id, word)) if feed else None
    if feed is None or meeting is None:  # its meeting is in somebody else's feed
        return
    session.execute(delete(MeetingDate).where(MeetingDate.meeting_id == meeting.id))
    meeting.cell = meeting.remote = meeting.twin_of = None
    meeting.attrs &= ~DATED
    meeting.hidden_reason, meeting.missed = GONE, GONE_AFTER
    _settle(session, feed, {meeting.minute_of_week}, now)


def _columns(own: Own, home_zone: str) -> Columns:
    row = _as_row(own)
    columns = canonical(row, own.kind, Around([row], home_zone))
    columns["starts_on"] = own.starts_on
    if own.starts_on is not None:
        columns["attrs"] |= NOT_WEEKLY
    return {**columns, "digest": digest_of(columns)}


def _as_row(own: Own) -> Row:
    return Row(
        slug=_slug(own.word),
        name=own.name,
        day=own.day,
        start_min=own.start_min,
        duration_min=DURATION_MIN,
        zone=own.zone,
        option=OPTIONS[own.mode] if own.mode else None,
        types=(),
        attrs=own.attrs,
        lat=None,
        lon=None,
        approximate=False,
        location=own.location,
        address=own.address,
        access=own.access,
        notes=None,
        updated=None,
        group=own.word,
        rrule=own.rule,
    )


def _slug(word: str) -> str:
    return word.lower()


def _row(feed_id: int, word: str) -> Select[Meeting]:
    return select(Meeting).where(Meeting.feed_id == feed_id, Meeting.slug == _slug(word))


def _check(session: Session, own: Own, columns: Columns) -> None:
    """Raises GroupRefused for a place that leads nowhere, and for the same time and place once more."""
    if columns["hidden_reason"]:
        raise GroupRefused(
            "place", "Say where it is: --town or --zip with --address, or --dial-in to call."
        )
    if columns["mode"] in ("in-person", "hybrid") and columns["cell"] is None:
        raise GroupRefused("place", "We know no such place: give --zip, or --town with --region.")
    same = select(Meeting.name).join(Feed, Feed.id == Meeting.feed_id)
    where = [getattr(Meeting, name) == columns[name] for name in _SAME]
    there = same.where(Feed.name == FEED, Meeting.hidden_reason.is_(None), *where)
    if session.scalar(there.where(Meeting.slug != columns["slug"])) is not None:
        raise GroupRefused("twice", "Another of our groups meets there at that time already.")


_SAME = ("minute_of_week", "rrule", "location", "address", "town", "dial_in", "dial_code", "url")


_OURS = select(Feed).where(Feed.name == FEED)


def _feed(session: Session, home_zone: str, now: datetime) -> Feed:
    """Made with its first meeting. Until that is settled it has no digest, and nothing is kept of any."""
    found = session.scalar(_OURS)
    if found is None:
        found = Feed(name=FEED, format="own", fellowship="any", digest="", rows=0, listed=0)
        found.zone, found.read_at = home_zone, now
        session.add(found)
        session.flush()
    return found


def _settle(session: Session, feed: Feed, minutes: set[int | None], now: datetime) -> None:
    """What an import does at its end: twins, places, counts, and a digest that tells of news."""
    session.flush()
    store = OneTransaction(session)
    twins.settle_stored(store, {minute for minute in minutes if minute is not None})
    gazetteer.keep(session, feed.id, gazetteer.taught_by(session, feed.id))
    mine = select(func.count()).where(Meeting.feed_id == feed.id, Meeting.hidden_reason.is_(None))
    feed.listed = feed.rows = session.scalar(mine) or 0
    rows = select(Meeting.slug, Meeting.digest).where(Meeting.feed_id == feed.id)
    said = repr(sorted(map(tuple, session.execute(rows))))
    feed.digest, feed.read_at = hashlib.sha256(said.encode()).hexdigest(), now
    session.flush()
    session.expire_all()  # twins wrote past the unit of work
    shelf_of(session).forget()
