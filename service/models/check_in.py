"""A check-in that a member set up: when and how they are asked, and what silence leads to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class Asks(StrEnum):
    """What is asked."""

    FEELING = "feeling"  # how are you, 1 to 5
    ALL_RIGHT = "all_right"  # 1: I'm all right
    GOAL = "goal"  # 1 done, 2 not yet


class CheckIn(Base):
    """One a person; what was asked on each date is a row of `check_in_days`."""

    __tablename__ = "check_ins"
    __table_args__ = (UniqueConstraint("person_id", name="uq_check_ins_person"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"), index=True)
    # Another phone of theirs, asked last.
    second_phone_id: Mapped[int | None] = mapped_column(
        ForeignKey("phones.id", ondelete="SET NULL")
    )
    way: Mapped[str | None] = mapped_column(String(4))  # text or call; None: as they are reached
    asks: Mapped[str] = mapped_column(String(10), server_default=Asks.FEELING)
    at_min: Mapped[int] = mapped_column()  # minutes since midnight on their own wall
    days: Mapped[int] = mapped_column()  # a bit a weekday, Monday is 1
    grace_min: Mapped[int] = mapped_column(
        server_default="120"
    )  # from the ask to the first contact
    # Their own yes. None: a coordinator has proposed it, and nothing is asked before they say so.
    agreed_at: Mapped[datetime | None] = mapped_column(Utc)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    on: Mapped[bool] = mapped_column(server_default=true())
    away_until: Mapped[datetime | None] = mapped_column(Utc)  # back by itself then
    next_at: Mapped[datetime | None] = mapped_column(Utc)  # the next date; it has the timer
    called: Mapped[str | None] = mapped_column(SealedText)  # the name that contacts hear
    created_at: Mapped[datetime] = mapped_column(Utc)
