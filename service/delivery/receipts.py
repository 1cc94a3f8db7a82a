"""What the carrier tells us afterwards: late, twice, out of order, or before its own first answer."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.carrier.sid import read_sid
from service.delivery.news import News, apply, attempt_of, read_status
from service.delivery.settle import learn
from service.delivery.sids import be_named
from service.delivery.states import ARRIVED, UNDER_WAY
from service.logs import log
from service.models import Attempt, Outbox, Way

LONGEST_DIGITS = 6  # of a call's seconds: days


def record_receipt(
    session: Session, outbox_id: str, attempt: int, form: Mapping[str, str], now: datetime
) -> None:
    """Applies a receipt for attempt `attempt`; one for a row we don't have is logged and let go."""
    row = _locked(session, outbox_id)
    if row is None:
        log("receipts").warning("receipt_for_no_row", outbox_id=outbox_id)
        return
    news = _read(row, form)
    made = attempt_of(session, row, attempt)
    learn(session, row.phone_id, news.code, now, made.started_at if made else row.created_at)
    _note_attempt(made, news)
    _note_length(made, form)
    if attempt >= row.attempts and news.sid:
        be_named(session, row, news.sid, now)
    apply(session, row, attempt, news, now)


def may_speak(
    session: Session, outbox_id: str, attempt: int, sid: str, now: datetime, answered_by: str = ""
) -> bool:
    """Whether the call `sid` that was just answered is the one to be heard, for this attempt.

    It is asked before a word is said, and is itself the proof that the attempt was made: nothing
    repeats the row any more. A call that another has taken the place of stays silent, so that it is
    heard once however many ring.
    """
    row = _locked(session, outbox_id)
    if row is None or row.attempts != attempt or row.state not in UNDER_WAY | ARRIVED:
        return False
    news = News(read_status(row.way, "in-progress", answered_by), sid, None)
    _note_attempt(attempt_of(session, row, attempt), news)
    be_named(session, row, sid, now)
    apply(session, row, attempt, news, now)
    return True


def _locked(session: Session, outbox_id: str) -> Outbox | None:
    return session.scalar(select(Outbox).where(Outbox.id == outbox_id).with_for_update())


def _read(row: Outbox, form: Mapping[str, str]) -> News:
    status = form.get("CallStatus" if row.way == Way.CALL else "MessageStatus", "")
    code = form.get("ErrorCode", "")
    return News(
        state=read_status(row.way, status, form.get("AnsweredBy", "")),
        sid=read_sid(form.get("CallSid" if row.way == Way.CALL else "MessageSid")),
        code=int(code) if code.isascii() and code.isdecimal() and len(code) <= 6 else None,
    )


def _note_length(made: Attempt | None, form: Mapping[str, str]) -> None:
    """How long a call was up that was picked up: it is on the bill by that."""
    seconds = form.get("CallDuration", "")
    if made is None or form.get("CallStatus") != "completed" or not seconds.isascii():
        return
    if seconds.isdecimal() and len(seconds) <= LONGEST_DIGITS:
        made.seconds = max(1, int(seconds))


def _note_attempt(made: Attempt | None, news: News) -> None:
    """A receipt proves that this attempt was created, whatever we had thought."""
    if made is None:
        return
    made.sid = news.sid or made.sid
    made.outcome = "accepted"
    made.code = news.code or made.code
