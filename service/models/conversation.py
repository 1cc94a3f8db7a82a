"""What we remember between two turns, and the questions we still wait for an answer to."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedJson
from service.db import Base, BigId, Utc


class Conversation(Base):
    """A phone's texts, or one call. Key: `text:<phone id>` or `call:<CallSid>`."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_forget", "forget_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(48), unique=True)
    phone_id: Mapped[int | None] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    memo: Mapped[dict[str, Any]] = mapped_column(
        SealedJson
    )  # what was said before, like the last search
    turns: Mapped[int] = mapped_column(default=0)
    # Loop guard: how many replies since `counting_since`.
    replies: Mapped[int] = mapped_column(default=0)
    counting_since: Mapped[datetime] = mapped_column(Utc)
    changed_at: Mapped[datetime] = mapped_column(Utc)
    # When what was searched for leaves the memo; None while there is nothing of the kind in it.
    forget_at: Mapped[datetime | None] = mapped_column(Utc)


class QuestionState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Question(Base):
    """A prompt that expects an answer. A bare digit goes to the newest open one that accepts it."""

    __tablename__ = "questions"
    __table_args__ = (Index("ix_questions_open", "conversation_id", "state", "asked_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    step: Mapped[str] = mapped_column(String(40))  # from the append-only register in flows/turn.py
    # {"choices": {"1": ["find.details", 17], ...}, "listen": step or null, ...}
    accepts: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    # "exchange": part of a conversation the member leads; "scheduled": we asked first.
    kind: Mapped[str] = mapped_column(String(10), default="exchange")
    state: Mapped[str] = mapped_column(String(10), default=QuestionState.OPEN)
    asked_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
