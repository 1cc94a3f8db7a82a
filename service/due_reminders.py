"""Reminders whose moment has come, many in one transaction: into the outbox, and on to their next date.

Ten thousand may fall due in one minute. One by one each costs four times as much as in a batch, which
reads all of them at once and writes with one statement a table. A batch that breaks changes nothing;
the ticker then takes its reminders one by one, and the broken one alone is put off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, select, update
from sqlalchemy.orm import Session

from service import consent, timers
from service.db import insert_for, new_id, table_of
from service.delivery.outbox import PRIORITY
from service.members import CHOSEN_REACH, Reach, reach_from
from service.models import Lane, Membership, Outbox, Person, PhoneRow, Reminder, State, Way
from service.planning import Plan, next_plan
from service.preferences import holds_back
from service.reminders import TIMER, UNLISTED
from service.reminding import MESSAGE
from service.settings import Settings
from service.statements import Prepared, Statement, for_each, one_of, one_value
from service.text.lead_words import Lead

_R, _P, _L = table_of(Reminder).c, table_of(Person).c, table_of(PhoneRow).c
# Put into a group by somebody else, and not heard of since.
_NEVER_ASKED = and_(
    exists().where(Membership.person_id == _R.person_id), ~consent.own_yes(_R.phone_id)
)
_DUE = Prepared(
    lambda dialect: (
        select(
            *(_R.id, _R.person_id, _R.phone_id, _R.meeting_id, _R.lead_min, _R.at_min, _R.way),
            *(_R.repeats, _R.occurs_at, _R.at_any_hour, _R.created_at),
            *(_P.paused_until, _P.decided_at, _NEVER_ASKED.label("never_asked")),
            *(_P.zone, _P.contact_from_min, _P.contact_until_min, CHOSEN_REACH, _L.line_type),
        )
        .join_from(table_of(Reminder), table_of(Person), _P.id == _R.person_id)
        .join(table_of(PhoneRow), _L.id == _R.phone_id)
        .where(one_of(_R.id, dialect), _R.on, _R.occurs_at.is_not(None))
        .order_by(_R.id)
    )
)
_OUTBOX_COLUMNS = (
    *("id", "way", "lane", "priority", "dedupe_key", "phone_id", "person_id", "message"),
    *("subject_id", "occurs_at", "at_any_hour", "state", "not_before", "useful_until"),
    *("attempts", "repeats", "created_at", "changed_at"),
)


def _putting(dialect: str) -> Statement:
    fresh = insert_for(dialect, Outbox).inline()
    return fresh.on_conflict_do_nothing(index_elements=["dedupe_key"])


_PUT = Prepared(_putting, columns=_OUTBOX_COLUMNS)
_END = Prepared(
    update(table_of(Reminder))
    .where(_R.id == bindparam("id_"))
    .values(on=False, missed_because=bindparam("because"))
)
_MOVE_ON = Prepared(
    update(table_of(Reminder))
    .where(_R.id == bindparam("id_"))
    .values(
        occurs_at=bindparam("next_"),
        at_any_hour=bindparam("any_hour"),
        missed_because=bindparam("because"),
    )
)


class _Due(NamedTuple):
    """What the database says of one reminder, its person and its phone."""

    id: int
    person_id: int
    phone_id: int
    meeting_id: int
    lead_min: int
    at_min: int | None
    way: str | None
    repeats: bool
    occurs_at: datetime
    at_any_hour: bool
    asked_at: datetime
    paused_until: datetime | None
    decided_at: dict[str, str] | None
    never_asked: bool
    zone: str | None
    contact_from_min: int | None
    contact_until_min: int | None
    reach: str | None
    line_type: str

    @property
    def lead(self) -> Lead:
        return Lead(self.lead_min, self.at_min)


@dataclass(frozen=True, slots=True)
class _One:
    """A reminder that is due, and how its person is reached now."""

    row: _Due
    reach: Reach
    missed: str | None


def fall_due(
    session: Session, settings: Settings, ids: Sequence[int], now: datetime
) -> Sequence[str]:
    """Puts what is due into the outbox, a row a way, and moves on what repeats; the rows' ids.

    What falls due after its meeting has begun, or in a break it was not asked for in, is never sent: it says
    why it was missed.
    """
    session.flush()
    keys = one_value(list(ids), session.get_bind().dialect.name)
    due = [_one(settings, _Due(*row), now) for row in _DUE.rows(session, keys=keys)]
    put = [_row(one, way, now) for one in due if not one.missed for way in one.reach.ways]
    _write(session, _PUT, put)
    _move_on(session, due, now)
    session.expire_all()
    return [row["id"] for row in put]


def _one(settings: Settings, row: _Due, now: datetime) -> _One:
    reach = reach_from(settings, row.way, *row[-5:])
    if now >= row.occurs_at:
        return _One(row, reach, "it fell due after the meeting had begun")
    if row.never_asked:
        return _One(row, reach, "they have not said yes themselves yet")
    resting = holds_back(row.paused_until, row.decided_at, row.asked_at, now)
    return _One(row, reach, "they had asked for a break" if resting else None)


def _row(one: _One, way: Way, now: datetime) -> dict[str, Any]:
    row = one.row
    return {
        "id": new_id(), "way": way, "lane": Lane.REMINDER, "priority": PRIORITY[Lane.REMINDER],
        "dedupe_key": _key(row, way), "phone_id": row.phone_id, "person_id": row.person_id,
        "message": MESSAGE, "subject_id": row.id, "occurs_at": row.occurs_at,
        "at_any_hour": row.at_any_hour, "state": State.QUEUED, "not_before": now,
        "useful_until": row.occurs_at, "attempts": 0, "repeats": 0, "created_at": now,
        "changed_at": now,
    }  # fmt: skip


def _key(row: _Due, way: Way) -> str:
    """One a date, lead and way; by person and meeting, since a row's id may come again."""
    lead = f"{row.lead_min}" if row.at_min is None else f"at{row.at_min}"
    whose = f"{row.meeting_id}:{row.person_id}"
    return f"reminder:{whose}:{row.occurs_at:%Y-%m-%dT%H%M}:{lead}:{way}"


def _move_on(session: Session, due: Sequence[_One], now: datetime) -> None:
    """To the first date after this one; it ends where there is none, or was asked for once."""
    ended, moved, later = [], [], []
    for one in due:
        said = {"id_": one.row.id, "because": one.missed}
        plan = _next(session, one, now) if one.row.repeats else None
        if plan:
            moved.append(said | {"next_": plan.occurs_at, "any_hour": plan.due.at_any_hour})
            later.append((str(one.row.id), plan.due.at))
        else:
            gone = UNLISTED if one.row.repeats else None
            ended.append(said | {"because": one.missed or gone})
    _write(session, _END, ended)
    _write(session, _MOVE_ON, moved)
    timers.put_all(session, TIMER, later)


def _next(session: Session, one: _One, now: datetime) -> Plan | None:
    row, after = one.row, max(now, one.row.occurs_at)
    return next_plan(session, row.meeting_id, (row.lead,), one.reach, after)


def _write(session: Session, what: Prepared, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        for_each(session, what, rows)
