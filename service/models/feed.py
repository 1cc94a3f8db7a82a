"""Where meetings come from, and how the last reading of each feed went."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Feed(Base):
    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)  # a file's name or an address
    format: Mapped[str] = mapped_column(String(20))
    fellowship: Mapped[str] = mapped_column(String(20))
    zone: Mapped[str | None] = mapped_column(String(64))  # of rows that say none and lie nowhere
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the last good copy
    rows: Mapped[int] = mapped_column()
    listed: Mapped[int] = mapped_column()
    read_at: Mapped[datetime] = mapped_column(Utc)  # the last good reading
    refused_at: Mapped[datetime | None] = mapped_column(Utc)  # a later one that was no feed
    refused_why: Mapped[str | None] = mapped_column(String(200))
