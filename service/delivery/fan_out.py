"""One message to many phones: the database makes the rows itself, one statement for all of them.

Row by row through the ORM a hundred thousand hold SQLite's one lock for seconds. So ids are made in SQL:
ten letters of time, as `new_id` makes them, and sixteen hex digits, which are letters of an id too: 64
bits by chance, from SQLite's own ChaCha20; on PostgreSQL, where a random UUID a row would cost a third
of everything, from a secret that this one statement knows and nobody keeps.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    LargeBinary,
    Select,
    String,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from service.db import Database, insert, new_id
from service.delivery.outbox import PRIORITY, ROWS, check, check_window
from service.models import Lane, Outbox, State, Way

WHEN = 10  # letters of an id that say when it was made
# Phones a transaction: SQLite's lock is held for a tenth of a second.
CHUNK = 10_000
Phones = Select[tuple[int, int | None]]


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What many get. `key` with a phone's id is each row's dedupe key, so nobody gets it twice."""

    key: str
    way: Way
    lane: Lane
    message: str  # a name in the register of messages
    not_before: datetime
    useful_until: datetime
    subject_id: int | None = None
    occurs_at: datetime | None = None
    at_any_hour: bool = False  # contact hours don't hold it


def fan_out(session: Session, what: Broadcast, to: Phones, now: datetime) -> int:
    """Puts it out to all phones that `to` selects (phone id, person id or NULL); how many are new.

    Raises BadInput for what could never go.
    """
    check(what.way, what.lane, what.message)
    check_window(what.not_before, what.useful_until, now)
    phone, person = to.subquery("phones_").c
    values = {
        "id": _id_for(phone, session.get_bind().dialect.name),
        "dedupe_key": literal(what.key + ":") + phone.cast(String),
        "phone_id": phone,
        "person_id": person.cast(BigInteger),  # a bare NULL has no type of its own
        **_same_for_all(what, now),
    }
    # SQLite takes ON for a join's, where no WHERE stands before it.
    rows = select(*values.values()).where(phone.is_not(None))
    put = session.execute(
        insert(session, Outbox)
        .from_select(list(values), rows)
        .on_conflict_do_nothing(index_elements=["dedupe_key"]),
        execution_options={"preserve_rowcount": True},
    )
    return cast(CursorResult[Any], put).rowcount


def fan_out_in_chunks(
    database: Database, what: Broadcast, to: Phones, now: datetime, chunk: int = CHUNK
) -> int:
    """The same for any number of phones, in transactions of its own: texts get their turn in between.

    Cut off half-way, it is simply called again.
    """
    phone, put, after = to.selected_columns[0], 0, 0
    while True:
        with database.transaction() as session:
            last = _end_of_chunk(session, to, after, chunk)
            if last is None:
                return put
            put += fan_out(session, what, to.where(phone > after, phone <= last), now)
            after = last


def _end_of_chunk(session: Session, to: Phones, after: int, chunk: int) -> int | None:
    phone = to.selected_columns[0]
    ids = to.with_only_columns(phone).where(phone > after).order_by(phone).limit(chunk).subquery()
    last: int | None = session.scalar(select(func.max(ids.c[0])))
    return last


def _id_for(phone: ColumnElement[Any], dialect: str) -> ColumnElement[str]:
    by_chance: ColumnElement[Any] = literal_column("hex(randomblob(8))", String)
    if dialect == "postgresql":
        secret = literal(secrets.token_bytes(16), LargeBinary)
        digest = func.sha256(secret.op("||")(func.int8send(phone)))
        by_chance = func.upper(func.encode(func.substring(digest, 1, 8), "hex"))
    return literal(new_id()[:WHEN], String).op("||")(by_chance)


def _same_for_all(what: Broadcast, now: datetime) -> dict[str, ColumnElement[Any]]:
    values: dict[str, Any] = {
        "way": what.way, "lane": what.lane, "priority": PRIORITY[Lane(what.lane)],
        "message": what.message, "subject_id": what.subject_id, "occurs_at": what.occurs_at,
        "state": State.QUEUED, "not_before": what.not_before, "useful_until": what.useful_until,
        "at_any_hour": what.at_any_hour,
        "attempts": 0, "repeats": 0, "created_at": now, "changed_at": now,
    }  # fmt: skip
    return {name: literal(value, ROWS.c[name].type) for name, value in values.items()}
