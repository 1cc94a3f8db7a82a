"""What nobody else will end: leases that ran out, outcomes nobody knows, rows past their use.

A killed worker leaves a row `sending`. Without an open attempt nothing was posted and it goes back
to the queue; with one nobody knows, and only evidence settles it: a receipt, which comes by itself,
or the carrier's own list of what it created for that number since. A list that lags is given time:
only a miss after the whole window counts.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from service.carrier.port import Carrier, Seen
from service.delivery.news import News, apply, read_status
from service.delivery.outbox import HELD, QUEUED
from service.delivery.settle import accept, doubt, send_again, wait
from service.delivery.silence import ask_about_silent, close_silent
from service.delivery.states import move
from service.delivery.windows import CLOCK_SLACK, USUAL, Windows, machine_now
from service.errors import CarrierUnavailable
from service.house import House
from service.logs import log
from service.models import Attempt, Lane, Outbox, PhoneRow, State, Way
from service.text.phone import Phone

BATCH = 50


@dataclass(frozen=True, slots=True)
class Doubt:
    """An attempt whose outcome nobody knows."""

    outbox_id: str
    number: int
    way: Way
    to: Phone
    sender: str
    body: str | None
    since: datetime
    posted_at: datetime


def sweep(house: House, carrier: Carrier, windows: Windows = USUAL) -> int:
    """Ends or moves on what is stuck; how many rows it looked at. Asks the carrier at most
    `BATCH` times, with no session open."""
    with house.database.transaction() as session:
        swept = recover_leases(session, house.clock.now(), windows)
        swept += expire(session, house.clock.now())
        swept += close_silent(session, house.clock.now(), windows)
    swept += settle_doubts(house, carrier, windows)
    return swept + ask_about_silent(house, carrier, windows)


def recover_leases(session: Session, now: datetime, windows: Windows) -> int:
    """Rows whose worker has died, or takes longer than any request can."""
    dead = select(Outbox).where(
        HELD, Outbox.state == State.SENDING, Outbox.lease_until <= machine_now()
    )
    rows = session.scalars(_some(dead)).all()
    for row in rows:
        attempt = _open_attempt(session, row)
        log("sweep").warning("lease_ran_out", outbox_id=row.id, posted=attempt is not None)
        if attempt is None:
            wait(row, now, now, "Its worker stopped before sending it.")
        else:
            attempt.outcome = "unknown"
            doubt(row, now, windows)
    return len(rows)


def expire(session: Session, now: datetime) -> int:
    """Rows that wait and are no longer useful."""
    over = select(Outbox).where(QUEUED, Outbox.useful_until <= now)
    rows = session.scalars(_some(over)).all()
    for row in rows:
        move(row, State.EXPIRED, now, row.reason or "It could not go while it was still useful.")
    return len(rows)


def settle_doubts(house: House, carrier: Carrier, windows: Windows) -> int:
    """Looks for evidence of each unknown outcome whose next look is due."""
    with house.database.reading() as session:
        doubts = _doubts(session, house.settings.line_number)
    for one in doubts:
        seen = _look(carrier, one)
        with house.database.transaction() as session:
            _conclude(session, one, seen, house.clock.now(), windows)
        if seen is None:
            break  # the carrier is away, for the others too; the next sweep goes on
    return len(doubts)


def _some(rows: Select[Outbox]) -> Select[Outbox]:
    """A batch of them, without those another process is at."""
    return rows.limit(BATCH).with_for_update(skip_locked=True)


def _open_attempt(session: Session, row: Outbox) -> Attempt | None:
    return session.scalar(
        select(Attempt).where(
            Attempt.outbox_id == row.id,
            Attempt.number == row.attempts,
            Attempt.outcome.is_(None),
        )
    )


def _doubts(session: Session, sender: str) -> list[Doubt]:
    newest = and_(Attempt.outbox_id == Outbox.id, Attempt.number == Outbox.attempts)
    rows = session.execute(
        select(Outbox.id, Outbox.way, PhoneRow.number, Attempt)
        .join(PhoneRow, PhoneRow.id == Outbox.phone_id)
        .join(Attempt, newest)
        .where(HELD, Outbox.state == State.UNKNOWN, Outbox.lease_until <= machine_now())
        .order_by(Outbox.lease_until)
        .limit(BATCH)
    )
    return [
        Doubt(
            outbox_id=outbox_id,
            number=attempt.number,
            way=Way(way),
            to=Phone(number),
            sender=sender,
            body=attempt.body,
            since=attempt.started_at - CLOCK_SLACK,
            posted_at=attempt.posted_at,
        )
        for outbox_id, way, number, attempt in rows
    ]


def _look(carrier: Carrier, doubt: Doubt) -> list[Seen] | None:
    """What the carrier shows for that number since then; None when it can't be asked."""
    try:
        look = carrier.calls_to if doubt.way == Way.CALL else carrier.texts_to
        return look(doubt.to, doubt.since)
    except CarrierUnavailable:
        log("sweep").warning("carrier_not_asked", outbox_id=doubt.outbox_id)
        return None


def _conclude(
    session: Session, doubt: Doubt, seen: list[Seen] | None, now: datetime, windows: Windows
) -> None:
    row = session.scalar(select(Outbox).where(Outbox.id == doubt.outbox_id).with_for_update())
    if row is None or row.state != State.UNKNOWN or row.attempts != doubt.number:
        return  # a receipt was faster
    found = _trace(session, doubt, seen or [])
    if found:
        _found(session, row, found, now)
    elif seen is not None and machine_now() - doubt.posted_at >= windows.evidence:
        _not_found(row, now)
    elif now - doubt.since >= windows.silence:
        move(row, State.UNCONFIRMED, now, "The carrier gave no answer and can't be asked.")
    else:
        row.lease_until = windows.next_look()


def _trace(session: Session, doubt: Doubt, seen: list[Seen]) -> Seen | None:
    """The oldest of them that can be this attempt and is not known to be another."""
    alike = [one for one in seen if one.direction == "outbound-api" and _same_words(doubt, one)]
    sids = [one.sid for one in alike]
    known = select(Attempt.sid).where(Attempt.sid.in_(sids))
    taken = set(session.scalars(known)) if sids else set()
    return next((one for one in reversed(alike) if one.sid not in taken), None)


def _same_words(doubt: Doubt, seen: Seen) -> bool:
    """Ends with our words: a trial account puts its own before them. Calls have none."""
    if doubt.way == Way.CALL or seen.sender != doubt.sender:
        return seen.sender == doubt.sender
    return bool(doubt.body and (seen.body or "").strip().endswith(doubt.body.strip()))


def _found(session: Session, row: Outbox, seen: Seen, now: datetime) -> None:
    log("sweep").info("outcome_found", outbox_id=row.id, sid=seen.sid)
    attempt = session.scalar(
        select(Attempt).where(Attempt.outbox_id == row.id, Attempt.number == row.attempts)
    )
    if attempt:
        attempt.sid, attempt.outcome = seen.sid, "accepted"
    accept(session, row, row.attempts, seen.sid, now)
    news = News(read_status(row.way, seen.status), seen.sid, seen.error_code)
    apply(session, row, row.attempts, news, now)


def _not_found(row: Outbox, now: datetime) -> None:
    """A reminder twice is better than none; for all else, none is better than twice."""
    log("sweep").warning("outcome_not_found", outbox_id=row.id, lane=row.lane)
    if row.lane == Lane.REMINDER and not row.repeats and now < row.useful_until:
        send_again(row, now)
    else:
        move(row, State.UNCONFIRMED, now, "The carrier gave no answer and shows no trace of it.")
