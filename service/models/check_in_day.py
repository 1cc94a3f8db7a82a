"""One date of a check-in: what was asked, how far its ladder came, and how it ended."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class DayState(StrEnum):
    ASKING = "asking"  # asked, asked again, and waited for
    TELLING = "telling"  # contacts are told, one by one
    HELD = "held"  # contacts are not told: it may be our own outage
    HANDED = "handed"  # to a coordinator, as a case
    # Ends.
    ANSWERED = "answered"  # by the member, however late
    ALL_RIGHT = "all_right"  # somebody who was told has said so
    SEEN_TO = "seen_to"  # by whoever took the case
    STOPPED = "stopped"  # the member ended it: STOP, away, off, erased


class CheckInDay(Base):
    """Its one timer, `checkin.climb`, has its id: whenever it falls due, the ladder moves on."""

    __tablename__ = "check_in_days"
    __table_args__ = (
        UniqueConstraint("check_in_id", "occurs_at", name="uq_check_in_days_once"),
        Index(
            "ix_check_in_days_open",
            "check_in_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_check_in_days_occurs", "occurs_at"),
        Index("ix_check_in_days_keep", "keep_until"),
        Index(
            "ix_check_in_days_case",
            "case_id",
            sqlite_where=text("case_id IS NOT NULL"),
            postgresql_where=text("case_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    check_in_id: Mapped[int] = mapped_column(ForeignKey("check_ins.id", ondelete="CASCADE"))
    occurs_at: Mapped[datetime] = mapped_column(Utc)
    state: Mapped[str] = mapped_column(String(10), server_default=DayState.ASKING)
    # From when the ladder counts: the hour itself, or later where LATER or our own delay moved it.
    counts_from: Mapped[datetime] = mapped_column(Utc)
    rung: Mapped[int] = mapped_column(server_default="0")  # the next one of the ladder's table
    # Contacts: in which of the rounds they are told, and whose answer is waited for.
    round: Mapped[int] = mapped_column(server_default="0")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    # What they answered: 1 to 5, done, not_yet.
    answer: Mapped[str | None] = mapped_column(SealedText)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    keep_until: Mapped[datetime] = mapped_column(Utc)
