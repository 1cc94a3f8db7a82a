"""A person we know: a member, a caregiver, a coordinator, an on-call peer."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    first_name: Mapped[str | None] = mapped_column(SealedText)
    language: Mapped[str] = mapped_column(String(2), default="en")
    zone: Mapped[str | None] = mapped_column(String(64))  # IANA name; None: the line's home zone
    # What we start names no group, topic or person until the member says OPEN.
    discreet: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
