"""One effect a webhook, however often and however simultaneously it comes.

A webhook's row is written with its answer, as the last thing in its transaction; the answer is kept
(sealed, for a day) and given again to every repetition. Two of the same at once: on SQLite writers are
one after the other anyway; on PostgreSQL the second one's row meets the first one's, nothing of the
second is kept, and it looks again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.db import insert_for, table_of
from service.errors import TakenMeanwhile
from service.models import Inbound
from service.statements import Prepared, Statement, Write, together

# Search texts say where somebody is and what they carry: gone in a day. Other words after 30.
SEARCHES_LIVE = timedelta(hours=24)
WORDS_LIVE = timedelta(days=30)

_I = table_of(Inbound).c


def _keeping(dialect: str) -> Statement:
    fresh = insert_for(dialect, Inbound)
    return fresh.on_conflict_do_nothing(index_elements=["key"]).returning(_I.id)


_ANSWERED = Prepared(select(_I.answer).where(_I.key == bindparam("key_")))
_KEEP = Prepared(
    _keeping, columns=("key", "phone_id", "body", "answer", "received_at", "keep_until")
)


def answered(session: Session, key: str) -> dict[str, Any] | None:
    """What this webhook was answered before (empty once that is forgotten); None when it is new."""
    rows = _ANSWERED.rows(session, key_=key)
    return (rows[0][0] or {}) if rows else None


def keep(
    session: Session,
    key: str,
    *,
    body: str | None,
    phone_id: int | None,
    words: dict[str, Any],
    received_at: datetime,
    keep_until: datetime,
    writes: Sequence[Write] = (),
) -> None:
    """Keeps what we answer under the webhook's key (a MessageSid, or a CallSid and its step).

    `writes` are the turn's own, written in the same trip. Raises TakenMeanwhile.
    """
    row = _KEEP.with_values(
        key=key,
        phone_id=phone_id,
        body=body,
        answer=words,
        received_at=received_at,
        keep_until=keep_until,
    )
    if not together(session, [*writes, row])[-1]:
        raise TakenMeanwhile("This webhook was answered by another process just now.")
