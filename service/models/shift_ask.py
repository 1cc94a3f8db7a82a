"""What was asked of a volunteer about one shift, and what became of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class AskState(StrEnum):
    """Which leads to which is a table: `service/on_shift.FROM`."""

    PLANNED = "planned"
    ASKED = "asked"
    AGAIN = "again"  # it begins, and they have said nothing
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"  # they are on duty all the same: they may answer
    OFF = "off"  # they can't, and others are there
    LOOKING = "looking"  # they can't, and the others are asked
    TAKEN = "taken"
    UNCOVERED = "uncovered"  # nobody has taken it; whoever still does has it


class ShiftAsk(Base):
    """One row a volunteer and shift, however many tickers plan it. Moments, not walls: it is one date's."""

    __tablename__ = "shift_asks"
    __table_args__ = (
        UniqueConstraint("volunteer_id", "begins_at", name="uq_shift_asks_once"),
        Index("ix_shift_asks_ends", "ends_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id", ondelete="CASCADE"))
    begins_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(String(12))
    off_from: Mapped[datetime | None] = mapped_column(Utc)  # from when on they can't
    looked_at: Mapped[datetime | None] = mapped_column(Utc)  # when the others were asked
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id", ondelete="SET NULL"))
