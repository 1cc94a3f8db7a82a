"""One date of a meeting that is not as usual: called off, or held at another time or place."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class MeetingDate(Base):
    """The series goes on as it was: this is one date of it."""

    __tablename__ = "meeting_dates"
    __table_args__ = (UniqueConstraint("meeting_id", "on_date", name="uq_meeting_dates_once"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    on_date: Mapped[date] = mapped_column()  # as the series has it, in the meeting's own zone
    starts_at: Mapped[datetime | None] = mapped_column(Utc)  # None: it is called off
    place: Mapped[str | None] = mapped_column(String(160))  # None: where it always is
    reason: Mapped[str | None] = mapped_column(String(60))  # snow
    changed_at: Mapped[datetime] = mapped_column(Utc)
