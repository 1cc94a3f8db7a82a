"""What a copy of a list would change, row by row and field by field, for somebody to look at first."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings import changes
from service.meetings.attributes import DATED
from service.meetings.changes import Plan, Stored
from service.meetings.copies import Copy
from service.meetings.report import Columns, counted
from service.models.feed import Feed
from service.models.meeting import Meeting

SHOWN = 100  # of each sort; all are counted
# What people read; a row whose point alone has moved is told as `point`.
FIELDS = (
    *(
        "name",
        "fellowship",
        "day",
        "start_min",
        "duration_min",
        "rrule",
        "zone",
        "mode",
        "location",
    ),
    *("address", "town", "region", "postal_code", "dial_in", "dial_code", "url", "notes", "attrs"),
    "hidden_reason",
)
_T = table_of(Meeting)

Found = dict[str, Any]


def base_of(session: Session, name: str) -> str | None:
    """What tells one reading of a feed from another; None for a feed we don't have."""
    return session.scalar(select(Feed.digest).where(Feed.name == name))


def differences(session: Session, copy: Copy) -> Found:
    """Counts of everything, and the first rows of each sort. `shrunk`: it has lost so much that a person
    must say that this is right."""
    feed_id = session.scalar(select(Feed.id).where(Feed.name == copy.name))
    known = changes.known_rows(session, feed_id) if feed_id else {}
    plan = changes.plan(copy.rows, known, accept_shrink=True)
    gone = [had for had in plan.missing if had.listed]
    report = counted(
        *(copy.name, copy.format, copy.rows),
        added=len(plan.fresh),
        changed=len(plan.changed),
        gone=len(gone),
        shrunk=changes.plan(copy.rows, known).shrunk,
    )
    return report.as_json() | {
        "before": plan.listed_before,
        "first_added": [_shown(row) for row in _listed(plan.fresh)[:SHOWN]],
        "first_changed": _changed(session, plan, known),
        "first_gone": _gone(session, gone[:SHOWN]),
        "first_hidden": [_shown(row) for row in copy.rows if row["hidden_reason"]][:SHOWN],
    }


def _listed(rows: Sequence[Columns]) -> list[Columns]:
    return [row for row in rows if not row["hidden_reason"]]


def _shown(row: Columns) -> Columns:
    return {name: row[name] for name in FIELDS}


def _changed(session: Session, plan: Plan, known: dict[str, Stored]) -> list[Found]:
    rows = plan.changed[:SHOWN]
    had = _stored(session, [known[row["slug"]].id for row in rows])
    return [_field_by_field(row, had[known[row["slug"]].id]) for row in rows]


def _field_by_field(row: Columns, had: Columns) -> Found:
    fields = [
        {"field": name, "was": had[name], "now": row[name]}
        for name in FIELDS
        if row[name] != had[name] and not (name == "attrs" and _same_bits(row, had))
    ]
    return {"name": row["name"], "fields": fields or [{"field": "point", "was": None, "now": None}]}


def _same_bits(row: Columns, had: Columns) -> bool:
    """But for the one that is ours alone."""
    return bool((row["attrs"] ^ had["attrs"]) & ~DATED == 0)


def _gone(session: Session, gone: Sequence[Stored]) -> list[Columns]:
    return list(_stored(session, [one.id for one in gone]).values())


def _stored(session: Session, ids: Sequence[int]) -> dict[int, Columns]:
    columns = [_T.c[name] for name in ("id", *FIELDS)]
    found = session.connection().execute(select(*columns).where(_T.c.id.in_(ids)))
    rows = [dict(row._mapping) for row in found]
    return {row["id"]: row for row in rows}
