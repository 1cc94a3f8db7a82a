"""Rows the carrier has and says no more about: we ask it once, and in the end say so.

A receipt can get lost, and many networks send none at all.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from service.carrier.port import Carrier, Seen
from service.clock import machine_now
from service.delivery.news import apply, news_of
from service.delivery.outbox import GONE, IN_HAND
from service.delivery.states import end_all
from service.delivery.troubles import crisis_unsure
from service.delivery.windows import Windows
from service.errors import CarrierUnavailable
from service.house import House
from service.logs import log
from service.models import Outbox, State, Way

# Rows asked about in a round, some at the same time.
BATCH, THREADS = 100, 8


@dataclass(frozen=True, slots=True)
class Quiet:
    """A row to ask about."""

    outbox_id: str
    way: str
    sid: str


def close_silent(session: Session, now: datetime, windows: Windows) -> int:
    """Ends what has been silent for days; also what nobody could find out about all the while."""
    before = Outbox.changed_at <= now - windows.silence
    gone = _close(session, and_(GONE, before), "It went, but no receipt ever came.", now)
    unknown = and_(IN_HAND, Outbox.state == State.UNKNOWN, before)
    return gone + _close(session, unknown, "The carrier gave no answer and can't be asked.", now)


def ask_about_silent(house: House, carrier: Carrier, windows: Windows) -> int:
    """Asks about what has been silent for a while, once each, with no session open."""
    with house.database.reading() as session:
        quiet = _quiet(session, house.clock.now() - windows.ask)
    answered = _ask(carrier, quiet)
    with house.database.transaction() as session:
        for one, seen in answered:
            _note(session, one, seen, house.clock.now())
    return len(answered)


def _close(session: Session, silent: ColumnElement[bool], reason: str, now: datetime) -> int:
    ended = end_all(session, silent, State.UNCONFIRMED, reason, now)
    for lane in ended:
        crisis_unsure(session, lane, now)
    return len(ended)


def _quiet(session: Session, before: datetime) -> list[Quiet]:
    rows = session.execute(
        select(Outbox.id, Outbox.way, Outbox.sid)
        .where(GONE, Outbox.changed_at <= before)
        .where(Outbox.sid.is_not(None), Outbox.lease_until.is_(None))
        .order_by(Outbox.changed_at)
        .limit(BATCH)
    )
    return [Quiet(outbox_id, way, sid or "") for outbox_id, way, sid in rows]


def _ask(carrier: Carrier, quiet: Sequence[Quiet]) -> list[tuple[Quiet, Seen | None]]:
    """What the carrier says of each, until it can't be asked: then it is as well for the others."""
    answered: list[tuple[Quiet, Seen | None]] = []
    left = iter(quiet)
    with ThreadPoolExecutor(THREADS, "ask") as threads:
        while some := list(islice(left, THREADS)):
            asked = [threads.submit(_fetch, carrier, one) for one in some]
            try:
                answered += [
                    (one, answer.result()) for one, answer in zip(some, asked, strict=True)
                ]
            except CarrierUnavailable:
                log("sweep").warning("carrier_not_asked", how_many=len(quiet) - len(answered))
                break
    return answered


def _fetch(carrier: Carrier, quiet: Quiet) -> Seen | None:
    fetch = carrier.fetch_call if quiet.way == Way.CALL else carrier.fetch_text
    return fetch(quiet.sid)


def _note(session: Session, quiet: Quiet, seen: Seen | None, now: datetime) -> None:
    row = session.scalar(select(Outbox).where(Outbox.id == quiet.outbox_id).with_for_update())
    if row is None or row.sid != quiet.sid:
        return
    if seen:
        apply(session, row, row.attempts, news_of(row, seen), now)
    if row.state in (State.ACCEPTED, State.SENT, State.INLINE):
        row.lease_until = machine_now()  # asked; once is enough until it moves on
