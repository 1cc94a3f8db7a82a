"""Reminders people asked for: one occurrence ahead, as a timer; the row is the truth.

A reminder is for one date until the member says "every week". It never goes out once the meeting has
begun: late is written down as "missed, because", and a weekly one moves on to its next date.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service import timers
from service.delivery import outbox
from service.meetings.search import details
from service.members import way_of
from service.models import Lane, Reminder, Way

TIMER = "reminder.due"
MESSAGE = "reminder.due"
# How long before: an hour, or a quarter of one when the hour has already begun.
LEADS_MIN = (60, 15)


@dataclass(frozen=True, slots=True)
class Asked:
    """A reminder as it was set."""

    id: int
    occurs_at: datetime  # UTC
    due_at: datetime  # UTC
    lead_min: int


def ask(
    session: Session, person_id: int, phone_id: int, meeting_id: int, now: datetime
) -> Asked | None:
    """Sets a reminder for the meeting's next date; None when the meeting is no longer listed.

    Asking again for the same meeting changes the one there is.
    """
    planned = _plan(session, meeting_id, now)
    if planned is None:
        return None
    occurs_at, lead_min = planned
    reminder = _find_or_new(session, person_id, meeting_id, phone_id, now)
    reminder.on, reminder.lead_min, reminder.occurs_at = True, lead_min, occurs_at
    reminder.way = way_of(session, phone_id)
    session.flush()
    due_at = occurs_at - timedelta(minutes=lead_min)
    timers.put(session, TIMER, str(reminder.id), due_at)
    return Asked(reminder.id, occurs_at, due_at, lead_min)


def repeat_weekly(session: Session, reminder_id: int, now: datetime) -> bool:
    """From now on every date of it, an hour before; False when there is nothing to repeat."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is None:
        return False
    reminder.repeats = True
    if not reminder.on:  # its one date has passed: the promise is for those to come
        reminder.on, reminder.lead_min = True, LEADS_MIN[0]
        schedule(session, reminder_id, now)
    return reminder.on


def drop(session: Session, reminder_id: int) -> None:
    session.execute(delete(Reminder).where(Reminder.id == reminder_id))
    timers.drop(session, TIMER, str(reminder_id))


def of_person(session: Session, person_id: int) -> list[Reminder]:
    """The reminders that are on, the next one first."""
    return list(
        session.scalars(
            select(Reminder)
            .where(Reminder.person_id == person_id, Reminder.on)
            .order_by(Reminder.occurs_at)
        )
    )


def schedule(session: Session, reminder_id: int, now: datetime) -> datetime | None:
    """Sets the timer of a reminder's next date; None (and off) when there is no such date."""
    reminder = session.get_one(Reminder, reminder_id)
    lead = timedelta(minutes=reminder.lead_min)
    # The next one that begins later than its lead: a timer in the past would fire again and again.
    found = details(session, reminder.meeting_id, now + lead + timedelta(minutes=1))
    if found is None:
        reminder.on, reminder.missed_because = False, "the meeting is no longer listed"
        return None
    reminder.occurs_at = found.starts
    timers.put(session, TIMER, str(reminder_id), found.starts - lead)
    return found.starts - lead


def fall_due(session: Session, reminder_id: int, now: datetime) -> str | None:
    """Puts what is due into the outbox and moves a weekly reminder on; the outbox row's id if any."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is None or not reminder.on or reminder.occurs_at is None:
        return None
    occurs_at = reminder.occurs_at
    put = None
    if now < occurs_at:
        key = f"reminder:{reminder.meeting_id}:{reminder.person_id}:{occurs_at:%Y-%m-%dT%H%M}"
        put = _put(session, reminder, occurs_at, now, now, key)
    else:
        reminder.missed_because = "it fell due after the meeting had begun"
    _move_on(session, reminder, max(now, occurs_at))
    return put


def call_again(
    session: Session, reminder_id: int, occurs_at: datetime, not_before: datetime, now: datetime
) -> bool:
    """Calls once more about this date, at `not_before`; False when it has begun by then."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is None or not_before >= occurs_at:
        return False
    key = f"again:{reminder_id}:{now:%Y-%m-%dT%H%M}"
    return _put(session, reminder, occurs_at, now, not_before, key) is not None


def _put(
    session: Session,
    reminder: Reminder,
    occurs_at: datetime,
    now: datetime,
    not_before: datetime,
    dedupe_key: str,
) -> str | None:
    return outbox.put(
        session,
        way=Way(reminder.way),
        lane=Lane.REMINDER,
        dedupe_key=dedupe_key,
        phone_id=reminder.phone_id,
        person_id=reminder.person_id,
        message=MESSAGE,
        subject_id=reminder.id,
        occurs_at=occurs_at,
        not_before=not_before,
        useful_until=occurs_at,
        now=now,
    )


def _move_on(session: Session, reminder: Reminder, after: datetime) -> None:
    if not reminder.repeats:
        reminder.on = False
        return
    reminder.lead_min = LEADS_MIN[0]
    session.flush()
    schedule(session, reminder.id, after)


def _plan(session: Session, meeting_id: int, now: datetime) -> tuple[datetime, int] | None:
    """The date and the lead: the next one we can still be early for."""
    found = details(session, meeting_id, now)
    if found is None:
        return None
    for lead_min in LEADS_MIN:
        if found.starts - timedelta(minutes=lead_min) > now:
            return found.starts, lead_min
    later = details(session, meeting_id, found.starts + timedelta(minutes=1))
    return None if later is None else (later.starts, LEADS_MIN[0])


def _find_or_new(
    session: Session, person_id: int, meeting_id: int, phone_id: int, now: datetime
) -> Reminder:
    found = session.scalar(
        select(Reminder).where(Reminder.person_id == person_id, Reminder.meeting_id == meeting_id)
    )
    if found is not None:
        return found
    fresh = Reminder(person_id=person_id, meeting_id=meeting_id, phone_id=phone_id, created_at=now)
    session.add(fresh)
    return fresh
