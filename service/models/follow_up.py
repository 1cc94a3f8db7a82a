"""That somebody said yes to being asked how they are, once they had talked with a person."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Stage(StrEnum):
    TODAY = "today"
    TOMORROW = "tomorrow"
    THIRD_DAY = "third_day"


class FollowUpState(StrEnum):
    WAITS = "waits"
    ASKED = "asked"  # a volunteer was asked to call them
    TAKEN = "taken"  # and calls them
    TALKED = "talked"
    WRITTEN = "written"  # the caring text went out instead
    MISSED = "missed"  # nobody called, and that phone takes no texts
    ENDED = "ended"  # they want no more of these


class FollowUp(Base):
    __tablename__ = "follow_ups"
    __table_args__ = (UniqueConstraint("case_id", "stage", name="uq_follow_ups_once"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    stage: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), server_default=FollowUpState.WAITS)
    due_at: Mapped[datetime] = mapped_column(Utc)
    # Whom we asked to call them.
    volunteer_id: Mapped[int | None] = mapped_column(
        ForeignKey("volunteers.id", ondelete="SET NULL")
    )
