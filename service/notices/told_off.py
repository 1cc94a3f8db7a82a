"""Whom a notice has told that a date is off: their reminder of it says nothing more."""

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from service.delivery.outbox import Claimed
from service.models import MeetingDate, Notice, NoticeKind, Outbox, State
from service.notices.tally import TOLD

# It says so: not that it may have come.
_HAS_IT = (State.DELIVERED, State.COMPLETED)


def knows(session: Session, meeting_id: int, reminder: Claimed) -> bool:
    """Whether this phone has a notice that the date of this reminder is off, and it still is."""
    still_off = and_(
        MeetingDate.meeting_id == Notice.meeting_id,
        MeetingDate.on_date == Notice.on_date,
        MeetingDate.starts_at.is_(None),
    )
    told = (
        select(Notice.id)
        .join(MeetingDate, still_off)
        .join(Outbox, and_(TOLD, Outbox.subject_id == Notice.id))
        .where(
            Notice.kind == NoticeKind.OFF,
            Notice.meeting_id == meeting_id,
            # What is off is of use until it was to begin.
            Notice.useful_until == reminder.occurs_at,
            Outbox.phone_id == reminder.phone_id,
            Outbox.state.in_(_HAS_IT),
        )
    )
    return session.scalar(told.limit(1)) is not None
