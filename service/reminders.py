"""Reminders people asked for: one occurrence ahead, as a timer; the row is the truth.

A reminder is for one date until the member says "every week". When it goes `leads` knows, by the
person's own wall and contact hours. It never goes out once the meeting has begun: late is written down
as "missed, because", and one that repeats moves on to its next date.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service import timers
from service.leads import HOUR_BEFORE, QUARTER_BEFORE
from service.members import Reach, reach_of
from service.models import Person, PersonPhone, Reminder, Way
from service.planning import MINUTE, Plan, Refusal, next_plan, refusal_of
from service.preferences import holds_back
from service.settings import Settings
from service.text.lead_words import Lead

# Timers, by a reminder's id: its hour has come; its date was moved, and when it goes is yet to be planned.
TIMER, FOLLOW = "reminder.due", "reminder.follow"
# Nobody said how long before: an hour, or a quarter of one when the hour has already begun.
USUAL = (HOUR_BEFORE, QUARTER_BEFORE)
# How long before its start a call comes that joins them in.
RIGHT_BEFORE = Lead(5)
# Why a reminder is off, as a coordinator reads it.
UNLISTED = "the meeting is no longer listed"
TOO_LATE = "its time was changed, and then it was too late"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; without a lead it is the usual one."""

    person_id: int
    phone_id: int
    meeting_id: int
    lead: Lead | None = None
    way: Way | None = None  # None: as the person is reached, or as it was set before


@dataclass(frozen=True, slots=True)
class Asked:
    """A reminder as it was set."""

    id: int
    occurs_at: datetime  # UTC
    due_at: datetime  # UTC
    lead: Lead
    reach: Reach
    had_it: bool = False  # this very one was set before
    is_later: bool = False  # for the date just ahead it is too late
    repeats: bool = False  # for every date


def ask(session: Session, settings: Settings, wish: Wish, now: datetime) -> Asked | Refusal:
    """Sets a reminder for the first date it can still be early for.

    Asking again for the same meeting changes the one there is, and keeps whether it repeats.
    """
    before = _find(session, wish.person_id, wish.meeting_id)
    way = wish.way or (before.way if before else None)
    reach = reach_of(session, settings, wish.person_id, wish.phone_id, way)
    if refusal := wish.lead and refusal_of(session, wish.meeting_id, wish.lead, reach, now):
        return refusal
    tried = (wish.lead,) if wish.lead else _usual(before)
    plan = next_plan(session, wish.meeting_id, tried, reach, now, awake=True)
    if plan is None:
        return Refusal.GONE
    keeps_nearer = before is not None and _would_lose(before, plan, now)
    if before is not None and keeps_nearer and not before.repeats:
        return Refusal.PASSED
    reminder = before or _new(session, wish, now)
    had_it = _is_set(reminder, tried[0], plan)
    if not had_it or _is_held(session, reminder, now):
        reminder.created_at = now  # asked for anew: a break that is on doesn't hold it
    reminder.phone_id, reminder.on, reminder.missed_because = wish.phone_id, True, None
    reminder.lead_min, reminder.at_min = tried[0].minutes, tried[0].at_min
    reminder.way = way
    if not keeps_nearer:  # else that date goes as it was set, and all after it as asked now
        _set(session, reminder, plan)
    asked = Asked(reminder.id, plan.occurs_at, plan.due.at, plan.lead, reach)
    is_later, repeats = plan.dates_skipped > 0, bool(reminder.repeats)
    return replace(asked, had_it=had_it, is_later=is_later, repeats=repeats)


def ask_to_be_joined(
    session: Session, settings: Settings, wish: Wish, now: datetime
) -> Asked | Refusal:
    """The same by a call right before its start. They are told its hour, so it is that very hour they
    ask for: contact hours, which would move it, don't."""
    wish = replace(wish, lead=RIGHT_BEFORE, way=Way.CALL)
    asked = ask(session, settings, wish, now)
    if isinstance(asked, Refusal) or asked.due_at == _right_before(asked):
        return asked
    wall = _right_before(asked).astimezone(asked.reach.zone)
    by_hour = replace(wish, lead=Lead(0, wall.hour * 60 + wall.minute))
    said = ask(session, settings, by_hour, now)
    return asked if isinstance(said, Refusal) else said


def repeat_weekly(session: Session, settings: Settings, reminder_id: int, now: datetime) -> bool:
    """From now on every date of it; False when there is nothing to repeat."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is None:
        return False
    reminder.repeats = True
    if not reminder.on:  # its one date has passed: the promise is for those to come
        reminder.on = True
        schedule(session, settings, reminder_id, now)
    return reminder.on


def drop(session: Session, reminder_id: int) -> None:
    session.execute(delete(Reminder).where(Reminder.id == reminder_id))
    for kind in (TIMER, FOLLOW):
        timers.drop(session, kind, reminder_id)


def of_person(session: Session, person_id: int) -> list[Reminder]:
    """The reminders that are on, the next one first."""
    return list(
        session.scalars(
            select(Reminder)
            .where(Reminder.person_id == person_id, Reminder.on)
            .order_by(Reminder.occurs_at)
        )
    )


def of_phone(session: Session, reminder_id: int, phone_id: int | None) -> Reminder | None:
    """The reminder, for who is on this phone; None when it has gone, or is another's by now.

    SQLite gives a number to the next one: an answer to the old must not be taken for theirs.
    """
    theirs = select(PersonPhone.person_id).where(PersonPhone.phone_id == phone_id)
    found = select(Reminder).where(Reminder.id == reminder_id, Reminder.person_id.in_(theirs))
    return session.scalar(found)


def newest_of(session: Session, person_id: int) -> Reminder | None:
    """The one asked for last, of those that are on."""
    mine = select(Reminder).where(Reminder.person_id == person_id, Reminder.on)
    return session.scalar(mine.order_by(Reminder.created_at.desc(), Reminder.id.desc()).limit(1))


def lead_of(reminder: Reminder) -> Lead:
    """How long before, as it was asked for."""
    return Lead(reminder.lead_min, reminder.at_min)


def schedule(
    session: Session, settings: Settings, reminder_id: int, after: datetime
) -> datetime | None:
    """Sets the timer for its first date after a moment; None (and off) when there is no such date."""
    reminder = session.get_one(Reminder, reminder_id)
    reach = reach_of(session, settings, reminder.person_id, reminder.phone_id)
    plan = next_plan(session, reminder.meeting_id, (lead_of(reminder),), reach, after)
    if plan is None:
        reminder.on, reminder.missed_because = False, UNLISTED
        return None
    _set(session, reminder, plan)
    return plan.due.at


def plan_anew(session: Session, settings: Settings, person_id: int, now: datetime) -> None:
    """After a change of their zone or hours: when each of their reminders goes."""
    for reminder in of_person(session, person_id):
        since = (reminder.occurs_at or now) - MINUTE
        replan(session, settings, reminder, max(now, since), now)


def replan(
    session: Session, settings: Settings, reminder: Reminder, since: datetime, now: datetime
) -> None:
    """Plans it anew for the first date from `since` on; its meeting or its person's hours have changed.

    One that can't go for that date any more waits for the next, or ends with a reason.
    """
    reach = reach_of(session, settings, reminder.person_id, reminder.phone_id)
    plan = next_plan(session, reminder.meeting_id, _usual(reminder), reach, now, since=since)
    if plan is None:
        _end(session, reminder, UNLISTED)
    elif plan.dates_skipped and not reminder.repeats:
        _end(session, reminder, TOO_LATE)
    else:
        _set(session, reminder, plan)


def _set(session: Session, reminder: Reminder, plan: Plan) -> None:
    reminder.occurs_at, reminder.at_any_hour = plan.occurs_at, plan.due.at_any_hour
    session.flush()
    timers.put(session, TIMER, str(reminder.id), plan.due.at)


def _end(session: Session, reminder: Reminder, because: str) -> None:
    reminder.on, reminder.missed_because = False, because
    timers.drop(session, TIMER, str(reminder.id))


def _is_set(reminder: Reminder, lead: Lead, plan: Plan) -> bool:
    is_same = lead_of(reminder) == lead and reminder.occurs_at == plan.occurs_at
    return bool(reminder.on) and is_same


def _is_held(session: Session, reminder: Reminder, now: datetime) -> bool:
    """Whether a break of theirs holds it back."""
    person = session.get_one(Person, reminder.person_id)
    return holds_back(person.paused_until, person.decided_at, reminder.created_at, now)


def _would_lose(reminder: Reminder, plan: Plan, now: datetime) -> bool:
    """Whether a date it is set for, and can still go for, would be given up for a later one."""
    ahead = reminder.occurs_at
    return bool(reminder.on) and ahead is not None and now < ahead < plan.occurs_at


def _usual(reminder: Reminder | None) -> tuple[Lead, ...]:
    """Its own lead, and what it falls back on when that moment has passed."""
    return USUAL if reminder is None else (lead_of(reminder), QUARTER_BEFORE)


def _find(session: Session, person_id: int, meeting_id: int) -> Reminder | None:
    mine = Reminder.person_id == person_id, Reminder.meeting_id == meeting_id
    return session.scalar(select(Reminder).where(*mine))


def _new(session: Session, wish: Wish, now: datetime) -> Reminder:
    fresh = Reminder(
        person_id=wish.person_id,
        meeting_id=wish.meeting_id,
        phone_id=wish.phone_id,
        created_at=now,
    )
    session.add(fresh)
    return fresh


def _right_before(asked: Asked) -> datetime:
    return asked.occurs_at - timedelta(minutes=RIGHT_BEFORE.minutes)
