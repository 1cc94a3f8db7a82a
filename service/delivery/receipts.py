"""What the carrier tells us afterwards: late, twice, out of order, or before its own first answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.carrier.sid import read_sid
from service.carrier.twilio_errors import meaning_of
from service.delivery.settle import learn
from service.delivery.states import may_move, move
from service.logs import log
from service.models import Attempt, Outbox, State, Way

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
_TEXTS = {
    "accepted": State.ACCEPTED, "scheduled": State.ACCEPTED, "queued": State.ACCEPTED,
    "sending": State.ACCEPTED, "sent": State.SENT, "delivered": State.DELIVERED,
    "read": State.DELIVERED, "undelivered": State.UNDELIVERED, "failed": State.UNDELIVERED,
    "canceled": State.UNDELIVERED,
}  # fmt: skip
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values, `initiated` in callbacks only
_CALLS = {
    "queued": State.ACCEPTED, "initiated": State.ACCEPTED, "ringing": State.SENT,
    "in-progress": State.SENT, "completed": State.COMPLETED, "busy": State.BUSY,
    "no-answer": State.NO_ANSWER, "failed": State.UNDELIVERED, "canceled": State.UNDELIVERED,
}  # fmt: skip
_REASONS = {
    State.DELIVERED: "It reached the phone.",
    State.COMPLETED: "They picked up.",
    State.BUSY: "The line was busy.",
    State.NO_ANSWER: "Nobody picked up.",
    State.MACHINE: "An answering machine picked up.",
    State.UNDELIVERED: "The network did not deliver it.",
}
_FAILURES = frozenset({State.UNDELIVERED, State.BUSY, State.NO_ANSWER})


@dataclass(frozen=True, slots=True)
class News:
    """What one receipt, or one line of the carrier's list, says. `state` is None if new to us."""

    state: State | None
    sid: str | None
    code: int | None


def record_receipt(
    session: Session, outbox_id: str, attempt: int, form: Mapping[str, str], now: datetime
) -> None:
    """Applies a receipt for attempt `attempt`; one for a row we don't have is logged and let go."""
    row = session.scalar(select(Outbox).where(Outbox.id == outbox_id).with_for_update())
    if row is None:
        log("receipts").warning("receipt_for_no_row", outbox_id=outbox_id)
        return
    news = _read(row, form)
    learn(session, row.phone_id, news.code, now)
    _note_attempt(session, row, attempt, news)
    if attempt >= row.attempts:
        row.sid = row.sid or news.sid
    apply(row, attempt, news, now)


def apply(row: Outbox, attempt: int, news: News, now: datetime) -> None:
    """Moves the row if the news is news. A failure says nothing about a later attempt."""
    if news.state is None or not may_move(row, news.state):
        return
    being_repeated = attempt < row.attempts or row.state == State.QUEUED
    if being_repeated and news.state in _FAILURES:
        return
    move(row, news.state, now, _reason(news))
    log("receipts").info("receipt", outbox_id=row.id, state=row.state, code=news.code)


def read_status(way: str, status: str, answered_by: str = "") -> State | None:
    """Our state for the carrier's word, or None for a word we don't know."""
    state = (_CALLS if way == Way.CALL else _TEXTS).get(status)
    if state == State.COMPLETED and answered_by.startswith(("machine", "fax")):
        return State.MACHINE
    return state


def _read(row: Outbox, form: Mapping[str, str]) -> News:
    status = form.get("CallStatus" if row.way == Way.CALL else "MessageStatus", "")
    code = form.get("ErrorCode", "")
    return News(
        state=read_status(row.way, status, form.get("AnsweredBy", "")),
        sid=read_sid(form.get("CallSid" if row.way == Way.CALL else "MessageSid")),
        code=int(code) if code.isascii() and code.isdecimal() and len(code) <= 6 else None,
    )


def _note_attempt(session: Session, row: Outbox, number: int, news: News) -> None:
    """A receipt proves that this attempt was created, whatever we had thought."""
    made = session.scalar(
        select(Attempt).where(Attempt.outbox_id == row.id, Attempt.number == number)
    )
    if made is None:
        return
    made.sid = made.sid or news.sid
    made.outcome = "accepted"
    made.code = news.code or made.code


def _reason(news: News) -> str | None:
    if news.state == State.UNDELIVERED and news.code:
        return meaning_of(news.code).reason
    return _REASONS.get(news.state) if news.state else None
