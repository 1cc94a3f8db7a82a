"""A problem in a group, told to two trained people: what it is about, the words, and who may hear them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedJson, SealedText
from service.db import Base, Utc


class Topic(StrEnum):
    UNSAFE = "unsafe"  # unsafe, or harassment
    MONEY = "money"  # money, or pressure
    OTHER = "other"


class Report(Base):
    """It belongs to a case of the tier `report`; what was said to a tape lies at the carrier."""

    __tablename__ = "reports"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(String(10))
    words: Mapped[str | None] = mapped_column(SealedText)  # emptied with the case's end
    barred: Mapped[list[int]] = mapped_column(SealedJson)  # people who lead the groups concerned
    keep_until: Mapped[datetime] = mapped_column(Utc)


class ReportReader(Base):
    """Somebody who may hear it."""

    __tablename__ = "report_readers"

    case_id: Mapped[int] = mapped_column(
        ForeignKey("reports.case_id", ondelete="CASCADE"), primary_key=True
    )
    volunteer_id: Mapped[int] = mapped_column(
        ForeignKey("volunteers.id", ondelete="CASCADE"), primary_key=True
    )
