"""Reminders follow their meetings: to another hour, for one date too, or to the same meeting in
another feed.

A date that is moved takes all its reminders along at once; when each of them goes is planned afterwards, a
hundred at a time (timer `reminder.follow`). In between none has the timer it goes by, so none goes at the
old hour.

A meeting that is gone keeps its reminder until then: its text says that things have changed and
offers to find another, which silence would not.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    exists,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from service import reminders, reminding, timers
from service.db import Database, Utc
from service.meetings.dates import Changed
from service.meetings.search import details
from service.models import Answer, Attendance, Meeting, Outbox, Reminder, State, Timer
from service.planning import MINUTE
from service.settings import Settings

# So many reminders of a moved date are planned a step, a step a tick: who is in a crisis meanwhile waits for
# one step, and nobody's text waits long for SQLite's one lock.
A_STEP, STEP = 100, timedelta(seconds=0.5)
_SUBJECT = Reminder.id.cast(String)


def follow_meetings(database: Database, settings: Settings, now: datetime) -> int:
    """Plans anew each reminder whose meeting is no longer when or where it was; how many."""
    with database.reading() as session:
        ids = [id for id in _ahead(session, now) if _is_wrong(session, id)]
    for id in ids:
        with database.transaction() as session:
            _follow(session, settings, id, now)
    return len(ids)


def follow_meeting(
    session: Session, settings: Settings, rows: Collection[int], now: datetime
) -> int:
    """The same for the rows of one meeting, in the transaction that has changed it."""
    wrong = [id for id in _ahead(session, now, rows) if _is_wrong(session, id)]
    for id in wrong:
        _follow(session, settings, id, now)
    return len(wrong)


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
    reminded = _reminded(session, changed, told)
    for reminder in reminded:
        about = changed.now or changed.was or changed.usual
        reminding.tell_again(session, settings, reminder, about, now)
    waiting = session.scalars(select(Reminder.id).where(_waits_for(changed))).all()
    _take_along(session, changed, now)
    return len({*waiting, *(reminder.id for reminder in reminded)})


def plan_moved(session: Session, settings: Settings, ids: Sequence[int], now: datetime) -> None:
    """When each of these goes, whose date was moved. Who has undone theirs meanwhile, or set it anew, is left
    alone; one whose date has begun by now is missed, and says so as any other."""
    is_planned = exists().where(Timer.kind == reminders.TIMER, Timer.subject == _SUBJECT)
    theirs = select(Reminder).where(Reminder.id.in_(ids), Reminder.on, ~is_planned)
    for reminder in session.scalars(theirs.order_by(Reminder.id)).all():
        since = reminder.occurs_at or now
        if since <= now:
            timers.put(session, reminders.TIMER, reminder.id, now)
        else:
            reminders.replan(session, settings, reminder, since, now)


def _take_along(session: Session, changed: Changed, now: datetime) -> None:
    """Gives the reminders of that date its new hour, and has them planned. Whoever acts on their timers just
    now has done before; one for every date keeps an earlier one that it waits for."""
    going, to = _goes_along(changed, now), changed.now or changed.usual
    subjects = select(_SUBJECT).where(going)
    timers.hold_all(session, (reminders.TIMER, reminders.FOLLOW), subjects)
    timers.drop_all(session, reminders.TIMER, subjects)
    keeps = Reminder.repeats & (Reminder.occurs_at < to)
    date = case((keeps, Reminder.occurs_at), else_=literal(to, Utc))
    moved = update(Reminder).where(going).values(occurs_at=date)
    ids = sorted(session.scalars(moved.returning(Reminder.id)))
    later = [(str(id), now + STEP * (at // A_STEP)) for at, id in enumerate(ids)]
    timers.put_all(session, reminders.FOLLOW, later)


def _waits_for(changed: Changed) -> ColumnElement[bool]:
    """Of reminders: those of that date; and one for every date that waits for a later one by now."""
    stands: list[ColumnElement[bool]] = [
        Reminder.occurs_at.in_({changed.usual, changed.was or changed.usual})
    ]
    if changed.now:
        stands.append(Reminder.repeats & (Reminder.occurs_at > changed.now))
    return and_(Reminder.meeting_id == changed.meeting_id, Reminder.on, or_(*stands))


def _goes_along(changed: Changed, now: datetime) -> ColumnElement[bool]:
    """Of those, all where the date has a new hour. Where it is off, those on the hour it had been moved to,
    while theirs before the usual one is to come."""
    waiting = _waits_for(changed)
    if changed.now:
        return waiting
    left_min = ceil((changed.usual - now) / MINUTE)
    return waiting & (Reminder.occurs_at != changed.usual) & (Reminder.lead_min < left_min)


def _reminded(session: Session, changed: Changed, told: Select[int] | None) -> Sequence[Reminder]:
    """Who has heard of that date, and hasn't said that they won't come; without those who are `told`."""
    moments = {changed.usual, changed.was or changed.usual}
    heard = select(Reminder).where(*are_reminded(changed.meeting_id, moments))
    unaware = heard if told is None else heard.where(Reminder.person_id.not_in(told))
    return session.scalars(unaware).all()


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


def _ahead(session: Session, now: datetime, rows: Collection[int] | None = None) -> list[int]:
    """Of all meetings, or of these."""
    ahead = select(Reminder.id).where(Reminder.on, Reminder.occurs_at > now)
    its = ahead if rows is None else ahead.where(Reminder.meeting_id.in_(rows))
    return list(session.scalars(its))


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
