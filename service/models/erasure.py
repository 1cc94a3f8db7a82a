"""A phone whose person said ERASE: what the carrier has of it goes first, then what is left here."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, Utc


class Erasure(Base):
    """There until nothing is left. Times are by the service's clock."""

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_due", "look_at"),)

    phone_id: Mapped[int] = mapped_column(
        ForeignKey("phones.id", ondelete="CASCADE"), primary_key=True
    )
    asked_at: Mapped[datetime] = mapped_column(Utc)  # what came later is a fresh start, and stays
    look_at: Mapped[datetime] = mapped_column(Utc)
    failures: Mapped[int] = mapped_column(default=0)  # looks in a row that deleted nothing
