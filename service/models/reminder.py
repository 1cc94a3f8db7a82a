"""A reminder somebody asked for: which meeting, how long before."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Reminder(Base):
    __tablename__ = "reminders"
    __table_args__ = (UniqueConstraint("person_id", "meeting_id", name="uq_reminders_once"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    lead_min: Mapped[int] = mapped_column(default=60)
    at_min: Mapped[int | None] = mapped_column()  # instead: at this minute of that day, on the wall
    way: Mapped[str | None] = mapped_column(
        String(4)
    )  # text or call; None: as the person is reached
    on: Mapped[bool] = mapped_column(default=True)
    repeats: Mapped[bool] = mapped_column(default=False)  # every date of it, or this one only
    occurs_at: Mapped[datetime | None] = mapped_column(Utc)  # the date the timer stands for
    # The timer's hour is no contact hour, and they asked for it all the same.
    at_any_hour: Mapped[bool] = mapped_column(default=False, server_default=false())
    missed_because: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime] = mapped_column(Utc)
