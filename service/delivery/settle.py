"""What an answer, a receipt or the lack of both means for a row. The caller has the row locked."""

import random
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from service import consent
from service.carrier.port import Accepted, Outcome, Refused, Unknown, Verdict
from service.carrier.twilio_errors import FOR_SOME_NUMBERS, NO_TEXTS, STOPPED
from service.delivery.outbox import QUEUED
from service.delivery.states import may_move, move
from service.delivery.windows import Windows
from service.logs import log
from service.models import Lane, LineType, Outbox, PhoneRow, State

LONGEST_WAIT_S = 60.0
# A person has to mend something first; asking more often would only annoy the carrier.
OUR_FAULT_WAIT = timedelta(seconds=60)
# A crisis alert goes again at once when nobody knows whether it went; not for ever.
CRISIS_REPEATS = 3


def settle(
    session: Session, row: Outbox, number: int, outcome: Outcome, now: datetime, windows: Windows
) -> None:
    """Applies the carrier's answer to attempt `number`; receipts may have been faster."""
    if isinstance(outcome, Accepted):
        accept(row, outcome.sid, now)
    elif number != row.attempts or row.state not in (State.SENDING, State.UNKNOWN):
        return  # settled meanwhile, or this is about an attempt before the present one
    elif isinstance(outcome, Refused):
        _refuse(session, row, outcome, now)
    elif isinstance(outcome, Unknown) and row.state == State.SENDING:
        doubt(row, now, windows)


def accept(row: Outbox, sid: str, now: datetime) -> None:
    """The carrier has it, under this id."""
    row.sid = row.sid or sid
    if may_move(row, State.ACCEPTED):
        move(row, State.ACCEPTED, now)


def doubt(row: Outbox, now: datetime, windows: Windows) -> None:
    """It may have gone. A crisis alert goes again at once, marked; all else waits for evidence."""
    move(row, State.UNKNOWN, now)
    if row.lane == Lane.CRISIS and row.repeats < CRISIS_REPEATS:
        send_again(row, now)
        return
    row.lease_until = windows.next_look()


def send_again(row: Outbox, now: datetime) -> None:
    """Puts it back although it may have gone once; the words can say that it is a repeat."""
    row.repeats += 1
    wait(row, now, now, "It may not have gone the first time.")


def wait(row: Outbox, until: datetime, now: datetime, reason: str | None = None) -> None:
    """Back to the queue, for `until` (service clock)."""
    move(row, State.QUEUED, now, reason)
    row.not_before = until


def learn(session: Session, phone_id: int, code: int | None, now: datetime) -> None:
    """Remembers what a code says about the phone itself: it is stopped, or takes no texts."""
    if code in STOPPED and not consent.is_stopped(session, phone_id):
        consent.opt_out(session, phone_id, consent.BY_CARRIER, None, now)
    if code in NO_TEXTS:
        known = update(PhoneRow).where(PhoneRow.id == phone_id)
        session.execute(known.values(line_type=LineType.LANDLINE))


def _refuse(session: Session, row: Outbox, refused: Refused, now: datetime) -> None:
    learn(session, row.phone_id, refused.code, now)
    if refused.verdict == Verdict.LATER:
        wait(row, now + _pause(row.attempts, refused.retry_after_s), now, refused.reason)
    elif refused.verdict == Verdict.OURS:
        log("delivery").critical("carrier_refuses_us", outbox_id=row.id, code=refused.code)
        wait(row, now + OUR_FAULT_WAIT, now, refused.reason)
        if refuses_all(refused):
            _hold(session, row.way, now, refused.reason)
    elif refused.verdict == Verdict.STOPPED:
        move(row, State.SUPPRESSED, now, refused.reason)
    else:
        move(row, State.REFUSED, now, refused.reason)


def refuses_all(outcome: Outcome) -> bool:
    """Whether nothing of ours will go until a person mends something."""
    return (
        isinstance(outcome, Refused)
        and outcome.verdict == Verdict.OURS
        and outcome.code not in FOR_SOME_NUMBERS
    )


def _hold(session: Session, way: str, now: datetime, reason: str) -> None:
    """Puts off all that is due, for every process, instead of having it refused row by row."""
    session.execute(
        update(Outbox)
        .where(QUEUED, Outbox.way == way, Outbox.not_before <= now)
        .values(not_before=now + OUR_FAULT_WAIT, reason=reason)
        .execution_options(synchronize_session=False)
    )


def _pause(attempts: int, asked_s: float | None) -> timedelta:
    """As long as the carrier asked, else doubling from a second; not all at the same moment."""
    seconds = asked_s or min(2.0 ** min(attempts - 1, 10), LONGEST_WAIT_S)
    return timedelta(seconds=seconds * random.uniform(1.0, 1.2))
