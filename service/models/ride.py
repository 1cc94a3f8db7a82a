"""A ride somebody asked for, to one date of a meeting."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class RideState(StrEnum):
    ASKED = "asked"
    TAKEN = "taken"
    REFUSED = "refused"  # whom we asked can't, or nobody answered in time
    WITHDRAWN = "withdrawn"  # the member doesn't come after all


class Ride(Base):
    __tablename__ = "rides"
    __table_args__ = (
        UniqueConstraint("person_id", "meeting_id", "occurs_at", name="uq_rides_once"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    occurs_at: Mapped[datetime] = mapped_column(Utc)
    # Their name and number may be told to whoever takes it: asked each time.
    shares_number: Mapped[bool] = mapped_column()
    state: Mapped[str] = mapped_column(String(10), default=RideState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(Utc)
