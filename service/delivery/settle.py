"""What an answer, a receipt or the lack of both means for a row. The caller has the row locked."""

import random
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service import consent
from service.alerts import raise_alert
from service.carrier.port import Accepted, Outcome, Refused, Unknown, Verdict
from service.carrier.twilio_errors import NO_TEXTS, STOPPED
from service.delivery.pauses import put_off
from service.delivery.policy import may_repeat
from service.delivery.sids import be_named
from service.delivery.states import may_move, move
from service.delivery.troubles import crisis_unsure, refuses_us, tell, trouble_in
from service.delivery.windows import Windows
from service.models import Attempt, Lane, LineType, Outbox, PhoneRow, State, Trouble

LONGEST_WAIT_S = 60.0
# A person has to mend something first; asking more often would only annoy the carrier.
OUR_FAULT_WAIT = timedelta(seconds=60)
ENDS_WITH = {Verdict.STOPPED: State.SUPPRESSED, Verdict.PERMANENT: State.REFUSED}


def settle(
    session: Session, row: Outbox, number: int, outcome: Outcome, now: datetime, windows: Windows
) -> None:
    """Applies the carrier's answer to attempt `number`; receipts may have been faster."""
    if isinstance(outcome, Accepted):
        if row.state != State.QUEUED or not _has_failed(session, row, number):
            accept(session, row, number, outcome.sid, now)
    elif number != row.attempts or row.state not in (State.SENDING, State.UNKNOWN):
        return  # settled meanwhile, or this is about an attempt before the present one
    elif isinstance(outcome, Refused):
        _refuse(session, row, number, outcome, now)
    elif isinstance(outcome, Unknown) and row.state == State.SENDING:
        doubt(row, now, windows)


def accept(session: Session, row: Outbox, number: int, sid: str, now: datetime) -> None:
    """The carrier has attempt `number`, under this id."""
    if number >= row.attempts:
        be_named(session, row, sid, now)
    if may_move(row, State.ACCEPTED):
        move(row, State.ACCEPTED, now)


def doubt(row: Outbox, now: datetime, windows: Windows) -> None:
    """It may have gone. A crisis alert goes again at once, marked; all else waits for evidence."""
    move(row, State.UNKNOWN, now)
    if row.lane == Lane.CRISIS and is_repeatable(row, now):
        send_again(row, now)
        return
    row.lease_until = windows.next_look()


def is_repeatable(row: Outbox, now: datetime) -> bool:
    """What the policy says of this row."""
    return may_repeat(Lane(row.lane), row.repeats, row.useful_until, now)


def send_again(row: Outbox, now: datetime) -> None:
    """Puts it back although it may have gone once; the words can say that it is a repeat."""
    row.repeats += 1
    wait(row, now, now, "It may not have gone the first time.")


def wait(row: Outbox, until: datetime, now: datetime, reason: str | None = None) -> None:
    """Back to the queue, for `until` (service clock)."""
    move(row, State.QUEUED, now, reason)
    row.not_before = until


def learn(
    session: Session, phone_id: int, code: int | None, now: datetime, began: datetime | None = None
) -> None:
    """Remembers what a code says about the phone itself: it is stopped, or takes no texts.

    `began` is when the attempt was made: a START that came since then has the last word.
    """
    if code in STOPPED and not consent.is_stopped(session, phone_id):
        is_old = began is not None and consent.has_started_since(session, phone_id, began)
        if not is_old:
            consent.opt_out(session, phone_id, consent.BY_CARRIER, None, now)
    if code in NO_TEXTS:
        known = update(PhoneRow).where(PhoneRow.id == phone_id)
        session.execute(known.values(line_type=LineType.LANDLINE))


def refuses_all(outcome: Outcome) -> bool:
    """Whether nothing of ours will go until a person mends something."""
    return isinstance(outcome, Refused) and refuses_us(outcome.verdict, outcome.code)


def _refuse(session: Session, row: Outbox, number: int, refused: Refused, now: datetime) -> None:
    learn(session, row.phone_id, refused.code, now)
    _keep_whole(session, row, number, refused)
    everything = refuses_all(refused)
    until = now + OUR_FAULT_WAIT if everything else None
    tell(session, trouble_in(row.way, refused, refused.code), now, until)
    if refused.verdict in ENDS_WITH:
        move(row, ENDS_WITH[refused.verdict], now, refused.reason)
        crisis_unsure(session, row.lane, now)
    elif until:
        wait(row, until, now, refused.reason)
        put_off(session, row.way, until, now, refused.reason)
    elif _often_enough(session, row, number, refused):
        raise_alert(session, Trouble.PUT_OFF, f"Given up: {refused.reason}", now)
        move(row, State.REFUSED, now, refused.reason)
        crisis_unsure(session, row.lane, now)
    else:
        wait(row, now + _pause(row, refused.retry_after_s), now, refused.reason)


def _keep_whole(session: Session, row: Outbox, number: int, refused: Refused) -> None:
    """A reason new to us is kept as the carrier gave it, sealed, beside the attempt."""
    if refused.whole:
        made = update(Attempt).where(Attempt.outbox_id == row.id, Attempt.number == number)
        session.execute(made.values(status=refused.whole.status, said=refused.whole.text))


def _often_enough(session: Session, row: Outbox, number: int, refused: Refused) -> bool:
    """Whether attempt `number` was the last that may be refused for this reason."""
    if row.attempts < refused.tries:
        return False
    before = select(func.count()).where(
        Attempt.outbox_id == row.id,
        Attempt.number < number,
        Attempt.outcome == "refused",
        Attempt.code.is_not_distinct_from(refused.code),
    )
    return (session.scalar(before) or 0) + 1 >= refused.tries


def _has_failed(session: Session, row: Outbox, number: int) -> bool:
    """Whether a receipt overtook the answer and said that it did not arrive."""
    failed = select(Attempt.id).where(
        Attempt.outbox_id == row.id, Attempt.number == number, Attempt.failed_at.is_not(None)
    )
    return session.scalar(failed) is not None


def _pause(row: Outbox, asked_s: float | None) -> timedelta:
    """As long as the carrier asked, else doubling from a second; not all at the same moment.

    A crisis alert asks again after a minute, whatever the carrier says of its own hour.
    """
    seconds = asked_s or min(2.0 ** min(row.attempts - 1, 10), LONGEST_WAIT_S)
    if row.lane == Lane.CRISIS:
        seconds = min(seconds, LONGEST_WAIT_S)
    return timedelta(seconds=seconds * random.uniform(1.0, 1.2))
