"""What a reading of a feed holds and what became of it, as the operator reads it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import table_of
from service.models.feed import Feed
from service.models.meeting import Meeting

Columns = dict[str, Any]  # one meeting, as `canonical` makes it
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
NO_DAY = "no day"  # by appointment
_TABLE = table_of(Meeting)
_COUNTED = [_TABLE.c[name] for name in ("hidden_reason", "mode", "day", "precision", "zone")]


@dataclass(frozen=True, slots=True)
class Report:
    """Rows = listed + hidden, always. `modes`, `days` and `precision` count what is listed."""

    feed: str
    format: str
    rows: int
    listed: int
    hidden: int
    reasons: dict[str, int]
    added: int
    changed: int
    gone: int
    timezone: str | None
    shrunk: bool = False
    alarm: str | None = None  # why nothing was taken away, while a person has not looked
    unchanged: bool = False  # the very copy we had: nothing was read again
    modes: dict[str, int] | None = None
    days: dict[str, int] | None = None
    precision: dict[str, int] | None = None  # how sure the points are: exact, zip, town, area, none
    zones: dict[str, int] | None = None

    @property
    def geocoded_percent(self) -> float | None:
        """Of the listed meetings, those with a point; None when nothing was counted."""
        if not self.precision:
            return None
        total = sum(self.precision.values())
        return round(100 * (total - self.precision.get("none", 0)) / total, 1)

    def as_json(self) -> dict[str, Any]:
        """As `porchlight import --json` prints it."""
        told = {field.name: getattr(self, field.name) for field in fields(self)}
        return told | {"geocoded_percent": self.geocoded_percent}


def counted(feed: str, format: str, rows: Sequence[Columns], **became: Any) -> Report:
    """The report of a reading whose rows are these, and what `became` of them."""
    reasons = Counter(row["hidden_reason"] for row in rows if row["hidden_reason"])
    listed = [row for row in rows if not row["hidden_reason"]]
    zones = Counter(row["zone"] for row in rows)
    return Report(
        feed=feed,
        format=format,
        rows=len(rows),
        listed=len(listed),
        hidden=reasons.total(),
        reasons=dict(reasons.most_common()),
        timezone=zones.most_common(1)[0][0] if zones else None,
        modes=dict(Counter(row["mode"] for row in listed).most_common()),
        days=_by_day(listed),
        precision=dict(Counter(row["precision"] for row in listed).most_common()),
        zones=dict(zones.most_common()),
        **became,
    )


def same_copy(session: Session, feed: Feed, gone: int) -> Report:
    """The report of a copy that is the one we had."""
    here = _TABLE.c.feed_id == feed.id, _TABLE.c.missed == 0
    found = session.connection().execute(select(*_COUNTED).where(*here))
    rows = [dict(row._mapping) for row in found]
    shrunk = feed.alarm_at is not None
    became = {"added": 0, "changed": 0, "gone": gone, "alarm": feed.alarm_why, "unchanged": True}
    return counted(feed.name, feed.format, rows, shrunk=shrunk, **became)


def _by_day(rows: Sequence[Columns]) -> dict[str, int]:
    counts = Counter(row["day"] for row in rows)
    named = {name: counts[day] for day, name in enumerate(DAYS)}
    return named | ({NO_DAY: counts[None]} if counts[None] else {})
