"""A notice: what a coordinator has to say to a group, to whom it goes, and what was done about it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class NoticeKind(StrEnum):
    OFF = "off"  # one date is called off
    ON = "on"  # it takes place after all
    MOVE = "move"  # one date at another time or place
    NEWS = "news"  # free words
    VOICE = "voice"  # a recorded message
    FIX = "fix"  # a correction, to those whom another has reached


class NoticeState(StrEnum):
    """Moves are one table, in `notices/states`."""

    DRAFT = "draft"  # read back; waits for its count
    HELD = "held"  # confirmed; goes out in a minute unless undone
    SENDING = "sending"
    PAUSED = "paused"
    # Ends.
    DONE = "done"  # nothing of it waits any more
    STOPPED = "stopped"  # half-way: whoever had not got it yet never will
    UNDONE = "undone"  # taken back within its minute
    DROPPED = "dropped"  # never confirmed


class Notice(Base):
    """Called B and its id. Its rows of the outbox have the message `notice.told` and its id as subject."""

    __tablename__ = "notices"
    __table_args__ = (
        # Who may undo, correct or ask about the last one they sent.
        Index("ix_notices_by", "by_person_id", "id"),
        Index(
            "ix_notices_open",
            "state",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_notices_keep", "keep_until"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(5))
    state: Mapped[str] = mapped_column(String(8), server_default=NoticeState.DRAFT)
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    by_phone_id: Mapped[int | None] = mapped_column(ForeignKey("phones.id", ondelete="SET NULL"))
    fixes_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id", ondelete="SET NULL"))
    # Of which date of which meeting, as its series has it, and where and when it is instead.
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    on_date: Mapped[date | None] = mapped_column()
    usual_at: Mapped[datetime | None] = mapped_column(Utc)
    moved_to: Mapped[datetime | None] = mapped_column(Utc)
    place: Mapped[str | None] = mapped_column(String(160))
    reason: Mapped[str | None] = mapped_column(String(60))
    body: Mapped[str | None] = mapped_column(SealedText)  # free words, emptied at keep_until
    recording_sid: Mapped[str | None] = mapped_column(String(34))
    seconds: Mapped[int] = mapped_column(server_default="0")  # of the recording
    # As read back: people, and what it takes to reach them. Cost in millionths of a dollar.
    people: Mapped[int] = mapped_column(server_default="0")
    texts: Mapped[int] = mapped_column(server_default="0")
    calls: Mapped[int] = mapped_column(server_default="0")
    cost_micros: Mapped[int] = mapped_column(BigId, server_default="0")
    sampled: Mapped[bool] = mapped_column(server_default=false())  # the cost is from a sample
    wrong_counts: Mapped[int] = mapped_column(server_default="0")
    urgent: Mapped[bool] = mapped_column(server_default=false())  # also outside contact hours
    created_at: Mapped[datetime] = mapped_column(Utc)
    held_until: Mapped[datetime | None] = mapped_column(Utc)
    # The service's clock: from when it may go out, and until when it is of use.
    goes_at: Mapped[datetime | None] = mapped_column(Utc)
    useful_until: Mapped[datetime] = mapped_column(Utc)
    started_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    keep_until: Mapped[datetime] = mapped_column(Utc)


class NoticeGroup(Base):
    """One of the groups it goes to."""

    __tablename__ = "notice_groups"

    notice_id: Mapped[int] = mapped_column(
        ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True
    )
    group_id: Mapped[int] = mapped_column(
        ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True
    )


class NoticeRecipient(Base):
    """Who gets it: each person once, on one phone, by one way first."""

    __tablename__ = "notice_recipients"
    __table_args__ = (
        Index("ix_notice_recipients_phone", "notice_id", "phone_id"),
        Index("ix_notice_recipients_person", "person_id"),
    )

    notice_id: Mapped[int] = mapped_column(
        ForeignKey("notices.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    way: Mapped[str] = mapped_column(String(4))


class NoticeEvent(Base):
    """What was done about it, by whom and when. Rows are only added."""

    __tablename__ = "notice_events"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Utc)
    what: Mapped[str] = mapped_column(String(12))  # a state it came to, or urgent, later, wrong
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    why: Mapped[str | None] = mapped_column(SealedText)  # in their words: why at night
