"""A conversation as it stands in the database: a phone's texts, or one call.

Read and locked at the start of a turn, written at its end. These statements run for every text, so
they are built once: building them costs more than running them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from service.db import EPOCH, insert_for, table_of
from service.flows import questions
from service.flows.open_question import Open
from service.inbound.once import SEARCHES_LIVE
from service.models import Conversation, Question, QuestionState
from service.statements import Prepared, Statement, Write, together

# A machine on the other side answers each of our answers at once; a person doesn't write this fast.
LOOP_WINDOW = timedelta(seconds=60)
LOOP_REPLIES = 12

_C, _Q = table_of(Conversation).c, table_of(Question).c
# Locked until the turn ends: two texts of one phone at once are taken one after the other. The key
# itself stays free, so that nobody waits who only adds a question.
_FIND = Prepared(
    select(_C.id, _C.memo, _C.replies, _C.counting_since)
    .where(_C.key == bindparam("key_"))
    .with_for_update(key_share=True)
)


_OPEN = (
    exists()
    .where(_Q.conversation_id == _C.id, _Q.state == QuestionState.OPEN)
    .where(_Q.kind == "exchange", _Q.asked_at == _C.changed_at)
)
_STANDING = Prepared(select(_C.id, _C.changed_at, _OPEN).where(_C.key == bindparam("key_")))


def _adding(dialect: str) -> Statement:
    fresh = insert_for(dialect, Conversation).inline()
    return fresh.on_conflict_do_nothing(index_elements=["key"])


_ADD = Prepared(
    _adding,
    columns=("key", "phone_id", "memo", "counting_since", "changed_at", "turns", "replies"),
)
_SAVE = Prepared(
    update(table_of(Conversation))
    .where(_C.id == bindparam("id_"))
    .values(
        memo=bindparam("memo_"),
        replies=bindparam("replies_"),
        counting_since=bindparam("counting_since_"),
        changed_at=bindparam("now_"),
        turns=_C.turns + 1,
        forget_at=bindparam("forget_at_"),
    )
)


@dataclass
class Thread:
    """What was kept, and the questions that wait, newest first."""

    id: int
    memo: dict[str, Any]
    replies: int
    counting_since: datetime
    waiting: list[Open] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)  # of this turn, for its end

    def is_a_loop(self, now: datetime) -> bool:
        """Counts one more reply; True when there have been too many within the minute."""
        if now - self.counting_since > LOOP_WINDOW:
            self.replies, self.counting_since = 0, now
        self.replies += 1
        return self.replies > LOOP_REPLIES


def open_thread(
    session: Session, phone_id: int | None, call_sid: str | None, now: datetime
) -> Thread:
    """The conversation of a phone, or of a call; made at its first turn."""
    key = f"call:{call_sid}" if call_sid else f"text:{phone_id}"
    thread = _find_or_add(session, key, phone_id, now)
    # A call's questions end with the call, however far the demo's clock is moved meanwhile.
    thread.waiting = questions.waiting(session, thread.id, EPOCH if call_sid else now)
    return thread


@dataclass(frozen=True, slots=True)
class Standing:
    """How a phone's text conversation stands when we want to begin something."""

    thread: int
    last_turn_at: datetime
    waits: bool  # what was said last asks for an answer


def standing(session: Session, phone_id: int, now: datetime) -> Standing:
    """For a question that we ask first.

    Not locked: a worker asks many in one transaction, and two workers would lock each other out.
    """
    rows = _STANDING.rows(session, key_=f"text:{phone_id}")
    if rows:
        return Standing(*rows[0])
    return Standing(_find_or_add(session, f"text:{phone_id}", phone_id, now).id, EPOCH, False)


def save(thread: Thread, now: datetime) -> None:
    """Puts what the turn changed among its writes."""
    changed = _SAVE.with_values(
        id_=thread.id,
        memo_=thread.memo,
        replies_=thread.replies,
        counting_since_=thread.counting_since,
        now_=now,
        forget_at_=_forget_at(thread.memo),
    )
    thread.writes.append(changed)


def _forget_at(memo: Mapping[str, Any]) -> datetime | None:
    searched_at = memo.get("searched_at")
    return datetime.fromisoformat(searched_at) + SEARCHES_LIVE if searched_at else None


def _find_or_add(session: Session, key: str, phone_id: int | None, now: datetime) -> Thread:
    found = _find(session, key)
    if found:
        return found
    row = _ADD.with_values(
        key=key, phone_id=phone_id, memo={}, counting_since=now, changed_at=now, turns=0, replies=0
    )
    together(session, [row])
    added = _find(session, key)
    assert added is not None  # just written, or written by the one we collided with
    return added


def _find(session: Session, key: str) -> Thread | None:
    rows = _FIND.rows(session, key_=key)
    return Thread(*rows[0]) if rows else None
