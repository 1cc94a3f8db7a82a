"""What a reading of a feed holds and what became of it, as the operator reads it."""

from collections import Counter
from dataclasses import dataclass, fields
from typing import Any

from service.models.feed import Feed

Columns = dict[str, Any]  # one meeting, as `canonical` makes it
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
NO_DAY = "no day"  # by appointment


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


def counted(
    feed: str, format: str, rows: list[Columns], twins: int, also: str, **became: Any
) -> Report:
    """The report of a reading, `twins` of whose listed rows are hidden because of `also`."""
    reasons = Counter(row["hidden_reason"] for row in rows if row["hidden_reason"])
    if twins:
        reasons[also] = twins
    listed = [row for row in rows if not row["hidden_reason"]]
    zones = Counter(row["zone"] for row in rows)
    return Report(
        feed=feed,
        format=format,
        rows=len(rows),
        listed=len(rows) - reasons.total(),
        hidden=reasons.total(),
        reasons=dict(reasons.most_common()),
        timezone=zones.most_common(1)[0][0] if zones else None,
        modes=dict(Counter(row["mode"] for row in listed).most_common()),
        days=_by_day(listed),
        precision=dict(Counter(row["precision"] for row in listed).most_common()),
        zones=dict(zones.most_common()),
        **became,
    )


def same_copy(feed: Feed, gone: int) -> Report:
    """The report of a copy that is the one we had."""
    return Report(
        feed=feed.name,
        format=feed.format,
        rows=feed.rows,
        listed=feed.listed,
        hidden=feed.rows - feed.listed,
        reasons={},
        added=0,
        changed=0,
        gone=gone,
        timezone=feed.zone,
        shrunk=feed.alarm_at is not None,
        alarm=feed.alarm_why,
        unchanged=True,
    )


def _by_day(rows: list[Columns]) -> dict[str, int]:
    counts = Counter(row["day"] for row in rows)
    named = {name: counts[day] for day, name in enumerate(DAYS)}
    return named | ({NO_DAY: counts[None]} if counts[None] else {})
