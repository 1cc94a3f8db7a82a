"""What a reading of a feed changes, and writing just that.

A row that is missing is gone only after two good readings without it, because slugs change when a
meeting is renamed. A feed that has lost more than 30 % of what it listed is an alarm: what is new is
taken, but nothing that is listed is hidden or counted as missing until a person accepts it.

Everything is written in chunks (`meetings/store.py`): what a crash leaves undone the next reading does.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, Integer, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings.attributes import DATED
from service.meetings.report import Columns
from service.meetings.store import Store, chunks, in_chunks
from service.models.meeting import Meeting
from service.statements import Prepared, for_each

GONE_AFTER = 2  # good readings without the row
SHRUNK = 0.7  # of the rows listed before
GONE = "gone from its feed"
ALSO = "also in another feed"

_TABLE = table_of(Meeting)
# Dates that are called off or moved are no business of the feed's: their bit stays as it is.
_CHANGE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("row"))
    .values(attrs=bindparam("bits", type_=Integer).op("|")(_TABLE.c.attrs.op("&")(DATED)))
)


@dataclass(frozen=True, slots=True)
class Stored:
    """What we have of a row already."""

    id: int
    digest: str
    missed: int
    hidden: str | None
    fellowship: str
    minute: int | None

    @property
    def listed(self) -> bool:
        """As far as its own feed goes."""
        return self.hidden is None or self.hidden == ALSO


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reading changes. `missing` includes `going`; a shrunk feed has neither."""

    fresh: list[Columns]
    changed: list[Columns]
    missing: list[Stored]
    going: list[Stored]
    back: list[Stored]  # missed once, here again
    shrunk: bool
    listed_before: int

    @property
    def changes(self) -> bool:
        """False when there is nothing to write but the reading itself."""
        return bool(self.fresh or self.changed or self.missing or self.back)


def known_rows(session: Session, feed_id: int) -> dict[str, Stored]:
    """A feed's rows as they are, by slug."""
    names = ("slug", "id", "digest", "missed", "hidden_reason", "fellowship", "minute_of_week")
    columns = [_TABLE.c[name] for name in names]
    found = session.connection().execute(select(*columns).where(_TABLE.c.feed_id == feed_id))
    return {slug: Stored(*rest) for slug, *rest in found}


def plan(rows: list[Columns], known: dict[str, Stored], accept_shrink: bool = False) -> Plan:
    """What is to be done. With `accept_shrink` what is missing goes at once: a person has looked."""
    here = {row["slug"] for row in rows}
    listed = sum(not row["hidden_reason"] for row in rows)
    before = sum(had.listed for had in known.values())
    shrunk = not accept_shrink and listed < SHRUNK * before
    away = [had for slug, had in known.items() if slug not in here and had.hidden != GONE]
    missing = [] if shrunk else away
    changed = [row for row in rows if _differs(row, known.get(row["slug"]))]
    if shrunk:
        changed = [row for row in changed if not _takes_away(row, known[row["slug"]])]
    return Plan(
        fresh=[row for row in rows if row["slug"] not in known],
        changed=changed,
        missing=missing,
        going=[had for had in missing if _goes(had, accept_shrink)],
        back=[had for slug, had in known.items() if had.missed and slug in here],
        shrunk=shrunk,
        listed_before=before,
    )


def plan_same(known: dict[str, Stored], alarmed: bool) -> Plan:
    """The same copy once more: what was missing from it still is. After an alarm nothing is."""
    away = [] if alarmed else [had for had in known.values() if had.missed and had.hidden != GONE]
    return Plan([], [], away, away, [], alarmed, 0)


def write(store: Store, feed_id: int, plan: Plan, known: dict[str, Stored], seen: "Seen") -> None:
    """In bulk, past the unit of work; a row another import has put in meanwhile stays."""
    stamp = {"feed_id": feed_id, "last_seen": seen.now, "missed": 0}
    fresh = stamp | {"first_seen": seen.now}
    for some in chunks(plan.fresh):
        rows = [row | fresh for row in some]
        with store.transaction() as session:
            for_each(session, _fill(tuple(rows[0])), rows)
    changed = [{**row, **stamp, "row": known[row["slug"]].id} for row in plan.changed]
    for row in changed:
        row["bits"] = row.pop("attrs")
    in_chunks(store, _CHANGE, changed)
    _set(store, [one for one in plan.missing if not one.missed], last_seen=seen.before)
    _set(store, plan.missing, missed=_TABLE.c.missed + 1)
    _set(store, plan.back, missed=0)
    _set(store, plan.going, cell=None, remote=None, hidden_reason=GONE, missed=GONE_AFTER)


@dataclass(frozen=True, slots=True)
class Seen:
    """When this reading is, and when the one before was: rows missing now were last seen then."""

    now: datetime
    before: datetime


def minutes_touched(plan: Plan, known: dict[str, Stored]) -> set[int]:
    """The minutes of the week in which a listed row came, went or changed."""
    rows = [*plan.fresh, *plan.changed]
    had = [known[row["slug"]] for row in plan.changed] + plan.going
    minutes = {row["minute_of_week"] for row in rows} | {one.minute for one in had}
    return {minute for minute in minutes if minute is not None}


def _differs(row: Columns, had: Stored | None) -> bool:
    """A row that was gone and is back differs too: it was taken out of the index."""
    return had is not None and (had.digest != row["digest"] or had.missed >= GONE_AFTER)


def _takes_away(row: Columns, had: Stored) -> bool:
    return had.listed and bool(row["hidden_reason"])


def _goes(had: Stored, at_once: bool) -> bool:
    return at_once or had.missed + 1 >= GONE_AFTER


@lru_cache(maxsize=8)
def _fill(columns: tuple[str, ...]) -> Prepared:
    """The INSERT of these columns. One row costs half of what SQLAlchemy's own execution takes."""

    def build(dialect: str) -> Insert:
        if dialect == "sqlite":
            return sqlite.insert(_TABLE).on_conflict_do_nothing()
        return postgresql.insert(_TABLE).on_conflict_do_nothing()

    return Prepared(build, columns)


def _set(store: Store, rows: list[Stored], **values: Any) -> None:
    for some in chunks(rows):
        chosen = update(_TABLE).where(_TABLE.c.id.in_([row.id for row in some]))
        with store.transaction() as session:
            session.connection().execute(chosen.values(**values))
