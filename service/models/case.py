"""A crisis we noticed: opened once, without the words."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class CaseState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Case(Base):
    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_key: Mapped[str] = mapped_column(String(64), unique=True)  # the inbound key it came from
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    tier: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str | None] = mapped_column(String(10))
    rule: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default=CaseState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(Utc)
