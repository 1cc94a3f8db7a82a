"""Reminders follow their meetings: to another hour, or to the same meeting in another feed.

A meeting that is gone keeps its reminder until then: its text says that things have changed and
offers to find another, which silence would not.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import reminders
from service.db import Database
from service.meetings.search import details
from service.models import Meeting, Reminder
from service.settings import Settings


def follow_meetings(database: Database, settings: Settings, now: datetime) -> int:
    """Plans anew each reminder whose meeting is no longer when or where it was; how many."""
    with database.reading() as session:
        ids = [id for id in _ahead(session, now) if _is_wrong(session, id)]
    for id in ids:
        with database.transaction() as session:
            _follow(session, settings, id, now)
    return len(ids)


def _ahead(session: Session, now: datetime) -> list[int]:
    ahead = select(Reminder.id).where(Reminder.on, Reminder.occurs_at > now)
    return list(session.scalars(ahead))


def _is_wrong(session: Session, reminder_id: int) -> bool:
    reminder = session.get_one(Reminder, reminder_id)
    if _twin(session, reminder) is not None:
        return True
    if reminder.occurs_at is None:
        return False
    found = details(session, reminder.meeting_id, reminder.occurs_at)
    return found is not None and found.starts != reminder.occurs_at


def _follow(session: Session, settings: Settings, reminder_id: int, now: datetime) -> None:
    """To the row that is listed now, and to its next date."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is None or not reminder.on:
        return
    meeting_id = _twin(session, reminder) or reminder.meeting_id
    if meeting_id != reminder.meeting_id and _has_one(session, reminder.person_id, meeting_id):
        reminders.drop(session, reminder_id)
        return
    reminder.meeting_id = meeting_id
    session.flush()
    reminders.replan(session, settings, reminder, now, now)


def _twin(session: Session, reminder: Reminder) -> int | None:
    """The listed row that is this meeting, when its own is hidden."""
    hidden = Meeting.id == reminder.meeting_id, Meeting.hidden_reason.is_not(None)
    return session.scalar(select(Meeting.twin_of).where(*hidden))


def _has_one(session: Session, person_id: int, meeting_id: int) -> bool:
    mine = Reminder.person_id == person_id, Reminder.meeting_id == meeting_id
    return session.scalar(select(Reminder.id).where(*mine)) is not None
