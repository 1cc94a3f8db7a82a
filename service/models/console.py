"""Who may use the console, their codes and sessions there, and the log of what was done."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Post(StrEnum):
    """What somebody is by the organisation's own word; who coordinates or takes calls is read from there."""

    OWNER = "owner"
    READER = "reader"


class ConsolePost(Base):
    __tablename__ = "console_posts"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    post: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime] = mapped_column(Utc)


class SignIn(Base):
    """A code that was asked for. The code itself is nowhere: `access/sign_in` makes it from this row and the
    keys. Times are the machine's, so that moving a demo's clock ends none."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_number", "number_hash", "asked_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    number_hash: Mapped[str] = mapped_column(String(40))
    # None: nobody who may sign in. It is kept all the same, so that asking tells nothing.
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime] = mapped_column(Utc, index=True)
    tries: Mapped[int] = mapped_column(server_default="0")
    used_at: Mapped[datetime | None] = mapped_column(Utc)


class ConsoleSession(Base):
    """One browser that is signed in. Times are the machine's."""

    __tablename__ = "console_sessions"
    __table_args__ = (Index("ix_console_sessions_person", "person_id"),)

    token_hash: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    started_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime] = mapped_column(Utc, index=True)


class FormTaken(Base):
    """A form that was taken, by the mark it carried: sent again, it leads where it led before."""

    __tablename__ = "forms_taken"

    mark: Mapped[str] = mapped_column(String(40), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    led_to: Mapped[str] = mapped_column(String(200))
    taken_at: Mapped[datetime] = mapped_column(Utc, index=True)


class LogEntry(Base):
    """What somebody did or looked at. Ids only; the database itself refuses to change or delete one, so no
    foreign key may reach in here."""

    __tablename__ = "console_log"
    __table_args__ = (Index("ix_console_log_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
    by_person_id: Mapped[int | None] = mapped_column(BigId)
    what: Mapped[str] = mapped_column(String(40))
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    subject_id: Mapped[int | None] = mapped_column(BigId)
