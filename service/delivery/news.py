"""What a receipt, or a line of the carrier's own list, makes of a row. The caller has the row locked.

A receipt speaks of one attempt. That it arrived settles the row, whichever attempt it was; that it
failed says nothing about a later one. A text whose failure may pass goes again as a new attempt, for
as long as it is useful, and no more often than its code allows: `delivered` for the first, come late,
still stops the second while that waits.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.carrier.port import Seen, Verdict
from service.carrier.twilio_errors import Meaning, meaning_of
from service.delivery.pauses import put_off
from service.delivery.settle import OUR_FAULT_WAIT, wait
from service.delivery.states import ARRIVED, FAILED, may_move, move
from service.delivery.troubles import crisis_unsure, refuses_us, tell, trouble_in
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
_NO_CODE = {state: Meaning(Verdict.PERMANENT, _REASONS[state]) for state in FAILED}
RANG = frozenset({State.BUSY, State.NO_ANSWER})
_ON_ITS_WAY = frozenset({State.SENDING, State.UNKNOWN, State.ACCEPTED, State.SENT})


@dataclass(frozen=True, slots=True)
class News:
    """What one receipt, or one line of the carrier's list, says. `state` is None if new to us."""

    state: State | None
    sid: str | None
    code: int | None


def read_status(way: str, status: str, answered_by: str = "") -> State | None:
    """Our state for the carrier's word, or None for a word we don't know.

    Who picked up may be said with any word of a call, or with none at all.
    """
    state = (_CALLS if way == Way.CALL else _TEXTS).get(status)
    machine = way == Way.CALL and is_machine(answered_by)
    return State.MACHINE if machine and state not in FAILED else state


def is_machine(answered_by: str) -> bool:
    """https://www.twilio.com/docs/voice/answering-machine-detection; `unknown` may be a person."""
    return answered_by.startswith(("machine", "fax"))


def news_of(row: Outbox, seen: Seen) -> News:
    """What the carrier's own list or record says of a row."""
    state = read_status(row.way, seen.status, seen.answered_by)
    return News(state, seen.sid, seen.error_code)


def apply(session: Session, row: Outbox, number: int, news: News, now: datetime) -> None:
    """Moves the row if what is said of attempt `number` is news."""
    made = attempt_of(session, row, number)
    if news.state is None or _is_over(row, number, made, news.state):
        return
    if news.state in FAILED:
        _fail(session, row, number, news, now)
    elif may_move(row, news.state):
        move(row, news.state, now, _REASONS.get(news.state))
    log("receipts").info("receipt", outbox_id=row.id, state=row.state, code=news.code)


def attempt_of(session: Session, row: Outbox, number: int) -> Attempt | None:
    return session.scalar(
        select(Attempt).where(Attempt.outbox_id == row.id, Attempt.number == number)
    )


def _is_over(row: Outbox, number: int, made: Attempt | None, state: State) -> bool:
    """Whether nothing but its arrival is news any more, or not even that.

    A call that a later one has taken the place of was hung up as soon as it was answered, so its end
    tells nothing of what anybody heard.
    """
    if row.way == Way.CALL and number < row.attempts:
        return True
    return made is not None and made.failed_at is not None and state not in ARRIVED


def _fail(session: Session, row: Outbox, number: int, news: News, now: datetime) -> None:
    meaning = _meaning(news)
    if made := attempt_of(session, row, number):
        made.failed_at = now
    wait_s = _again_s(session, row, meaning, now)
    _tell(session, row, meaning, news.code, now)
    if number < row.attempts or (row.state == State.QUEUED and not _is_final(news, meaning)):
        return  # it is being repeated, and that may arrive
    if wait_s:
        wait(row, now + timedelta(seconds=wait_s), now, meaning.reason)
    elif news.state and may_move(row, news.state):
        move(row, news.state, now, meaning.reason)
        if news.state not in RANG:  # whoever had it called has the next one called
            crisis_unsure(session, row.lane, now)


def _meaning(news: News) -> Meaning:
    if news.code and news.state == State.UNDELIVERED:
        return meaning_of(news.code)
    return _NO_CODE[news.state or State.UNDELIVERED]


def _is_final(news: News, meaning: Meaning) -> bool:
    """Whether the same once more would end the same; without a code nobody can say."""
    return news.code is not None and meaning.verdict in (Verdict.PERMANENT, Verdict.STOPPED)


def _again_s(session: Session, row: Outbox, meaning: Meaning, now: datetime) -> float | None:
    """Seconds until it goes again; None when that helps nobody, or is over."""
    if row.way == Way.CALL or row.state not in _ON_ITS_WAY or not meaning.again_s:
        return None
    failures = session.scalar(
        select(func.count()).where(Attempt.outbox_id == row.id, Attempt.failed_at.is_not(None))
    )
    left = meaning.again_s[max(0, (failures or 1) - 1) :]
    return left[0] if left and now + timedelta(seconds=left[0]) < row.useful_until else None


def _tell(session: Session, row: Outbox, meaning: Meaning, code: int | None, now: datetime) -> None:
    told = trouble_in(row.way, meaning, code)
    if not refuses_us(meaning.verdict, code):
        tell(session, told, now)
        return
    until = now + (timedelta(seconds=meaning.again_s[0]) if meaning.again_s else OUR_FAULT_WAIT)
    tell(session, told, now, until)
    put_off(session, row.way, until, now, meaning.reason)
