"""A number that said STOP and was then erased: no more of it is kept than tells us to stay silent."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, Utc


class Suppression(Base):
    __tablename__ = "suppressions"

    number_hash: Mapped[str] = mapped_column(String(40), primary_key=True)  # keyed
    stopped_at: Mapped[datetime] = mapped_column(Utc)
