"""Everything that goes out, and each try at sending it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, Utc


class Way(StrEnum):
    TEXT = "text"
    CALL = "call"


class Lane(StrEnum):
    """In order of urgency; a later lane never holds up an earlier one."""

    CRISIS = "crisis"
    REPLY = "reply"
    CHECKIN = "checkin"
    REMINDER = "reminder"
    NOTICE = "notice"


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"  # posted, no answer: settled by evidence
    ACCEPTED = "accepted"
    SENT = "sent"
    INLINE = "inline"  # went back in the webhook's own answer
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    UNCONFIRMED = "unconfirmed"


class Outbox(Base):
    """One thing for one phone. It holds ids; the words are made when it is claimed."""

    __tablename__ = "outbox"
    __table_args__ = (
        # The claim's and the sweep's own partial indexes: a few rows, whatever the table's size.
        Index(
            "ix_outbox_queued",
            "way",
            "priority",
            "not_before",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_outbox_leased",
            "lease_until",
            sqlite_where=text("state IN ('sending', 'unknown')"),
            postgresql_where=text("state IN ('sending', 'unknown')"),
        ),
        Index(
            "ix_outbox_useful",
            "useful_until",
            sqlite_where=text("state = 'queued'"),
            postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_outbox_silent",
            "changed_at",
            sqlite_where=text("state IN ('accepted', 'sent', 'inline')"),
            postgresql_where=text("state IN ('accepted', 'sent', 'inline')"),
        ),
        Index("ix_outbox_phone", "phone_id"),
        # What was asked on one date of a check-in (`checkins/outage`).
        Index(
            "ix_outbox_asks",
            "subject_id",
            sqlite_where=text("message = 'checkin.ask'"),
            postgresql_where=text("message = 'checkin.ask'"),
        ),
        # How far a notice has come, and whom it has reached (`notices/tally`).
        Index(
            "ix_outbox_notices",
            "subject_id",
            "phone_id",
            sqlite_where=text("message = 'notice.told'"),
            postgresql_where=text("message = 'notice.told'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    way: Mapped[str] = mapped_column(String(4))
    lane: Mapped[str] = mapped_column(String(10))
    priority: Mapped[int] = mapped_column()  # the lane's place, 0 first
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    message: Mapped[str] = mapped_column(
        String(40)
    )  # whose words: a name in the register of messages
    subject_id: Mapped[int | None] = mapped_column()  # of what: a reminder's id, a notice's
    occurs_at: Mapped[datetime | None] = mapped_column(Utc)  # of which date of it

    # They asked for this very hour, so contact hours don't hold it.
    at_any_hour: Mapped[bool] = mapped_column(server_default=false())

    state: Mapped[str] = mapped_column(String(12), default=State.QUEUED)
    reason: Mapped[str | None] = mapped_column(String(120))  # for a coordinator to read
    not_before: Mapped[datetime] = mapped_column(Utc)  # service clock
    useful_until: Mapped[datetime] = mapped_column(Utc)  # service clock
    attempts: Mapped[int] = mapped_column(default=0)  # the newest attempt's number
    repeats: Mapped[int] = mapped_column(default=0)  # how often sent again after an unknown outcome
    # Machine's clock. While unknown: when to look for evidence next; once gone: when we asked.
    lease_until: Mapped[datetime | None] = mapped_column(Utc)
    lease_token: Mapped[str | None] = mapped_column(String(26))
    sid: Mapped[str | None] = mapped_column(String(34), unique=True)
    created_at: Mapped[datetime] = mapped_column(Utc)
    changed_at: Mapped[datetime] = mapped_column(Utc)


class Attempt(Base):
    """A row before each POST, with the words as sent: what evidence is compared with afterwards."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("outbox_id", "number", name="uq_attempts_number"),
        Index("ix_attempts_keep", "keep_until"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    outbox_id: Mapped[str] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    body: Mapped[str | None] = mapped_column(SealedText)  # emptied at keep_until
    segments: Mapped[int] = mapped_column(default=0)
    # Service clock, as the carrier's lists show it.
    started_at: Mapped[datetime] = mapped_column(Utc)
    posted_at: Mapped[datetime] = mapped_column(Utc)  # machine's clock: evidence windows start here
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    outcome: Mapped[str | None] = mapped_column(String(12))  # accepted, refused, unknown
    code: Mapped[int | None] = mapped_column()  # the carrier's error code
    # A refusal with a code new to us, whole: its HTTP status and words, which may name a number.
    status: Mapped[int | None] = mapped_column()
    said: Mapped[str | None] = mapped_column(SealedText)  # emptied with the body
    failed_at: Mapped[datetime | None] = mapped_column(Utc)  # a receipt said it did not arrive
    sid: Mapped[str | None] = mapped_column(String(34))
    # Of a call that was picked up: how long it was up, and joined to another that the line dialled for it.
    seconds: Mapped[int | None] = mapped_column()
    joined_s: Mapped[int | None] = mapped_column()
    keep_until: Mapped[datetime] = mapped_column(Utc)
