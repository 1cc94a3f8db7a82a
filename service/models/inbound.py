"""What came in, once each, with the answer it got."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedJson, SealedText
from service.db import Base, BigId, Utc


class Inbound(Base):
    """Key: a text's MessageSid, or a call's CallSid and step. Unique, so that it has one effect."""

    __tablename__ = "inbound"
    __table_args__ = (
        Index("ix_inbound_keep", "keep_until"),
        Index("ix_inbound_phone", "phone_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    body: Mapped[str | None] = mapped_column(SealedText)  # emptied at keep_until
    answer: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)  # emptied after a day
    received_at: Mapped[datetime] = mapped_column(Utc)
    # Search texts live 24 hours, other bodies 30 days.
    keep_until: Mapped[datetime] = mapped_column(Utc)
