"""A peer support group the organisation runs, and who has joined it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Group(Base):
    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    word: Mapped[str] = mapped_column(String(16), unique=True)  # what members text: TUE
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(
        String(20)
    )  # aa, grief, caregiver ... as the finder names them
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class Membership(Base):
    __tablename__ = "memberships"
    __table_args__ = (Index("ix_memberships_person", "person_id"),)

    group_id: Mapped[int] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    joined_at: Mapped[datetime] = mapped_column(Utc)


class GroupFacts(Base):
    """What somebody new wants to know of a group beside when and where; None where nobody has said."""

    __tablename__ = "group_facts"

    group_id: Mapped[int] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True
    )
    led_by: Mapped[str | None] = mapped_column(String(12))
    structure: Mapped[str | None] = mapped_column(String(12))
    commitment: Mapped[str | None] = mapped_column(String(12))
    size: Mapped[int | None] = mapped_column()  # about how many come
