"""A first visit somebody planned, up to three, and what they said about it, to us alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class Visit(Base):
    __tablename__ = "visits"
    __table_args__ = (UniqueConstraint("person_id", "meeting_id", name="uq_visits_once"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    occurs_at: Mapped[datetime] = mapped_column(Utc)
    asked_at: Mapped[datetime | None] = mapped_column(Utc)
    answer: Mapped[str | None] = mapped_column(SealedText)
    keep_until: Mapped[datetime] = mapped_column(Utc)
