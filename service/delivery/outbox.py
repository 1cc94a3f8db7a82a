"""Everything that goes out, as rows: put, and claim by compare-and-swap with a lease.

A claim says "mine until then". Whoever claims posts without any session open; if it dies, the lease
runs out and the sweep finds the row. Nothing is ever sent that was not claimed, and a row is claimed
by one process only: on PostgreSQL rows another claims are skipped, on SQLite there is one writer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy import insert as sql_insert
from sqlalchemy.orm import Session

from service.db import insert, new_id, table_of
from service.delivery.windows import USUAL, Windows
from service.errors import BadInput
from service.models import Lane, Outbox, State, Way
from service.statements import Prepared, Write, together

PRIORITY = {lane: place for place, lane in enumerate(Lane)}
ROWS = table_of(Outbox)
# Each the very condition of one partial index: said in other words, or with a parameter, the index
# is not used, and a look at four rows becomes one at all of them.
QUEUED = text("outbox.state = 'queued'")
IN_HAND = text("outbox.state IN ('sending', 'unknown')")
GONE = text("outbox.state IN ('accepted', 'sent', 'inline')")
_DUE = (
    select(ROWS.c.id)
    .where(
        QUEUED,
        ROWS.c.way == bindparam("which_way"),
        ROWS.c.priority == bindparam("place"),
        ROWS.c.not_before <= bindparam("now_"),
    )
    .order_by(ROWS.c.not_before)
)
_FIRST_DUE = _DUE.limit(bindparam("room")).with_for_update(skip_locked=True).cte("first_due")
_TOLD = ("attempts", "repeats", "phone_id", "person_id", "message", "subject_id", "occurs_at")
_CLAIM = Prepared(
    update(ROWS)
    .where(ROWS.c.id.in_(select(_FIRST_DUE.c.id)), QUEUED)
    .values(
        state=text("'sending'"),
        lease_until=bindparam("until"),
        lease_token=bindparam("token"),
        changed_at=bindparam("now_"),
    )
    .returning(ROWS.c.not_before, ROWS.c.id, *(ROWS.c[name] for name in _TOLD), ROWS.c.useful_until)
)
_ANY_DUE = Prepared(_DUE.limit(1))
_INLINE = Prepared(
    sql_insert(ROWS).inline(),
    columns=(
        *("id", "way", "lane", "priority", "dedupe_key", "phone_id", "person_id", "message"),
        *("state", "not_before", "useful_until", "attempts", "repeats", "created_at", "changed_at"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One thing to put out to one phone. Its words are made when it is sent. Times are aware."""

    way: Way
    lane: Lane
    message: str  # a name in the register of messages
    dedupe_key: str  # what has the same is put out once
    phone_id: int
    person_id: int | None = None  # whom it is for; None: whoever of the phone's people has it
    subject_id: int | None = None  # the row that the message is about, and which of its dates
    occurs_at: datetime | None = None
    not_before: datetime | None = None  # None: at once
    useful_until: datetime  # not sent any later
    at_any_hour: bool = False  # contact hours don't hold it: they asked for this very hour


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


def put(session: Session, what: Outgoing, now: datetime) -> str | None:
    """Puts one thing out; its id, or None when its key is there. Raises BadInput for what could never go."""
    not_before = what.not_before or now
    check(what.way, what.lane, what.message)
    check_window(not_before, what.useful_until, now)
    values = {
        "id": new_id(), "way": what.way, "lane": what.lane, "priority": PRIORITY[Lane(what.lane)],
        "dedupe_key": what.dedupe_key, "phone_id": what.phone_id, "person_id": what.person_id,
        "message": what.message, "subject_id": what.subject_id, "occurs_at": what.occurs_at,
        "state": State.QUEUED, "not_before": not_before, "useful_until": what.useful_until,
        "at_any_hour": what.at_any_hour,
        "attempts": 0, "repeats": 0, "created_at": now, "changed_at": now,
    }  # fmt: skip
    fresh = insert(session, Outbox).values(values)
    return session.scalar(
        fresh.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(Outbox.id)
    )


def check(way: str, lane: str, message: str) -> None:
    """Raises BadInput for a way or lane that doesn't exist, and for no message."""
    if way not in list(Way):
        raise BadInput("It must go as a text or as a call.")
    if lane not in list(Lane):
        raise BadInput(f"There is no such lane; there are {', '.join(Lane)}.")
    if not message.strip():
        raise BadInput("It needs the name of a message, or there would be nothing to say.")


def check_window(not_before: datetime, useful_until: datetime, now: datetime) -> None:
    """Raises BadInput when it could never go while it is useful."""
    if useful_until <= now:
        raise BadInput("The time in which it is useful is over; give it a later end.")
    if useful_until < not_before:
        raise BadInput("It may go only when it is no longer useful; give it a later end.")


def inline(
    *,
    phone_id: int,
    now: datetime,
    message: str = "reply",
    person_id: int | None = None,
    lane: Lane = Lane.REPLY,
) -> tuple[str, Write]:
    """A reply that goes back in the webhook's own answer: its row's id, and what writes it down.

    Its receipts move it on.
    """
    id = new_id()
    row = {
        "id": id, "way": Way.TEXT, "lane": lane, "priority": PRIORITY[lane],
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
    ways: Sequence[Way] = tuple(Way),
) -> list[Claimed]:
    """Takes up to `limit` rows that are due, earlier lanes first, the longest waiting first.

    A lane and way at a time, so that each look-up is one short range of the index, however many rows
    of other lanes wait for next week.
    """
    claimed: list[Claimed] = []
    token = new_id()
    lease = {"now_": now, "until": machine_now + windows.lease, "token": token}
    for lane in sorted(lanes, key=PRIORITY.__getitem__):
        for way in ways:
            if (room := limit - len(claimed)) > 0:
                rows = _CLAIM.rows(session, which_way=way, place=PRIORITY[lane], room=room, **lease)
                claimed += [_claimed(row, way, lane, token) for row in sorted(rows)]
    return claimed


def lanes_due(session: Session, now: datetime) -> set[Lane]:
    """The lanes in which something waits to be sent."""
    return {lane for way in Way for lane in _due(session, now, tuple(Lane), way)}


def is_due(session: Session, now: datetime, lanes: Sequence[Lane], way: Way) -> bool:
    """Whether something of this way waits to be sent in one of these lanes."""
    return bool(_due(session, now, lanes, way))


def _due(session: Session, now: datetime, lanes: Sequence[Lane], way: Way) -> list[Lane]:
    """Asked in one trip."""
    looks = [_ANY_DUE.with_values(which_way=way, place=PRIORITY[lane], now_=now) for lane in lanes]
    found = together(session, looks)
    return [lane for lane, rows in zip(lanes, found, strict=True) if rows]


def _claimed(row: tuple[Any, ...], way: Way, lane: Lane, token: str) -> Claimed:
    _, id, attempts, repeats, phone_id, person_id, message, subject_id, occurs_at, until = row
    return Claimed(
        id=id,
        way=way,
        lane=lane,
        number=attempts + 1,
        is_repeat=repeats > 0,
        phone_id=phone_id,
        person_id=person_id,
        message=message,
        subject_id=subject_id,
        occurs_at=occurs_at,
        useful_until=until,
        lease_token=token,
    )
