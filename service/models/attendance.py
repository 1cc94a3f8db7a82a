"""What somebody answered to a reminder: whether they come to that one date."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, Utc


class Answer(StrEnum):
    GOING = "going"
    NOT_GOING = "not_going"


class Attendance(Base):
    """The last answer counts."""

    __tablename__ = "attendances"
    __table_args__ = (Index("ix_attendances_meeting", "meeting_id", "occurs_at"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True
    )
    occurs_at: Mapped[datetime] = mapped_column(Utc, primary_key=True)
    answer: Mapped[str] = mapped_column(String(10))
    answered_at: Mapped[datetime] = mapped_column(Utc)
