"""One thing to bring up at the next appointment: kept until it is returned, then erased."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class Note(Base):
    __tablename__ = "notes"
    __table_args__ = (UniqueConstraint("person_id", name="uq_notes_person"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    visit_at: Mapped[datetime] = mapped_column(Utc)
    return_at: Mapped[datetime] = mapped_column(Utc)
    words: Mapped[str | None] = mapped_column(
        SealedText
    )  # None: only the appointment is known, yet
    recording_sid: Mapped[str | None] = mapped_column(String(34))  # spoken; it lies at the carrier
