"""Professional help, as the organisation lists it: nothing here comes from anywhere else."""

from datetime import date

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId


class Care(Base):
    """One clinic, one practice, one advice line."""

    __tablename__ = "care"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str] = mapped_column(String(20))  # as it is dialled there
    town: Mapped[str | None] = mapped_column(String(80))  # None: it is for everybody
    region: Mapped[str | None] = mapped_column(String(40))
    lat: Mapped[float | None] = mapped_column()
    lon: Mapped[float | None] = mapped_column()
    note: Mapped[str | None] = mapped_column(String(60))  # pay what you can
    verified_on: Mapped[date] = mapped_column()  # when somebody last called there to check
