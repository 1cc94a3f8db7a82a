"""The slow and plain way to search: read every row, walk the calendar day by day, measure every mile."""

from datetime import datetime, timedelta
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
NOT_FOR_ALL = BITS["women"] | BITS["men"]
Fits = dict[int, tuple[float, int]]  # by id: miles and attributes


def filled(database: Database, feeds: dict[str, bytes], now: datetime) -> list[Meeting]:
    """Imports the feeds, by fellowship, and returns every listed room."""
    with database.transaction() as session:
        for kind, raw in feeds.items():
            import_feed(session, kind, raw, kind, "America/Denver", now)
    with database.reading() as session:
        return list(session.scalars(select(Meeting).where(Meeting.cell.is_not(None))))


def starts_in(row: Meeting, span: Span) -> bool:
    """Day by day on the calendar, with none of the search's arithmetic."""
    zone = ZoneInfo(row.zone)
    day = span.start.astimezone(zone).replace(hour=0, minute=0, fold=0)
    for number in range(9):
        start = day + timedelta(days=number, minutes=row.start_min)
        late = span.short_start if span.short_start and row.duration_min <= 60 else span.start
        if start.isoweekday() % 7 == row.day and late <= start < span.end:
            return True
    return False


def fitting(
    rows: list[Meeting], query: Query, place: Place, now: datetime, miles: float = DRIVE
) -> Fits:
    """Everything within the drive that starts in the time asked for: {id: miles}."""
    kin = (row for row in rows if query.kind in ("any", row.fellowship))
    near = ((row, miles_between(place.lat, place.lon, row.lat, row.lon)) for row in kin)
    spans = tries(query, now, place.zone)[0]
    return {
        row.id: (far, row.attrs)
        for row, far in near
        if far <= miles and any(starts_in(row, span) for span in spans)
    }


def nearest(fits: Fits) -> float:
    """How far the first room may be: the nearest's way, or that of the nearest for everybody."""
    first = min(far for far, _ in fits.values())
    for_all = [far for far, attrs in fits.values() if not attrs & NOT_FOR_ALL]
    lead = min(for_all, default=first)
    return lead if lead <= first + OPEN_TO_ALL_MILES else first
