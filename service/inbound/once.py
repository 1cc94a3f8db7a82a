"""One effect a webhook, however often and however simultaneously it comes.

The first to insert the key does the work; its answer is kept (sealed, for a day) and given again to
every repetition. On PostgreSQL a simultaneous second insert waits for the first to commit; on SQLite
writers are one after the other anyway.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.db import table_of
from service.models import Inbound

# Search texts say where somebody is and what they carry: gone in a day. Other words after 30.
SEARCHES_LIVE = timedelta(hours=24)
WORDS_LIVE = timedelta(days=30)


# Built once: building a statement costs more than running it, and these run for every webhook.
_I = table_of(Inbound).c
_FOUND = select(_I.id, _I.answer).where(_I.key == bindparam("key_"))
_ANSWER = (
    update(table_of(Inbound))
    .where(_I.id == bindparam("id_"))
    .values(phone_id=bindparam("phone"), answer=bindparam("words"), keep_until=bindparam("until"))
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Ours to answer when `answer` is None; else what was answered before."""

    id: int
    answer: dict[str, Any] | None


def take(session: Session, key: str, body: str | None, now: datetime) -> Taken:
    """Claims a webhook by its key: a MessageSid, or a CallSid and its step."""
    row = {"key": key, "body": body, "received_at": now, "keep_until": now + WORDS_LIVE}
    connection = session.connection()
    inserted = connection.execute(_taking(connection.dialect.name == "sqlite"), row).scalar()
    if inserted is not None:
        return Taken(inserted, None)
    found = connection.execute(_FOUND, {"key_": key}).one()
    return Taken(found.id, found.answer or {})


def answer(
    session: Session,
    taken: Taken,
    *,
    phone_id: int | None,
    words: dict[str, Any],
    keep_until: datetime,
) -> dict[str, Any]:
    """Keeps what we answer, so that a repetition hears the same."""
    kept = {"id_": taken.id, "phone": phone_id, "words": words, "until": keep_until}
    session.connection().execute(_ANSWER, kept)
    return words


@cache
def _taking(is_sqlite: bool) -> Executable:
    add = sqlite.insert(table_of(Inbound)) if is_sqlite else postgresql.insert(table_of(Inbound))
    return add.on_conflict_do_nothing(index_elements=["key"]).returning(_I.id)
