"""A list of meetings that somebody gave in the console: read aside, looked at, then taken or let go."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedFile, SealedJson, SealedText
from service.db import Base, BigId, Utc


class ImportState(StrEnum):
    ASKED = "asked"  # waits to be read
    READ = "read"  # what it would change can be looked at
    TAKING = "taking"  # somebody has looked and said yes
    TAKEN = "taken"
    REFUSED = "refused"  # no list of meetings, with `why`
    DROPPED = "dropped"


class ListImport(Base):
    """The copy itself goes as soon as it was taken, refused or dropped."""

    __tablename__ = "list_imports"
    __table_args__ = (Index("ix_list_imports_state", "state", "claimed_until"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    asked_at: Mapped[datetime] = mapped_column(Utc, index=True)
    state: Mapped[str] = mapped_column(String(8))
    claimed_until: Mapped[datetime | None] = mapped_column(Utc)  # the machine's: somebody is at it
    tries: Mapped[int] = mapped_column(server_default="0")

    name: Mapped[str] = mapped_column(String(200))  # of the feed it is a copy of: this is shown
    url: Mapped[str | None] = mapped_column(SealedText)  # None: a file
    terms: Mapped[dict[str, Any]] = mapped_column(JSON)
    copy: Mapped[bytes | None] = mapped_column(SealedFile, deferred=True)  # megabytes
    etag: Mapped[str | None] = mapped_column(String(200))
    last_modified: Mapped[str | None] = mapped_column(String(64))

    base: Mapped[str | None] = mapped_column(String(64))  # the feed's digest it was held against
    found: Mapped[dict[str, Any] | None] = mapped_column(SealedJson)  # what it would change
    accepts_shrink: Mapped[bool] = mapped_column(server_default=false())
    why: Mapped[str | None] = mapped_column(String(200))
