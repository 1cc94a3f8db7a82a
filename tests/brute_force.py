"""The slow and plain way to search: read every row, walk the calendar day by day, measure every mile."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from service.db import Database
from service.meetings.attributes import BITS
from service.meetings.geo import miles_between
from service.meetings.importer import import_feed
from service.meetings.places import Place
from service.meetings.query import Query
from service.meetings.ranking import OPEN_TO_ALL_MILES
from service.meetings.windows import Span, tries
from service.models import Meeting

DRIVE = 100
Changes = Mapping[date, datetime | None]  # off, or moved
NO_CHANGES: Mapping[Any, Any] = {}
NOT_FOR_ALL = BITS["women"] | BITS["men"]


class Fit(NamedTuple):
    """A room that fits: how far it is, what it is like, when it starts."""

    miles: float
    attrs: int
    starts: datetime

    def too_late(self, now: datetime) -> bool:
        """True when nobody who leaves now gets there in time."""
        road = timedelta(minutes=1.3 * self.miles - 15)
        return self.miles > 10 and now + road > self.starts


def filled(database: Database, feeds: dict[str, bytes], now: datetime) -> list[Meeting]:
    """Imports the feeds, by fellowship, and returns every listed room."""
    with database.transaction() as session:
        for kind, raw in feeds.items():
            import_feed(session, kind, raw, kind, "America/Denver", now)
    with database.reading() as session:
        return list(session.scalars(select(Meeting).where(Meeting.cell.is_not(None))))


def start_in(row: Meeting, span: Span, changed: Changes = NO_CHANGES) -> datetime | None:
    """Day by day on the calendar, with none of the search's arithmetic."""
    zone = ZoneInfo(row.zone)
    day = span.start.astimezone(zone).replace(hour=0, minute=0, fold=0)
    days = [day + timedelta(days=number, minutes=row.start_min or 0) for number in range(9)]
    usual = [one for one in days if one.isoweekday() % 7 == row.day and one.date() not in changed]
    late = span.short_start if span.short_start and row.duration_min <= 60 else span.start
    there = [*usual, *(to for to in changed.values() if to)]
    return min((one for one in there if late <= one < span.end), default=None)


def fitting(
    rows: list[Meeting],
    query: Query,
    place: Place,
    now: datetime,
    miles: float = DRIVE,
    changed: Mapping[int, Changes] = NO_CHANGES,
) -> dict[int, Fit]:
    """Everything within the drive that starts in the time asked for, by id."""
    found = {}
    for row in rows:
        if query.kind not in ("any", row.fellowship):
            continue
        far = miles_between(place.lat, place.lon, row.lat or 0, row.lon or 0)
        spans = tries(query, now, place.zone)[0] if far <= miles else ()
        starts = next(
            (start for span in spans if (start := start_in(row, span, changed.get(row.id, {})))),
            None,
        )
        if starts:
            found[row.id] = Fit(far, row.attrs, starts)
    return found


def nearest(fits: dict[int, Fit]) -> float:
    """How far the first room may be: the nearest's way, or that of the nearest for everybody."""
    first = min(fit.miles for fit in fits.values())
    for_all = [fit.miles for fit in fits.values() if not fit.attrs & NOT_FOR_ALL]
    lead = min(for_all, default=first)
    return lead if lead <= first + OPEN_TO_ALL_MILES else first
