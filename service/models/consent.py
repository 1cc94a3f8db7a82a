"""The ledger of consent: who said yes or no, when, how and with which words. Rows are only added."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class ConsentEvent(StrEnum):
    OPT_IN = "opt_in"
    OPT_OUT = "opt_out"
    LEFT = "left"  # one group; the rest of what was agreed to holds


class ConsentRow(Base):
    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_phone", "phone_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(10))
    how: Mapped[str] = mapped_column(String(20))  # text, call, carrier, coordinator
    words: Mapped[str | None] = mapped_column(SealedText)
    at: Mapped[datetime] = mapped_column(Utc)
