"""Who comes to one date of a meeting: what was answered to its reminders, the last answer counting."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.db import insert
from service.models import Answer, Attendance


@dataclass(frozen=True, slots=True)
class Counts:
    """How many said they come, and how many that they don't."""

    going: int
    not_going: int


def record(
    session: Session,
    person_id: int,
    meeting_id: int,
    occurs_at: datetime,
    answer: Answer,
    now: datetime,
) -> None:
    """Writes the answer down for this one date, in the place of an earlier one."""
    said = {"answer": answer, "answered_at": now}
    fresh = insert(session, Attendance).values(
        person_id=person_id, meeting_id=meeting_id, occurs_at=occurs_at, **said
    )
    of_date = ["person_id", "meeting_id", "occurs_at"]
    session.execute(fresh.on_conflict_do_update(index_elements=of_date, set_=said))


def come_after_all(
    session: Session, person_id: int, meeting_id: int, occurs_at: datetime, now: datetime
) -> None:
    """Takes back a "not this time": who asks for a ride means to be there, and is told of changes again."""
    theirs = Attendance.person_id == person_id, Attendance.meeting_id == meeting_id
    away = Attendance.occurs_at == occurs_at, Attendance.answer == Answer.NOT_GOING
    again = update(Attendance).where(*theirs, *away)
    session.execute(again.values(answer=Answer.GOING, answered_at=now))


def answered_since(
    session: Session, person_id: int, meeting_id: int, occurs_at: datetime, moment: datetime
) -> bool:
    """Whether they have said anything of that date at that moment or after it."""
    said = select(Attendance.answer).where(
        Attendance.person_id == person_id,
        Attendance.meeting_id == meeting_id,
        Attendance.occurs_at == occurs_at,
        Attendance.answered_at >= moment,
    )
    return session.scalar(said) is not None


def of(session: Session, meeting_id: int, occurs_at: datetime) -> Counts:
    """How many answered what for that date."""
    that_date = Attendance.meeting_id == meeting_id, Attendance.occurs_at == occurs_at
    counted = select(Attendance.answer, func.count()).where(*that_date).group_by(Attendance.answer)
    said = {Answer(answer): count for answer, count in session.execute(counted)}
    return Counts(said.get(Answer.GOING, 0), said.get(Answer.NOT_GOING, 0))


def stays_away(session: Session, person_id: int, meeting_id: int, occurs_at: datetime) -> bool:
    """Whether they have said that they don't come to this date."""
    said = select(Attendance.answer).where(
        Attendance.person_id == person_id,
        Attendance.meeting_id == meeting_id,
        Attendance.occurs_at == occurs_at,
    )
    return session.scalar(said) == Answer.NOT_GOING
