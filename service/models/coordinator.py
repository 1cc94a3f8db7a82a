"""Who runs which groups, and whom they have told of one by hand."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class Coordinator(Base):
    """May send notices to this group, call off its dates and see who has joined. `Group.coordinator_id` is
    the one of them whom members are led to: for a ride, say."""

    __tablename__ = "coordinators"
    __table_args__ = (Index("ix_coordinators_person", "person_id"),)

    group_id: Mapped[int] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    since: Mapped[datetime] = mapped_column(Utc)


class Expected(Base):
    """Somebody whom a coordinator has written down for a group. We send them nothing: they have to join by
    themselves, with the group's word."""

    __tablename__ = "expected"
    __table_args__ = (
        UniqueConstraint("group_id", "number_hash", name="uq_expected_once"),
        Index("ix_expected_keep", "keep_until"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id", ondelete="CASCADE"))
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    list_id: Mapped[int | None] = mapped_column(  # None: by hand
        ForeignKey("people_lists.id", ondelete="SET NULL"), index=True
    )
    number_hash: Mapped[str] = mapped_column(String(40), index=True)
    number: Mapped[str | None] = mapped_column(SealedText)
    name: Mapped[str | None] = mapped_column(SealedText)
    added_at: Mapped[datetime] = mapped_column(Utc)
    joined_at: Mapped[datetime | None] = mapped_column(Utc)
    keep_until: Mapped[datetime] = mapped_column(Utc)
