"""A six-digit code that was wrong: when, and nothing else. So many a day, whoever they come from."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from service.db import Base, BigId, Utc


class CodeTry(Base):
    __tablename__ = "code_tries"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc, index=True)
