"""A telephone number we have heard from or may reach, and who shares it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class LineType(StrEnum):
    UNKNOWN = "unknown"
    MOBILE = "mobile"
    LANDLINE = "landline"


class PhoneRow(Base):
    """One number, found by its keyed hash; callers and texters we don't know yet have one too."""

    __tablename__ = "phones"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number_hash: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[str] = mapped_column(SealedText)  # E.164
    country: Mapped[str | None] = mapped_column(String(2))
    language: Mapped[str | None] = mapped_column(String(2))
    line_type: Mapped[str] = mapped_column(String(10), default=LineType.UNKNOWN)
    # It came by a call and has never texted: whoever has said nothing else is called.
    only_calls: Mapped[bool] = mapped_column(server_default=false())
    looked_up_at: Mapped[datetime | None] = mapped_column(Utc)  # when the carrier was asked for it
    # Set while the last word was STOP; the ledger in `consents` says when, how and with which words.
    stopped_at: Mapped[datetime | None] = mapped_column(Utc)
    # Wrong codes in a row, where several share it: one is looked for among all of theirs.
    code_failures: Mapped[int] = mapped_column(server_default="0")
    code_failed_at: Mapped[datetime | None] = mapped_column(Utc)
    code_locked_until: Mapped[datetime | None] = mapped_column(Utc)
    created_at: Mapped[datetime] = mapped_column(Utc)


class PersonPhone(Base):
    """Several people share a landline; one person may have a mobile and a landline."""

    __tablename__ = "person_phones"
    __table_args__ = (Index("ix_person_phones_phone", "phone_id"),)

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    phone_id: Mapped[int] = mapped_column(
        ForeignKey("phones.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime] = mapped_column(Utc)
