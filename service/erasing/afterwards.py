"""The last of somebody who asked to be erased: our own rows, once the carrier has nothing any more.

The ids of their texts outlive them by a week, alone: should an old copy of the carrier's list, or a
webhook that comes a second time, still name one, it is known as had and nothing of it is taken.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from service.delivery.states import ENDS
from service.erasing.at_once import is_shared, of_nobody_else
from service.models import (
    Case,
    CaseState,
    ConsentRow,
    Conversation,
    Erasure,
    Inbound,
    Outbox,
    PhoneRow,
    State,
    VoiceMessage,
)

# The receipt of our last words names them; by then it has come, or never will.
RECEIPTS_COME = timedelta(minutes=10)
# Settled by what the carrier's list shows, also for others who use the phone.
BY_EVIDENCE = (State.SENDING, State.UNKNOWN)


def is_busy(session: Session, phone_id: int, asked_at: datetime, now: datetime) -> bool:
    """Whether something of ours may still come to be at the carrier, or is not known by its id yet."""
    waits = and_(Outbox.state == State.QUEUED, of_nobody_else(phone_id))  # what a crisis needs
    unsettled = or_(Outbox.state.in_(BY_EVIDENCE), waits)
    if now < asked_at + RECEIPTS_COME:
        nameless = and_(Outbox.state == State.INLINE, Outbox.sid.is_(None))
        unsettled = or_(unsettled, nameless)
    mine = Outbox.phone_id == phone_id, Outbox.created_at <= asked_at
    return bool(session.scalar(select(exists().where(*mine, unsettled))))


def finish(session: Session, phone_id: int, asked_at: datetime, now: datetime) -> bool:
    """Deletes what is left here; False while an open case still needs the number."""
    _delete_rows(session, phone_id, asked_at, now)
    if is_shared(session, phone_id):
        session.execute(delete(Erasure).where(Erasure.phone_id == phone_id))
        return True
    if _has_open_case(session, phone_id):
        return False
    session.execute(delete(PhoneRow).where(PhoneRow.id == phone_id))
    return True


def left_by(phone_id: int, until: datetime) -> ColumnElement[bool]:
    """Voice messages, joined with their cases, that were left on this phone, and ended then."""
    return and_(Case.phone_id == phone_id, VoiceMessage.delete_at <= until)


def _delete_rows(session: Session, phone_id: int, asked_at: datetime, now: datetime) -> None:
    """On a phone that others use what came since is theirs, and the proof that it said yes or no."""
    had = Inbound.phone_id == phone_id, Inbound.received_at <= asked_at
    nobodys = {"phone_id": None, "body": None, "answer": None, "keep_until": now}
    session.execute(update(Inbound).where(*had).values(nobodys))
    went = of_nobody_else(phone_id), Outbox.created_at <= asked_at
    session.execute(delete(Outbox).where(*went, Outbox.state.in_([*ENDS, State.INLINE])))
    tapes = select(VoiceMessage.recording_sid).join(Case).where(left_by(phone_id, asked_at))
    session.execute(delete(VoiceMessage).where(VoiceMessage.recording_sid.in_(tapes)))
    if not is_shared(session, phone_id):
        for model in (Outbox, ConsentRow, Conversation):
            session.execute(delete(model).where(model.phone_id == phone_id))


def _has_open_case(session: Session, phone_id: int) -> bool:
    open_one = exists().where(Case.phone_id == phone_id, Case.state != CaseState.CLOSED)
    return bool(session.scalar(select(open_one)))
