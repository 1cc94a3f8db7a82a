"""Somebody needs a person: noticed by the screen, or asked for. Opened once, without the words."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class CaseState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    CLOSED = "closed"


class CaseStep(StrEnum):
    """What can happen to a case, as its timeline has it."""

    OPENED = "opened"
    RANG = "rang"
    PASSED = "passed"
    CLAIMED = "claimed"
    JOINED = "joined"  # the two are talking
    LEFT = "left"  # the caller hung up before anybody came
    MESSAGE = "message"  # a voice message was left
    PAGED = "paged"  # a volunteer was told that somebody waits
    CALLED_BACK = "called_back"
    OVERDUE = "overdue"  # the time that was named has passed
    AGAIN = "again"  # they wrote once more while it was not closed
    RAISED = "raised"  # what they wrote then was nearer: from concern to imminent
    UNCLAIMED = "unclaimed"  # a whole round of pages has passed and nobody has taken it
    TOLD = "told"  # who waits was told that nobody has taken it yet
    STANDBY = "standby"  # the fallback numbers were called: nobody else could be told
    STANDBY_TOOK = "standby_took"  # somebody there heard of it and took it
    OK = "ok"  # they have said that they are
    NO_CALLS = "no_calls"  # they asked not to be called, or ringing may expose them
    FOLLOW_UP = "follow_up"  # a volunteer asked them later how they are, or a text did
    CLOSED = "closed"


class Case(Base):
    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_state", "state", "opened_at"),
        Index("ix_cases_phone", "phone_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source_key: Mapped[str] = mapped_column(String(64), unique=True)  # the inbound key it came from
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    tier: Mapped[str] = mapped_column(String(10))  # imminent, concern; asked: they pressed 0
    kind: Mapped[str | None] = mapped_column(String(10))
    rule: Mapped[str] = mapped_column(String(60))
    language: Mapped[str | None] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10), default=CaseState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(Utc)
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("volunteers.id", ondelete="SET NULL"))
    claimed_at: Mapped[datetime | None] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    outcome: Mapped[str | None] = mapped_column(String(20))
    call_back_by: Mapped[datetime | None] = mapped_column(Utc)  # the time that was named to them
    wrote_at: Mapped[datetime | None] = mapped_column(Utc)  # their last text of this episode
    # When this round of pages began; None: nobody is paged for it.
    paged_since: Mapped[datetime | None] = mapped_column(Utc)
    round: Mapped[int] = mapped_column(server_default="0")
    # They asked for none, or ringing may expose them: then a person decides.
    no_calls: Mapped[bool] = mapped_column(server_default=false())


class CaseEvent(Base):
    """One line of a case's timeline; never what was said."""

    __tablename__ = "case_events"
    __table_args__ = (Index("uq_case_events_source", "source_key", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(Utc)
    what: Mapped[str] = mapped_column(String(12))
    volunteer_id: Mapped[int | None] = mapped_column(
        ForeignKey("volunteers.id", ondelete="SET NULL")
    )
    # The inbound key it came from, where it is about a text of theirs: once, however often replayed.
    source_key: Mapped[str | None] = mapped_column(String(64))


class CaseRing(Base):
    """That a volunteer was rung for a case: once a round, whatever is asked twice."""

    __tablename__ = "case_rings"
    __table_args__ = (
        UniqueConstraint("case_id", "volunteer_id", "round", name="uq_case_rings_once"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(server_default="0")
    rung_at: Mapped[datetime] = mapped_column(Utc)


class CasePage(Base):
    """That a volunteer was told of a case in a round: once by each way, whatever is asked twice."""

    __tablename__ = "case_pages"
    __table_args__ = (
        UniqueConstraint("case_id", "volunteer_id", "round", "way", name="uq_case_pages_once"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    volunteer_id: Mapped[int] = mapped_column(ForeignKey("volunteers.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column()
    way: Mapped[str] = mapped_column(String(4))  # text or call
    at: Mapped[datetime] = mapped_column(Utc)
    rung: Mapped[int] = mapped_column(server_default="0")  # its place in the round
    passed_at: Mapped[datetime | None] = mapped_column(Utc)


class VoiceMessage(Base):
    """What a caller left for a volunteer. It lies at the carrier; here is only where."""

    __tablename__ = "voice_messages"

    recording_sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    seconds: Mapped[int] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(Utc)
    delete_at: Mapped[datetime] = mapped_column(Utc, index=True)  # at the carrier, too
