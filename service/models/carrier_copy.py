"""A text that the carrier has, and is to forget before anybody asks to be erased."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, Utc


class CarrierCopy(Base):
    __tablename__ = "carrier_copies"

    sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    delete_at: Mapped[datetime] = mapped_column(Utc, index=True)
