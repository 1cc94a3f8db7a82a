"""What a member means to do, and each time they did it."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from service.crypto import SealedText
from service.db import Base, BigId, Utc


class Goal(Base):
    __tablename__ = "goals"
    __table_args__ = (UniqueConstraint("person_id", name="uq_goals_person"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    phone_id: Mapped[int] = mapped_column(ForeignKey("phones.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(SealedText)
    since: Mapped[datetime] = mapped_column(Utc)
    # Buddies hear how often; the words only where the member says so.
    tells_words: Mapped[bool] = mapped_column(server_default=false())


class GoalMark(Base):
    __tablename__ = "goal_marks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goals.id", ondelete="CASCADE"), index=True)
    done_at: Mapped[datetime] = mapped_column(Utc)
