"""One effect a webhook, however often and however simultaneously it comes.

The first to insert the key does the work; its answer is kept (sealed, for a day) and given again to
every repetition. On PostgreSQL a simultaneous second insert waits for the first to commit; on SQLite
writers are one after the other anyway.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db import insert
from service.models import Inbound

# Search texts say where somebody is and what they carry: gone in a day. Other words after 30.
SEARCHES_LIVE = timedelta(hours=24)
WORDS_LIVE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Taken:
    """Ours to answer when `answer` is None; else what was answered before."""

    id: int
    answer: dict[str, Any] | None


def take(session: Session, key: str, body: str | None, now: datetime) -> Taken:
    """Claims a webhook by its key: a MessageSid, or a CallSid and its step."""
    row = insert(session, Inbound).values(
        key=key, body=body, received_at=now, keep_until=now + WORDS_LIVE
    )
    inserted = session.execute(
        row.on_conflict_do_nothing(index_elements=["key"]).returning(Inbound.id)
    ).scalar()
    if inserted is not None:
        return Taken(inserted, None)
    found = session.execute(select(Inbound.id, Inbound.answer).where(Inbound.key == key)).one()
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
    session.execute(
        update(Inbound)
        .where(Inbound.id == taken.id)
        .values(phone_id=phone_id, answer=words, keep_until=keep_until)
    )
    return words
