"""Rows that are asked for again and again, kept in the process.

A line serves a region, and an evening's texts come from the same few towns. What is asked for a
second time is read for the whole week, and from then on the database is left alone: two bisections
give the minutes wanted. It holds up to MOST_ROWS, 20 MB of them.

A feed that was read anew empties the shelf: its row in `feeds` is looked at every LOOK_EVERY_S, so an
answer may be so much behind. While a feed is being taken in nothing is kept. A date that was called off
or moved empties it too, and all such dates are kept beside the rows.
"""

import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Pool, func, select
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings.dated import NO_DATES, Dates, read_dates
from service.meetings.walls import WEEK_MIN
from service.models.feed import Feed
from service.models.meeting_date import MeetingDate
from service.statements import Prepared

Rows = list[tuple[Any, ...]]
Minutes = tuple[int, int]  # the first and the last minute of the week, both included
Read = Callable[[list[Minutes]], Rows]

MOST_ROWS = 60_000
MOST_A_WEEK = 6_000  # a whole city's week of every kind takes longer to read than a night of it
LOOK_EVERY_S = 2.0
A_WEEK: Minutes = (0, WEEK_MIN - 1)
_F, _D = table_of(Feed).c, table_of(MeetingDate).c
# With each feed's row: how many dates are not as usual, and when that was last said.
_FEEDS = Prepared(
    select(
        *(_F.id, _F.digest, _F.read_at),
        *(select(said).scalar_subquery() for said in (func.count(_D.id), func.max(_D.changed_at))),
    ).order_by(_F.id)
)
_SEEN = "shelf"  # in a session's own notes: what is kept is what it sees
_by_minute = itemgetter(1)


class Week:
    """Rows whose second column is their minute of the week, in its order."""

    def __init__(self, rows: Rows) -> None:
        self._rows = sorted(rows, key=_by_minute)
        self._minutes = [row[1] for row in self._rows]

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def between(self, minutes: list[Minutes]) -> Rows:
        """Those in these minutes."""
        at = self._minutes
        return [
            row
            for first, last in minutes
            for row in self._rows[bisect_left(at, first) : bisect_right(at, last)]
        ]


@dataclass(slots=True)
class _Kept:
    """What was read while the feeds were as `feeds` says. A new reading gets a new one, so a thread that
    is late can't put old rows among new ones."""

    feeds: Rows
    look_after: float
    dates: Dates
    held: int = 0
    asked: Counter[Hashable] = field(default_factory=Counter)
    weeks: dict[Hashable, Week] = field(default_factory=dict)
    by_id: dict[Hashable, dict[int, tuple[Any, ...]]] = field(default_factory=dict)

    @property
    def is_settled(self) -> bool:
        """False while a feed is being taken in."""
        return all(digest for _, digest, *_ in self.feeds)


class Shelf:
    """What one database lists. Many threads use it at once, without a lock: at worst something is read
    twice."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    def rows(self, session: Session, key: Hashable, read: Read, minutes: list[Minutes]) -> Rows:
        """What `read` gives for these minutes, told apart from other questions by `key`."""
        kept = self._current(session)
        week = kept.weeks.get(key) or self._again(session, kept, key, read)
        return week.between(minutes) if week else read(minutes)

    def by_id(
        self, session: Session, kind: Hashable, ids: tuple[int, ...], read: Callable[..., Rows]
    ) -> Rows:
        """What `read` gives for these ids, the id first; those that are not there are left out.

        `kind` tells apart what is kept of them.
        """
        kept = self._current(session)
        if not kept.is_settled:
            return read(ids)
        known = kept.by_id.setdefault(kind, {})
        missing = tuple(one for one in ids if one not in known)
        if missing and self._is_behind(session, kept):
            return read(ids)
        if missing:
            fresh = read(missing)
            known.update((row[0], row) for row in fresh)
            kept.held += len(fresh)
        return [known[one] for one in ids if one in known]

    def dates(self, session: Session) -> Dates:
        """What is called off or moved."""
        return self._current(session).dates

    def forget(self) -> None:
        """Starts over, after a reading by this very process."""
        self._kept = None

    def _again(self, session: Session, kept: _Kept, key: Hashable, read: Read) -> Week | None:
        """The week when it is asked for a second time: a place asked for once isn't worth one."""
        times = kept.asked[key] + 1
        kept.asked[key] = times
        kept.held += 1
        if times != 2 or not kept.is_settled or self._is_behind(session, kept):
            return None
        week = Week(read([A_WEEK]))
        if week.size <= MOST_A_WEEK:
            kept.weeks[key] = week
            kept.held += week.size
        return week

    def _is_behind(self, session: Session, kept: _Kept) -> bool:
        """A session that began before a feed was read anew still sees it as it was: an old address
        went out with a meeting that had moved. Asked once a session, which never sees less than before."""
        if session.info.get(_SEEN) is kept:
            return False
        if _FEEDS.rows(session) != kept.feeds:
            return True
        session.info[_SEEN] = kept
        return False

    def _current(self, session: Session) -> _Kept:
        """What is kept; looks every few seconds whether a feed was read anew."""
        kept, now = self._kept, time.monotonic()
        if kept and now < kept.look_after and kept.held <= MOST_ROWS:
            return kept
        feeds = _FEEDS.rows(session)
        if kept is None or feeds != kept.feeds or kept.held > MOST_ROWS:
            kept = self._kept = _Kept(feeds, now, _dates_if_any(session, feeds))
        kept.look_after = now + LOOK_EVERY_S
        session.info[_SEEN] = kept
        return kept


def _dates_if_any(session: Session, feeds: Rows) -> Dates:
    """On most days there is none, and one statement less."""
    return read_dates(session) if feeds and feeds[0][3] else NO_DATES


_shelves: WeakKeyDictionary[Pool, Shelf] = WeakKeyDictionary()


def shelf_of(session: Session) -> Shelf:
    """The shelf of this session's database: kept by its pool of connections, which is its alone."""
    pool = session.get_bind().engine.pool
    found = _shelves.get(pool)
    if found is None:
        found = _shelves[pool] = Shelf()
    return found
