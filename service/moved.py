"""Reminders follow their meetings: to another hour, for one date too, or to the same meeting in
another feed.

A meeting that is gone keeps its reminder until then: its text says that things have changed and
offers to find another, which silence would not.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from service import reminders, reminding
from service.db import Database
from service.meetings.dates import Changed
from service.meetings.search import details
from service.models import Answer, Attendance, Meeting, Outbox, Reminder, State
from service.settings import Settings


def follow_meetings(database: Database, settings: Settings, now: datetime) -> int:
    """Plans anew each reminder whose meeting is no longer when or where it was; how many."""
    with database.reading() as session:
        ids = [id for id in _ahead(session, now) if _is_wrong(session, id)]
    for id in ids:
        with database.transaction() as session:
            _follow(session, settings, id, now)
    return len(ids)


def follow_date(
    session: Session,
    settings: Settings,
    changed: Changed,
    now: datetime,
    told: Select[int] | None = None,
) -> int:
    """Takes along who is to be reminded of a date that was called off, moved or put back; how many.

    Who was reminded of it already is told at once, but for the people that somebody else has `told`. A
    reminder of a date that is off stays where it is, and says so when its hour has come; one that had been
    moved with it goes back if it still can.
    """
    knowing = set(session.scalars(told)) if told is not None else set()
    reminded = [one for one in _reminded(session, changed) if one.person_id not in knowing]
    for reminder in reminded:
        about = changed.now or changed.was or changed.usual
        reminding.tell_again(session, settings, reminder, about, now)
    waiting = _waiting(session, changed)
    to = changed.now or changed.usual
    for reminder in waiting:
        if changed.now or _can_go_back(reminder, to, now):
            since = min(reminder.occurs_at or now, to)
            reminders.replan(session, settings, reminder, max(now, since), now)
    return len({reminder.id for reminder in (*reminded, *waiting)})


def _can_go_back(reminder: Reminder, usual: datetime, now: datetime) -> bool:
    """Whether it stands on the hour its date was moved to, and its hour before the usual one is to come."""
    is_elsewhere = reminder.occurs_at is not None and reminder.occurs_at != usual
    return is_elsewhere and now < usual - timedelta(minutes=reminder.lead_min)


def _waiting(session: Session, changed: Changed) -> list[Reminder]:
    """The reminders of that date; and one for every date that waits for a later one by now."""
    stands: list[ColumnElement[bool]] = [
        Reminder.occurs_at.in_({changed.usual, changed.was or changed.usual})
    ]
    if changed.now:
        stands.append(Reminder.repeats & (Reminder.occurs_at > changed.now))
    mine = Reminder.meeting_id == changed.meeting_id, Reminder.on, or_(*stands)
    return list(session.scalars(select(Reminder).where(*mine)))


def _reminded(session: Session, changed: Changed) -> list[Reminder]:
    """Who has heard of that date, and hasn't said that they won't come."""
    moments = {changed.usual, changed.was or changed.usual}
    return list(session.scalars(select(Reminder).where(*are_reminded(changed.meeting_id, moments))))


def are_reminded(meeting_id: int, moments: Collection[datetime]) -> list[ColumnElement[bool]]:
    """Of reminders: those that have told of a date by one of its moments, to who hasn't said that they won't
    come."""
    heard = select(Outbox.subject_id).where(
        Outbox.message == reminding.MESSAGE,
        Outbox.occurs_at.in_(moments),
        Outbox.state != State.QUEUED,
    )
    away = select(Attendance.person_id).where(
        Attendance.meeting_id == meeting_id,
        Attendance.occurs_at.in_(moments),
        Attendance.answer == Answer.NOT_GOING,
    )
    mine = Reminder.meeting_id == meeting_id, Reminder.id.in_(heard)
    return [*mine, Reminder.person_id.not_in(away)]


def _ahead(session: Session, now: datetime) -> list[int]:
    ahead = select(Reminder.id).where(Reminder.on, Reminder.occurs_at > now)
    return list(session.scalars(ahead))


def _is_wrong(session: Session, reminder_id: int) -> bool:
    reminder = session.get_one(Reminder, reminder_id)
    if _twin(session, reminder) is not None:
        return True
    if reminder.occurs_at is None:
        return False
    found = details(session, reminder.meeting_id, reminder.occurs_at, even_off=True)
    # As moments: of two clocks an hour that comes twice is never equal.
    return found is not None and found.starts.timestamp() != reminder.occurs_at.timestamp()


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
