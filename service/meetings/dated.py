"""The dates that are not as usual, as the search needs them: few, and read whole when any has changed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings.attributes import MOVED
from service.meetings.recurring import Series
from service.models.meeting import Meeting
from service.models.meeting_date import MeetingDate
from service.statements import Prepared


class Change(NamedTuple):
    """What is different about one date; `starts_at` is None when it is called off."""

    starts_at: datetime | None
    place: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A listed meeting on a date that is at another time or place."""

    starts: datetime
    row: tuple[Any, ...]  # as `listed` gives rows with a point, its attributes with MOVED
    fellowship: str
    mode: str
    cell: int | None
    remote: int | None


@dataclass(frozen=True, slots=True)
class Dates:
    """All of them, of what is listed."""

    changed: Mapping[int, Mapping[date, Change]] = field(default_factory=dict)
    moved: tuple[MovedDate, ...] = ()

    def moved_to(self, meeting_id: int, starts: datetime) -> Change | None:
        """What is said of the date that was moved to this moment."""
        found = self.changed.get(meeting_id, {}).values()
        there = starts.timestamp()
        return next(
            (one for one in found if one.starts_at and one.starts_at.timestamp() == there), None
        )


NO_DATES = Dates()
_D, _M = table_of(MeetingDate).c, table_of(Meeting).c
_DATED = Prepared(
    select(
        *(_D.meeting_id, _D.on_date, _D.starts_at, _D.place, _D.reason),
        *(_M.minute_of_week, _M.zone, _M.rrule, _M.starts_on, _M.attrs, _M.series),
        *(_M.duration_min, _M.lat, _M.lon, _M.fellowship, _M.mode, _M.cell, _M.remote),
    )
    .join_from(table_of(MeetingDate), table_of(Meeting), _M.id == _D.meeting_id)
    .where(_M.hidden_reason.is_(None), _M.minute_of_week.is_not(None))
)
_OF_ONE = Prepared(
    select(_D.on_date, _D.starts_at, _D.place, _D.reason).where(
        _D.meeting_id == bindparam("meeting_id")
    )
)


def read_dates(session: Session) -> Dates:
    """Those of every listed meeting."""
    changed: dict[int, dict[date, Change]] = defaultdict(dict)
    moved = []
    for meeting_id, on, starts_at, place, reason, *rest in _DATED.rows(session):
        changed[meeting_id][on] = Change(starts_at, place, reason)
        if starts_at is not None:
            moved.extend(_moved(meeting_id, on, starts_at, rest))
    return Dates(changed, tuple(moved))


def changes_of(session: Session, meeting_id: int) -> dict[date, Change]:
    """Those of one meeting, listed or not, as they are this moment."""
    found = _OF_ONE.rows(session, meeting_id=meeting_id)
    return {on: Change(*change) for on, *change in found}


def moments(changed: Mapping[date, Change]) -> dict[date, datetime | None]:
    """As a Schedule takes them."""
    return {on: change.starts_at for on, change in changed.items()}


def _moved(meeting_id: int, on: date, starts: datetime, rest: list[Any]) -> list[MovedDate]:
    """None of a date that the series has no more: its feed has another weekday by now."""
    minute, zone, rrule, starts_on, attrs, series, duration, lat, lon, *shown = rest
    if not Series(minute, zone, rrule, starts_on).schedule().has(on):
        return []
    row = (meeting_id, minute, zone, attrs | MOVED, series, duration, lat, lon)
    return [MovedDate(starts, row, *shown)]
