"""Places learnt from feeds and from imported lists: what the file of places has no room for."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId


class KnownPlace(Base):
    """A postal code or a town of some country, at the middle of what was learnt of it.

    `feed_id` is the feed it was learnt from, none for an imported list. The same key may stand here
    more than once: in several countries, and from several feeds.
    """

    __tablename__ = "gazetteer"
    __table_args__ = (
        Index("ix_gazetteer_key", "kind", "key"),
        Index("ix_gazetteer_feed", "feed_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[int | None] = mapped_column(ForeignKey("feeds.id", ondelete="CASCADE"))
    country: Mapped[str] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(4))  # code or town
    key: Mapped[str] = mapped_column(String(80))  # PL1, D02, 3051; places.key_of a town
    name: Mapped[str] = mapped_column(String(80))  # of the town, also for a code
    region: Mapped[str] = mapped_column(String(40))  # empty where none is known
    lat: Mapped[float] = mapped_column()
    lon: Mapped[float] = mapped_column()
    zone: Mapped[str] = mapped_column(String(64))
    weight: Mapped[int] = mapped_column()  # of a town: people, guessed from its meetings
