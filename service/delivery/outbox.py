"""Everything that goes out, as rows: put, and claim by compare-and-swap with a lease.

A claim says "mine until then". Whoever claims posts without any session open; if it dies, the lease
runs out and the sweep finds the row. Nothing is ever sent that was not claimed, and a row is claimed
by one process only: on PostgreSQL rows another claims are skipped, on SQLite there is one writer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, cast

from sqlalchemy import Table, bindparam, select, text, update
from sqlalchemy import insert as sql_insert
from sqlalchemy.orm import Session

from service.db import insert, new_id
from service.delivery.windows import USUAL, Windows
from service.models import Lane, Outbox, State, Way
from service.statements import Prepared, Write

PRIORITY = {lane: place for place, lane in enumerate(Lane)}
_ROWS = cast(Table, Outbox.__table__)
# Each the very condition of one partial index: said in other words, or with a parameter, the index
# is not used, and a look at four rows becomes one at all of them.
QUEUED = text("outbox.state = 'queued'")
HELD = text("outbox.state IN ('sending', 'unknown')")
GONE = text("outbox.state IN ('accepted', 'sent', 'inline')")
_DUE = (
    select(Outbox.id)
    .where(QUEUED, Outbox.priority == bindparam("place"), Outbox.not_before <= bindparam("now_"))
    .order_by(Outbox.not_before)
)
_FIRST_DUE = _DUE.limit(bindparam("room")).with_for_update(skip_locked=True).cte("first_due")
# Built once: building it costs four times as much as running it.
_CLAIM = (
    update(_ROWS)
    .where(_ROWS.c.id.in_(select(_FIRST_DUE.c.id)), QUEUED)
    .values(
        state=State.SENDING,
        lease_until=bindparam("until"),
        lease_token=bindparam("token"),
        changed_at=bindparam("now_"),
    )
    .returning(*_ROWS.c)
)
_INLINE = Prepared(
    sql_insert(_ROWS).inline(),
    columns=(
        *("id", "way", "lane", "priority", "dedupe_key", "phone_id", "person_id", "message"),
        *("state", "not_before", "useful_until", "attempts", "repeats", "created_at", "changed_at"),
    ),
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is ours until the lease ends. `number` is that of the attempt about to be made."""

    id: str
    way: Way
    lane: Lane
    number: int
    is_repeat: bool  # an earlier attempt may have arrived after all
    phone_id: int
    person_id: int | None
    message: str
    subject_id: int | None
    occurs_at: datetime | None
    useful_until: datetime
    lease_token: str


def put(
    session: Session,
    *,
    way: Way,
    lane: Lane,
    dedupe_key: str,
    phone_id: int,
    message: str,
    not_before: datetime,
    useful_until: datetime,
    now: datetime,
    subject_id: int | None = None,
    occurs_at: datetime | None = None,
    person_id: int | None = None,
) -> str | None:
    """Puts one thing out, to be sent from `not_before` on; its id, or None when its key is there.

    `message` is a name in the register of messages; the words are made when it is sent.
    """
    values = {
        "id": new_id(), "way": way, "lane": lane, "priority": PRIORITY[Lane(lane)],
        "dedupe_key": dedupe_key, "phone_id": phone_id, "person_id": person_id,
        "message": message, "subject_id": subject_id, "occurs_at": occurs_at,
        "state": State.QUEUED, "not_before": not_before, "useful_until": useful_until,
        "attempts": 0, "repeats": 0, "created_at": now, "changed_at": now,
    }  # fmt: skip
    fresh = insert(session, Outbox).values(values)
    return session.scalar(
        fresh.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(Outbox.id)
    )


def inline(
    *, phone_id: int, now: datetime, message: str = "reply", person_id: int | None = None
) -> tuple[str, Write]:
    """A reply that goes back in the webhook's own answer: its row's id, and what writes it down.

    Its receipts move it on.
    """
    id = new_id()
    row = {
        "id": id, "way": Way.TEXT, "lane": Lane.REPLY, "priority": PRIORITY[Lane.REPLY],
        "dedupe_key": f"inline:{id}", "phone_id": phone_id, "person_id": person_id,
        "message": message, "state": State.INLINE, "not_before": now, "useful_until": now,
        "attempts": 0, "repeats": 0, "created_at": now, "changed_at": now,
    }  # fmt: skip
    return id, _INLINE.with_values(**row)


def claim(
    session: Session,
    now: datetime,
    machine_now: datetime,
    limit: int,
    lanes: Sequence[Lane] = tuple(Lane),
    windows: Windows = USUAL,
) -> list[Claimed]:
    """Takes up to `limit` rows that are due, earlier lanes first, the longest waiting first.

    A lane at a time, so that each look-up is one short range of the index, however many rows of
    other lanes wait for next week.
    """
    claimed: list[Claimed] = []
    lease = {"now_": now, "until": machine_now + windows.lease, "token": new_id()}
    for lane in sorted(lanes, key=PRIORITY.__getitem__):
        if (room := limit - len(claimed)) > 0:
            of_lane = {"place": PRIORITY[lane], "room": room}
            rows = session.connection().execute(_CLAIM, lease | of_lane)
            claimed += map(_claimed, sorted(rows, key=attrgetter("not_before", "id")))
    return claimed


def lanes_due(session: Session, now: datetime) -> set[Lane]:
    """The lanes in which something waits to be sent."""
    first = _DUE.limit(1)
    return {
        lane
        for lane in Lane
        if session.connection().scalar(first, {"place": PRIORITY[lane], "now_": now})
    }


def _claimed(row: Any) -> Claimed:
    return Claimed(
        id=row.id,
        way=Way(row.way),
        lane=Lane(row.lane),
        number=row.attempts + 1,
        is_repeat=row.repeats > 0,
        phone_id=row.phone_id,
        person_id=row.person_id,
        message=row.message,
        subject_id=row.subject_id,
        occurs_at=row.occurs_at,
        useful_until=row.useful_until,
        lease_token=row.lease_token,
    )
