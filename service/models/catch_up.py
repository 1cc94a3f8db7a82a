"""How far we know what the carrier has received for our line."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, Utc


class CatchUp(Base):
    """One row a line: all that it was texted before `taken_until` has been taken, or is in a spool."""

    __tablename__ = "catch_ups"

    line: Mapped[str] = mapped_column(String(20), primary_key=True)  # our own number
    taken_until: Mapped[datetime] = mapped_column(Utc)  # service clock
    looked_at: Mapped[datetime] = mapped_column(Utc)  # the database's clock
