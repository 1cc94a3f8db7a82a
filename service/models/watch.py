"""What somebody waits for: a group of a kind to start near a place."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Watch(Base):
    """One wish of one phone. It ends when it has been told, or after ninety days."""

    __tablename__ = "watches"
    __table_args__ = (Index("ix_watches_looked", "told_at", "looked_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    # Whose it is, where several share the phone.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    place: Mapped[str] = mapped_column(String(80))  # the town, to say it back
    region: Mapped[str] = mapped_column(String(40))
    lat: Mapped[float] = mapped_column()
    lon: Mapped[float] = mapped_column()
    zone: Mapped[str] = mapped_column(String(64))
    miles: Mapped[int] = mapped_column()  # how far they would go
    language: Mapped[str] = mapped_column(String(2))
    asked_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    looked_at: Mapped[datetime] = mapped_column(Utc)  # the newest reading of a feed looked through
    told_at: Mapped[datetime | None] = mapped_column(Utc)
