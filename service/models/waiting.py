"""Texts that wait on some machine's disk, as that machine last said."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, Utc


class Waiting(Base):
    """One row a spool folder. `at` is by the database's clock; a silent row may hide a text."""

    __tablename__ = "waiting"

    spool: Mapped[str] = mapped_column(String(26), primary_key=True)  # the folder's own id
    texts: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(Utc)
