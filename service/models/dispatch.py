"""Where a helper calls who needs police or an ambulance sent to somebody in another county."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class DispatchCentre(Base):
    """The ten-digit number of the centre that answers 911 in a county; the organisation looked it up."""

    __tablename__ = "dispatch_centres"
    __table_args__ = (UniqueConstraint("region", "county", name="uq_dispatch_centres_county"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    county: Mapped[str] = mapped_column(String(60))
    region: Mapped[str] = mapped_column(String(40))  # MT
    number: Mapped[str] = mapped_column(String(16))  # E.164; public, so not sealed
    checked_at: Mapped[datetime] = mapped_column(Utc)
