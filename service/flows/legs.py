"""How many calls of one phone are joined to a meeting just now.

A meeting's number is dialled on our account, so one phone is joined to one at a time: whoever has many
lines, or shows one number on many, can't have us call a room all day. What counts is the question a joined
call leaves open until it is told how that ended; a leg's time limit bounds what such a word's loss costs.
"""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.flows.turn import Turn
from service.models import Conversation, PhoneRow, Question, QuestionState

STEP = "connect.now"
# Calls without a number can't be told apart.
MOST_WITHHELD = 5


def is_taken(turn: Turn) -> bool:
    """Whether this phone has its one joined call already, besides the one that asks."""
    _one_at_a_time(turn.session, turn.phone_id)
    at_most = timedelta(minutes=turn.settings.join_most_minutes)
    joined = (
        select(func.count())
        .select_from(Question)
        .join(Conversation, Conversation.id == Question.conversation_id)
        .where(
            Question.step == STEP,
            Question.state == QuestionState.OPEN,
            Question.asked_at > turn.now - at_most,
            Conversation.phone_id.is_not_distinct_from(turn.phone_id),
            Conversation.key != f"call:{turn.call_sid}",
        )
    )
    most = MOST_WITHHELD if turn.phone_id is None else 1
    return turn.session.execute(joined).scalar_one() >= most


def _one_at_a_time(session: Session, phone_id: int | None) -> None:
    """Two calls at once are looked at one after the other."""
    session.execute(select(PhoneRow.id).where(PhoneRow.id == phone_id).with_for_update())
