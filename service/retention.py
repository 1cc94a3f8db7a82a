"""What we forget, and when: search texts after a day, other words after 30, answers as given after one."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.models import Attempt, Conversation, Inbound, Question

ANSWERS_LIVE = timedelta(days=1)
# What was searched for is in a conversation's memo and its questions: gone with the search text.
MEMOS_LIVE = timedelta(hours=24)
CALLS_LIVE = timedelta(days=2)


def forget(session: Session, now: datetime) -> dict[str, int]:
    """Empties and deletes what has lived long enough; how many rows of each kind."""
    done = {
        "bodies": session.execute(
            update(Inbound)
            .where(Inbound.keep_until <= now, Inbound.body.is_not(None))
            .values(body=None)
        ),
        "answers": session.execute(
            update(Inbound)
            .where(Inbound.received_at <= now - ANSWERS_LIVE, Inbound.answer.is_not(None))
            .values(answer=None)
        ),
        "sent_words": session.execute(
            update(Attempt)
            .where(Attempt.keep_until <= now, Attempt.body.is_not(None))
            .values(body=None)
        ),
        "questions": session.execute(delete(Question).where(Question.expires_at <= now)),
        "calls": session.execute(
            delete(Conversation).where(
                Conversation.key.startswith("call:"), Conversation.changed_at <= now - CALLS_LIVE
            )
        ),
    }
    counts = {name: result.rowcount for name, result in done.items()}  # type: ignore[attr-defined]
    counts["memos"] = _empty_memos(session, now)
    return counts


def _empty_memos(session: Session, now: datetime) -> int:
    """A memo keeps the language alone; it is sealed, so it is emptied row by row."""
    stale = select(Conversation).where(
        Conversation.key.startswith("text:"),
        Conversation.changed_at <= now - MEMOS_LIVE,
        Conversation.forgotten.is_(False),
    )
    count = 0
    for conversation in session.scalars(stale.limit(500)):
        conversation.memo = {
            name: value for name, value in conversation.memo.items() if name == "language"
        }
        conversation.forgotten = True
        count += 1
    return count
