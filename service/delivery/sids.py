"""The carrier's ids: each belongs to one row, and who is told so by our own ids has it.

In the carrier's list two texts with the same words to one phone look alike, so what was found there
may be another row's. The carrier's answer to a POST, and a receipt, whose URL has our own id in it,
know better.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.delivery.states import move
from service.logs import log
from service.models import Attempt, Outbox, State


def be_named(session: Session, row: Outbox, sid: str, now: datetime) -> None:
    """The row's newest attempt is `sid`; a row that had taken that for its own is in doubt again."""
    if row.sid == sid:
        return
    other = session.scalar(
        select(Outbox).where(Outbox.sid == sid, Outbox.id != row.id).with_for_update()
    )
    if other:
        _doubt_again(session, other, sid, now)
    row.sid = sid


def _doubt_again(session: Session, other: Outbox, sid: str, now: datetime) -> None:
    log("delivery").warning("taken_for_another", outbox_id=other.id, sid=sid)
    other.sid = None
    mistaken = update(Attempt).where(Attempt.outbox_id == other.id, Attempt.sid == sid)
    session.execute(mistaken.values(sid=None, outcome="unknown"))
    if other.state in (State.ACCEPTED, State.SENT):
        move(other, State.UNKNOWN, now)
        other.lease_until = machine_now()
    session.flush()  # before the id is given to the row it belongs to
