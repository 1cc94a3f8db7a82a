"""Calls of ours that nobody heard, for whoever calls in from that phone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from service import timers
from service.delivery.states import ENDED, NOTICE, move
from service.models import Notice, Outbox, State, Way
from service.unheard import CALLED_BACK, NO_KEY, Beside, is_wanted, over_at, put_beside

# Ends that somebody may call back about, and how many are looked through at most.
MISSED = (State.BUSY, State.NO_ANSWER, State.MACHINE)
MOST_MISSED = 5
GONE = (State.ACCEPTED, State.SENT, State.DELIVERED, State.UNCONFIRMED)
# How the keys begin of what was put off at the gate of its call.
NOT_NOW = "notnow:"
_RECORDED = exists().where(Notice.id == Outbox.subject_id, Notice.recording_sid.is_not(None))
TO_BE_HEARD = and_(
    Outbox.way == Way.TEXT, Outbox.message == NOTICE, Outbox.state.in_(GONE), _RECORDED
)


def missed_call(
    session: Session, phone_id: int, messages: Collection[str], but: Collection[str], now: datetime
) -> Outbox | None:
    """The newest call to this phone that nobody heard and that still helps, besides those in `but`; or a
    text that said to call for what was recorded."""
    no_call = or_(Outbox.state.in_(MISSED), NO_KEY, Outbox.dedupe_key.startswith(NOT_NOW))
    unheard = select(Outbox).where(
        Outbox.phone_id == phone_id,
        or_(and_(Outbox.way == Way.CALL, no_call), TO_BE_HEARD),
        Outbox.message.in_(messages),
        Outbox.id.not_in(but),
        func.coalesce(Outbox.occurs_at, Outbox.useful_until) > now,
    )
    rows = session.scalars(unheard.order_by(Outbox.changed_at.desc()).limit(MOST_MISSED))
    return next((row for row in rows if is_wanted(session, row, now)), None)


def set_aside(session: Session, phone_id: int, call_sid: str | None, now: datetime) -> None:
    """Not now, they have said on this call of ours: nothing more is called, and who calls in is offered it.

    Written as a row that never went, which no other follows.
    """
    this_call = Outbox.phone_id == phone_id, Outbox.sid == call_sid
    row = session.scalar(select(Outbox).where(*this_call))
    if row is None:
        return
    aside = Beside(Way.CALL, f"{NOT_NOW}{call_sid}", now, over_at(row))
    if put := put_beside(session, row, aside, now):
        move(session.get_one(Outbox, put), State.SUPPRESSED, now, "They have said not now.")
        timers.drop(session, ENDED, put)


def note_heard(session: Session, outbox_id: str, now: datetime) -> None:
    """They called in and heard it: whatever waits to go about that date is wanted no more.

    Written as a row that arrived, because a call that met a machine has ended and stays what it was.
    """
    row = session.get(Outbox, outbox_id)
    if row is None:
        return
    heard = Beside(Way.CALL, f"{CALLED_BACK}{row.id}", now, over_at(row))
    put = put_beside(session, row, heard, now)
    if put:
        move(session.get_one(Outbox, put), State.COMPLETED, now, "They called in and heard it.")
