"""Rows the carrier has and says no more about: we ask it once, and in the end say so.

A receipt can get lost, and many networks send none at all.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.carrier.port import Carrier, Seen
from service.delivery.news import News, apply, read_status
from service.delivery.outbox import GONE
from service.delivery.states import move
from service.delivery.windows import CLOCK_SLACK, Windows, machine_now
from service.errors import CarrierUnavailable
from service.house import House
from service.logs import log
from service.models import Outbox, PhoneRow, State, Way
from service.text.phone import Phone

BATCH = 50


@dataclass(frozen=True, slots=True)
class Quiet:
    """A row to ask about. A call is found in the list of calls since it was made."""

    outbox_id: str
    way: str
    sid: str
    to: Phone
    since: datetime


def close_silent(session: Session, now: datetime, windows: Windows) -> int:
    """Ends what has been silent for days."""
    silent = (
        select(Outbox)
        .where(GONE, Outbox.changed_at <= now - windows.silence)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(silent).all()
    for row in rows:
        move(row, State.UNCONFIRMED, now, "It went, but no receipt ever came.")
    return len(rows)


def ask_about_silent(house: House, carrier: Carrier, windows: Windows) -> int:
    """Asks about what has been silent for a while, once each, with no session open."""
    with house.database.reading() as session:
        quiet = _quiet(session, house.clock.now() - windows.ask)
    for one in quiet:
        try:
            seen = _fetch(carrier, one)
        except CarrierUnavailable:
            log("sweep").warning("carrier_not_asked", outbox_id=one.outbox_id)
            break  # it is as well for the others; the next sweep asks again
        with house.database.transaction() as session:
            _note(session, one, seen, house.clock.now())
    return len(quiet)


def _quiet(session: Session, before: datetime) -> list[Quiet]:
    rows = session.execute(
        select(Outbox.id, Outbox.way, Outbox.sid, PhoneRow.number, Outbox.created_at)
        .join(PhoneRow, PhoneRow.id == Outbox.phone_id)
        .where(GONE, Outbox.changed_at <= before)
        .where(Outbox.sid.is_not(None), Outbox.lease_until.is_(None))
        .order_by(Outbox.changed_at)
        .limit(BATCH)
    )
    return [
        Quiet(outbox_id, way, sid or "", Phone(number), created_at - CLOCK_SLACK)
        for outbox_id, way, sid, number, created_at in rows
    ]


def _fetch(carrier: Carrier, quiet: Quiet) -> Seen | None:
    if quiet.way == Way.TEXT:
        return carrier.fetch_text(quiet.sid)
    calls = carrier.calls_to(quiet.to, quiet.since)
    return next((call for call in calls if call.sid == quiet.sid), None)


def _note(session: Session, quiet: Quiet, seen: Seen | None, now: datetime) -> None:
    row = session.scalar(select(Outbox).where(Outbox.id == quiet.outbox_id).with_for_update())
    if row is None or row.sid != quiet.sid:
        return
    if seen:
        apply(
            session,
            row,
            row.attempts,
            News(read_status(row.way, seen.status), seen.sid, seen.error_code),
            now,
        )
    if row.state in (State.ACCEPTED, State.SENT, State.INLINE):
        row.lease_until = machine_now()  # asked; once is enough until it moves on
