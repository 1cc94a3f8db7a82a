"""Everything that will happen later, one row a subject and kind."""

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Timer(Base):
    """The handler's own transaction deletes the row by id and token: no row, no effect."""

    __tablename__ = "timers"
    __table_args__ = (
        UniqueConstraint("kind", "subject", name="uq_timers_kind_subject"),
        Index("ix_timers_due", "due_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))  # an id, never a name or a number
    due_at: Mapped[datetime] = mapped_column(Utc)
    token: Mapped[str] = mapped_column(String(26))
    failures: Mapped[int] = mapped_column(default=0)
