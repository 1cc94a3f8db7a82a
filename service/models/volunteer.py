"""Who takes calls from members, and when."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class Role(StrEnum):
    """Whom the ladder reaches when; each of them has said yes to it."""

    PEER = "peer"  # on their shifts, and with the whole team
    COORDINATOR = "coordinator"  # with the whole team, whatever the hour
    SUPERVISOR = "supervisor"  # when the whole team has not taken it; or a partner's line


class Volunteer(Base):
    """A trained peer who has said yes to being called, on one phone of theirs."""

    __tablename__ = "volunteers"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), unique=True)
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    place: Mapped[int] = mapped_column()  # who is rung first; lower is earlier
    role: Mapped[str] = mapped_column(String(12), server_default=Role.PEER)
    is_active: Mapped[bool] = mapped_column(server_default=true())
    # Trained to hear what members report of a group, and has said yes to it.
    takes_reports: Mapped[bool] = mapped_column(server_default=false())
    # While a call of ours rings them or they talk with a caller: nobody else rings them until then.
    held_until: Mapped[datetime | None] = mapped_column(Utc)
    held_by: Mapped[str | None] = mapped_column(
        String(64)
    )  # for which case, and by which kind of call (`crisis/holds`)
    agreed_at: Mapped[datetime] = mapped_column(Utc)


class Shift(Base):
    """Hours of one volunteer on their own wall: each week on a weekday, or on one date alone.

    Minutes since midnight; until before or at from is over midnight. `off` takes those hours away.
    """

    __tablename__ = "shifts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(
        ForeignKey("volunteers.id", ondelete="CASCADE"), index=True
    )
    weekday: Mapped[int | None] = mapped_column()  # 0 is Monday
    on_date: Mapped[date | None] = mapped_column()
    from_min: Mapped[int] = mapped_column()
    until_min: Mapped[int] = mapped_column()
    off: Mapped[bool] = mapped_column(server_default=false())
