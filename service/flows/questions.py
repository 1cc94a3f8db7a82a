"""Questions we have asked and still wait for: kept as rows, so that a restart forgets none.

A bare digit goes to the newest open question that accepts it. When two asked within half an hour of
each other accept it, we ask which was meant: an answer to a reminder must never pick a meeting.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.orm import Session

from service.db import table_of
from service.flows.open_question import PERSON, Open, what_it_accepts
from service.flows.turn import ABOUT, EXCHANGE_LASTS, Choose, Go, Reply
from service.models import Conversation, Outbox, Question, QuestionState, State
from service.statements import Prepared, Write

TOSS_UP = timedelta(minutes=30)
# States of a text nobody can have read: what it asked is not waited for.
NEVER_WENT = (State.QUEUED, State.REFUSED, State.SUPPRESSED, State.EXPIRED)
# Questions that are never one of two: which of two was meant; what 0 has just offered; what the answer to a
# crisis has.
WHICH = "menu.which"
ALONE = frozenset({WHICH, PERSON.step, "crisis.answer", "page.text", "page.yours"})
# A volunteer in a crisis of their own is paged for another's: a 1 may ask to be called, or take it.
PAGES, OWN_CRISIS = ("page.text", "page.yours"), "crisis.answer"


_Q = table_of(Question).c
# Built once: building a statement costs more than running it, and these run for every text.
COLUMNS = (_Q.id, _Q.step, _Q.accepts, _Q.kind, _Q.asked_at)  # what Open holds
MOST_OPEN = 5


def still_open(questions: Select[Any]) -> Select[Any]:
    """Those of them that wait at `now`, newest first."""
    wait = _Q.state == QuestionState.OPEN, _Q.expires_at > bindparam("now")
    return questions.where(*wait).order_by(_Q.asked_at.desc(), _Q.id.desc()).limit(MOST_OPEN)


_WAITING = Prepared(
    still_open(select(*COLUMNS).where(_Q.conversation_id == bindparam("conversation")))
)
_COLUMNS = ("conversation_id", "step", "accepts", "kind", "state", "asked_at", "expires_at")
_ASK = Prepared(insert(table_of(Question)).inline(), columns=_COLUMNS)
_ANSWERED = Prepared(
    update(table_of(Question)).where(_Q.id == bindparam("id_")).values(state=QuestionState.ANSWERED)
)
_CLOSE_ALL = (
    update(table_of(Question))
    .where(_Q.conversation_id == bindparam("conversation"), _Q.state == QuestionState.OPEN)
    .values(state=QuestionState.CLOSED)
)
_CLOSE_EXCHANGE = Prepared(_CLOSE_ALL.where(_Q.kind == "exchange"))
_CLOSE_SAME = Prepared(_CLOSE_ALL.where(_Q.step == bindparam("step")))


def waiting(session: Session, conversation_id: int, now: datetime) -> list[Open]:
    """What this conversation still waits for, newest first; not what was asked in a text that never went."""
    return heard(session, _WAITING.rows(session, conversation=conversation_id, now=now))


def heard(session: Session, rows: Sequence[tuple[Any, ...]]) -> list[Open]:
    """These rows' questions, without those asked in a text that never went."""
    found = [Open(*row) for row in rows]
    asked_first = [question.outbox_id for question in found if question.outbox_id]
    if not asked_first:
        return found
    never_went = select(Outbox.id).where(Outbox.id.in_(asked_first), Outbox.state.in_(NEVER_WENT))
    unheard = set(session.scalars(never_went))
    return [question for question in found if question.outbox_id not in unheard]


def meant_by(digit: str, questions: Sequence[Open]) -> list[Open]:
    """The questions this digit may answer: one, or several when it is a toss-up. 0 is always one."""
    accepting = [question for question in questions if question.choice(digit)]
    if not accepting or digit == "0":
        return accepting[:1]
    newest = accepting[0].asked_at
    near = [question for question in accepting if newest - question.asked_at <= TOSS_UP]
    if accepting[0].step in ALONE:
        return near[:1] + _own_crisis(near)
    first_of = {_about(question): question for question in reversed(near)}
    return [question for question in near if first_of[_about(question)] is question]


def _own_crisis(near: Sequence[Open]) -> list[Open]:
    """What the answer to their own crisis has asked, behind a page."""
    own = [question for question in near[1:] if question.step == OWN_CRISIS]
    return own[:1] if near[0].step in PAGES else []


def _about(question: Open) -> tuple[str, str]:
    """What is asked about: told that its date was moved, they answer to that and not to what it was."""
    return ABOUT.get(question.step, question.step), str(question.again.args[:1])


def ask(conversation_id: int, asked_by: Go, reply: Reply, now: datetime) -> list[Write]:
    """What writes down what `reply` asks; it takes the place of this exchange's last question."""
    writes = [_CLOSE_EXCHANGE.with_values(conversation=conversation_id)]
    if (accepts := what_it_accepts(reply)) is not None:
        writes.append(_ASK.with_values(**_row(conversation_id, asked_by, accepts, now)))
    return writes


def ask_beside(conversation_id: int, asked_by: Go, reply: Reply, now: datetime) -> list[Write]:
    """The same, and what this exchange had asked waits on; of one step's own the newest counts."""
    before = _CLOSE_SAME.with_values(conversation=conversation_id, step=asked_by.step)
    accepts = what_it_accepts(reply) or {}
    return [before, _ASK.with_values(**_row(conversation_id, asked_by, accepts, now))]


def ask_first(
    session: Session,
    conversation_id: int,
    asked_by: Go,
    choose: Choose,
    outbox_id: str,
    now: datetime,
    expires_at: datetime,
    again: bool,
) -> None:
    """A question nobody led up to, in the text of this outbox row. Sent `again`, it is still one question."""
    if again:
        _take_back(session, conversation_id, outbox_id, now)
    accepts = {**(what_it_accepts(choose) or {}), "outbox_id": outbox_id}
    row = _row(conversation_id, asked_by, accepts, now)
    _ASK.rows(session, **(row | {"kind": "scheduled", "expires_at": expires_at}))


def open_late(
    session: Session,
    conversation_id: int,
    asked_by: Go,
    choose: Choose,
    asked_at: datetime,
    now: datetime,
) -> Open:
    """A question that no text of ours has asked in time, as if it had been since `asked_at`."""
    row = _row(conversation_id, asked_by, what_it_accepts(choose) or {}, asked_at)
    question = Question(**(row | {"kind": "scheduled", "expires_at": now + EXCHANGE_LASTS}))
    session.add(question)
    session.flush()
    return Open(question.id, question.step, question.accepts, question.kind, asked_at)


def _take_back(session: Session, conversation_id: int, outbox_id: str, now: datetime) -> None:
    """What the row's earlier attempt asked."""
    rows = _WAITING.rows(session, conversation=conversation_id, now=now)
    for question in [Open(*row) for row in rows]:
        if question.outbox_id == outbox_id:
            answered(session, question)


def _row(
    conversation_id: int, asked_by: Go, accepts: dict[str, Any], now: datetime
) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "step": asked_by.step,
        "accepts": {**accepts, "args": list(asked_by.args)},
        "kind": "exchange",
        "state": QuestionState.OPEN,
        "asked_at": now,
        "expires_at": now + EXCHANGE_LASTS,
    }


def answered(session: Session, question: Open) -> None:
    _ANSWERED.rows(session, id_=question.id)


def close_all(session: Session, conversation_id: int) -> None:
    """Nothing is waited for any more: after STOP a stray digit must not reopen anything."""
    session.connection().execute(_CLOSE_ALL, {"conversation": conversation_id})


def close_texted(session: Session, phone_id: int) -> None:
    """The same for what this phone was asked by text, where STOP was said by a key."""
    texts = select(Conversation.id).where(Conversation.key == f"text:{phone_id}")
    if (conversation_id := session.scalar(texts)) is not None:
        close_all(session, conversation_id)


def close_asked(
    session: Session, phone_ids: Collection[int], steps: Collection[str], about: int
) -> None:
    """What these steps have asked about one thing in any text to these phones is answered."""
    asked = (
        select(Question)
        .join(Conversation, Conversation.id == Question.conversation_id)
        .where(Conversation.key.in_([f"text:{phone_id}" for phone_id in phone_ids]))
        .where(Question.step.in_(steps), Question.state == QuestionState.OPEN)
    )
    for question in session.scalars(asked):
        if question.accepts["args"][:1] == [about]:
            question.state = QuestionState.ANSWERED
