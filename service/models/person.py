"""A person we know: a member, a caregiver, a coordinator, an on-call peer."""

from datetime import datetime

from sqlalchemy import JSON, String, false
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    first_name: Mapped[str | None] = mapped_column(SealedText)
    language: Mapped[str] = mapped_column(String(2), default="en")
    zone: Mapped[str | None] = mapped_column(String(64))  # IANA name; None: the line's home zone
    # What we start names no group, topic or person until the member says OPEN.
    discreet: Mapped[bool] = mapped_column(default=True)
    # Nor do our answers, on any phone of theirs, from PRIVATE until OPEN.
    private: Mapped[bool] = mapped_column(server_default=false())
    reach: Mapped[str | None] = mapped_column(String(4))  # text, call, both; None: as the line is
    # Minutes since midnight on the member's own wall; until before from is over midnight. None: usual.
    contact_from_min: Mapped[int | None] = mapped_column()
    contact_until_min: Mapped[int | None] = mapped_column()
    # When they said last what holds of each of these, ISO 8601: a text may reach us late.
    decided_at: Mapped[dict[str, str] | None] = mapped_column(JSON)
    code_hash: Mapped[str | None] = mapped_column(String(80))  # keyed, of four digits
    # Given on a call that was surely from their phone; not since five wrong ones.
    code_proved: Mapped[bool] = mapped_column(server_default=false())
    code_failures: Mapped[int] = mapped_column(server_default="0")
    code_locked_until: Mapped[datetime | None] = mapped_column(Utc)
    # Nothing that we start, but for a crisis, until then (PAUSE); back by itself.
    paused_until: Mapped[datetime | None] = mapped_column(Utc)
    created_at: Mapped[datetime] = mapped_column(Utc)
