"""A meeting as a feed lists it, cleaned: nothing in it is about a person."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


def _covering(name: str, where: str, *point: str) -> Index:
    """All that is ranked by, of the rows that have such a `where` only: PostgreSQL would else read the
    one index for the other's questions. SQLite's indexes hold the id without being told."""
    columns = (where, "fellowship", "minute_of_week", "attrs", *point)
    shown = text(f"{where} IS NOT NULL")
    return Index(
        name,
        *columns,
        *("zone", "series", "duration_min"),
        postgresql_include=["id"],
        postgresql_where=shown,
        sqlite_where=shown,
    )


class Meeting(Base):
    """One weekly slot of one group.

    `cell` and `remote` say where the finder may show it: `cell` for a room one can go to, `remote`
    for a call or a link; both are empty for a row that is hidden or gone, so the two indexes hold
    only what is listed.
    """

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("feed_id", "slug", name="uq_meetings_slug"),
        # Everything ranking needs, so that a search reads the index and a few rows only. The kind
        # comes before the minute: who asks for a rare one doesn't read a city's common ones.
        _covering("ix_meetings_near", "cell", "lat", "lon"),
        _covering("ix_meetings_remote", "remote"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    slug: Mapped[str] = mapped_column(String(160))  # the feed's own key
    digest: Mapped[str] = mapped_column(String(32))  # of the row as cleaned: unchanged, untouched
    fellowship: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(255))
    series: Mapped[int] = mapped_column(BigId)  # the same for all slots of one group

    day: Mapped[int | None] = mapped_column()  # 0 is Sunday
    start_min: Mapped[int | None] = mapped_column()  # since midnight, in the meeting's zone
    duration_min: Mapped[int] = mapped_column()
    minute_of_week: Mapped[int | None] = mapped_column()  # day * 1440 + start_min
    zone: Mapped[str] = mapped_column(String(64))
    rrule: Mapped[str | None] = mapped_column(String(200))  # None: every week

    starts_on: Mapped[date | None] = mapped_column()  # a date of it: which week every nth one is

    mode: Mapped[str] = mapped_column(String(10))  # in-person, online, phone, hybrid
    attrs: Mapped[int] = mapped_column()  # a bit an attribute, see meetings/attributes.py
    types: Mapped[str] = mapped_column(String(255))  # the feed's codes, for the details

    lat: Mapped[float | None] = mapped_column()
    lon: Mapped[float | None] = mapped_column()
    precision: Mapped[str] = mapped_column(String(5))  # exact, zip, town, area, none
    cell: Mapped[int | None] = mapped_column()  # 0.25 degree square, see meetings/geo.py
    remote: Mapped[int | None] = mapped_column()  # 1 has a number to dial, 2 only a link

    location: Mapped[str | None] = mapped_column(String(160))  # St. John's Church
    address: Mapped[str | None] = mapped_column(String(160))  # street and number
    town: Mapped[str | None] = mapped_column(String(80))
    region: Mapped[str | None] = mapped_column(String(40))  # state or province
    postal_code: Mapped[str | None] = mapped_column(String(12))
    country: Mapped[str | None] = mapped_column(String(2))

    dial_in: Mapped[str | None] = mapped_column(String(40))
    dial_code: Mapped[str | None] = mapped_column(String(40))
    url: Mapped[str | None] = mapped_column(String(500))
    notes: Mapped[str | None] = mapped_column(String(500))

    updated: Mapped[datetime | None] = mapped_column(Utc)  # as the feed says
    first_seen: Mapped[datetime] = mapped_column(Utc)
    # While it misses no reading it was last seen at its feed's `read_at`: 70,000 rows less to write.
    last_seen: Mapped[datetime] = mapped_column(Utc)
    missed: Mapped[int] = mapped_column(default=0)  # good readings without it; two make it gone
    hidden_reason: Mapped[str | None] = mapped_column(String(40))
    confirmed_at: Mapped[datetime | None] = mapped_column(Utc)  # by whoever runs its group
    twin_of: Mapped[int | None] = mapped_column(BigId)  # hidden: the listed row that is this one
