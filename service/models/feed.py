"""Where meetings come from, how the last reading of each feed went, and when the next one is due."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc

# So long without a good copy, and its meetings may have changed: call to confirm.
STALE_AFTER = timedelta(days=14)


class Feed(Base):
    """One feed. What came from an address is fetched again at `next_at`; a file waits for a person.

    `alarm_at` is set while a reading has lost so much that nothing was taken away: a person decides.
    """

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    # A file's name or an address, without any password or key in it: this is shown.
    name: Mapped[str] = mapped_column(String(200), unique=True)
    format: Mapped[str] = mapped_column(String(20))
    fellowship: Mapped[str] = mapped_column(String(20))
    zone: Mapped[str | None] = mapped_column(String(64))  # of most rows
    # How it was asked for, to be read the same way again (zone, format, columns), and `read_by`.
    terms: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the last good copy
    rows: Mapped[int] = mapped_column()
    listed: Mapped[int] = mapped_column()
    read_at: Mapped[datetime] = mapped_column(Utc)  # the last good reading
    refused_at: Mapped[datetime | None] = mapped_column(Utc)  # a later one that was no feed
    refused_why: Mapped[str | None] = mapped_column(String(200))

    url: Mapped[str | None] = mapped_column(SealedText)  # the whole address, with its key if any
    etag: Mapped[str | None] = mapped_column(String(200))
    last_modified: Mapped[str | None] = mapped_column(String(64))  # the server's own words
    next_at: Mapped[datetime | None] = mapped_column(Utc)
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    failing_since: Mapped[datetime | None] = mapped_column(Utc)

    alarm_at: Mapped[datetime | None] = mapped_column(Utc)
    alarm_why: Mapped[str | None] = mapped_column(String(200))


def is_stale(failing_since: datetime | None, now: datetime) -> bool:
    """True when a feed has failed for so long that a member should call before going."""
    return failing_since is not None and now - failing_since > STALE_AFTER
