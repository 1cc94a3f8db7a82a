"""What a member means to do: each time counts, and on Sunday they and their buddies hear how it went.

    GOAL ─ DONE, as often as it was ─ Sunday at six: told how often this week ─ a new week, the count at none

A week is one of their own wall, from Monday on. Who stands by them hears only what they agreed to: how
often, and the words themselves where they say so. Nobody hears that a week had none.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service import consent, members, timers
from service.delivery import outbox
from service.delivery.hours import last_contact, on_wall
from service.delivery.outbox import Outgoing
from service.leads import Wall
from service.models import Contact, Goal, GoalMark, Lane, Person, Stands, Way
from service.settings import Settings

# The timer of a goal's Sunday, and what goes out then; the subjects are the goal, and the buddy's row.
WEEK, BUDDY = "goal.week", "goal.buddy"
# A kind line between a member and a buddy: one of three, each a message of its own.
WAVE = "buddy.wave"
LINES = {line: f"{WAVE}_{line}" for line in (1, 2, 3)}
WAVE_USEFUL = timedelta(hours=24)
TOLD_AT_MIN = 18 * 60
A_WEEK = timedelta(days=7)
SUNDAY = 6
# A goal of yesterday has had no week yet.
FRESH = timedelta(days=2)
MARKS_LIVE = timedelta(days=90)


def of_person(session: Session, person_id: int) -> Goal | None:
    return session.scalar(select(Goal).where(Goal.person_id == person_id))


def set_up(
    session: Session, settings: Settings, whose: tuple[int, int], words: str, now: datetime
) -> Goal:
    """Theirs from now on, by person and phone; other words for the same leave the week's count."""
    person_id, phone_id = whose
    goal = of_person(session, person_id)
    if goal is None:
        goal = Goal(person_id=person_id, since=now)
        session.add(goal)
    goal.words, goal.phone_id = words, phone_id
    session.flush()
    timers.put(session, WEEK, goal.id, next_sunday(_wall(session, settings, goal), now))
    return goal


def end(session: Session, person_id: int) -> bool:
    """Its words and its count are gone; False where there was none."""
    goal = of_person(session, person_id)
    if goal is None:
        return False
    timers.drop(session, WEEK, goal.id)
    session.execute(delete(GoalMark).where(GoalMark.goal_id == goal.id))
    session.delete(goal)
    session.flush()
    return True


def done(session: Session, settings: Settings, goal: Goal, now: datetime) -> int:
    """Once more; how often this week."""
    session.add(GoalMark(goal_id=goal.id, done_at=now))
    session.flush()
    return times(session, settings, goal, now)


def done_once(
    session: Session, settings: Settings, person_id: int, since: datetime, now: datetime
) -> int | None:
    """The same, unless it was said since that moment; None where they have no goal.

    For the check-in's question, which may be answered twice: `since` is the hour it is about.
    """
    goal = of_person(session, person_id)
    if goal is None:
        return None
    said = GoalMark.goal_id == goal.id, GoalMark.done_at >= since
    if session.scalar(select(GoalMark.id).where(*said).limit(1)) is None:
        return done(session, settings, goal, now)
    return times(session, settings, goal, now)


def times(session: Session, settings: Settings, goal: Goal, now: datetime) -> int:
    """How often this week."""
    begun = _week_of(_wall(session, settings, goal), now)
    marks = GoalMark.goal_id == goal.id, GoalMark.done_at >= begun
    return session.scalar(select(func.count(GoalMark.id)).where(*marks)) or 0


def buddies_of(session: Session, person_id: int) -> list[Contact]:
    stand = Contact.person_id == person_id, Contact.stands == Stands.BUDDY
    return list(session.scalars(select(Contact).where(*stand).order_by(Contact.place, Contact.id)))


def fall_due(session: Session, settings: Settings, goal_id: int, now: datetime) -> None:
    """The timer's: the member hears how their week went, and so do their buddies. Then the next Sunday."""
    goal = session.get(Goal, goal_id)
    if goal is None:
        return
    wall = _wall(session, settings, goal)
    timers.put(session, WEEK, goal.id, next_sunday(wall, now))
    if now.astimezone(wall.zone).weekday() != SUNDAY or not _is_told(session, goal, now):
        return  # it comes too late, or nobody wants to hear it now
    count = times(session, settings, goal, now)
    if not count and now - goal.since < FRESH:
        return
    _tell(session, settings, goal, wall, now)
    if count:
        for buddy in buddies_of(session, goal.person_id):
            _tell_buddy(session, buddy, wall, now)


def next_sunday(wall: Wall, now: datetime) -> datetime:
    """The next moment at which a week is told: six on Sunday, or the end of their hours before it."""
    today = now.astimezone(wall.zone).date()
    first = today + timedelta(days=(SUNDAY - today.weekday()) % 7)
    moments = (_told_at(wall, first + A_WEEK * ahead) for ahead in range(2))
    return next(at for at in moments if at > now)


def _told_at(wall: Wall, sunday: date) -> datetime:
    return last_contact(on_wall(sunday, TOLD_AT_MIN, wall.zone), wall.zone, wall.hours)


def _week_of(wall: Wall, now: datetime) -> datetime:
    today = now.astimezone(wall.zone).date()
    return on_wall(today - timedelta(days=today.weekday()), 0, wall.zone)


def week_ends(wall: Wall, now: datetime) -> datetime:
    """Midnight after this week's Sunday, over a change of clocks too."""
    return _week_of(wall, _week_of(wall, now) + A_WEEK + timedelta(hours=12))


def _is_told(session: Session, goal: Goal, now: datetime) -> bool:
    """Not after STOP, nor while they have paused what we start."""
    paused = session.get_one(Person, goal.person_id).paused_until
    return not consent.is_stopped(session, goal.phone_id) and not (paused and paused > now)


def _wall(session: Session, settings: Settings, goal: Goal) -> Wall:
    reach = members.reach_of(session, settings, goal.person_id, goal.phone_id)
    return Wall(reach.zone, reach.hours)


def _tell(session: Session, settings: Settings, goal: Goal, wall: Wall, now: datetime) -> None:
    ends = week_ends(wall, now)
    outgoing = Outgoing(
        way=way_to(session, settings, goal.person_id, goal.phone_id),
        lane=Lane.REMINDER,
        dedupe_key=f"{WEEK}:{goal.id}:{ends:%Y-%m-%d}",
        phone_id=goal.phone_id,
        person_id=goal.person_id,
        message=WEEK,
        subject_id=goal.id,
        occurs_at=ends,
        useful_until=ends,
    )
    outbox.put(session, outgoing, now)


def _tell_buddy(session: Session, buddy: Contact, wall: Wall, now: datetime) -> None:
    ends = week_ends(wall, now)
    outgoing = Outgoing(
        way=members.way_of(session, buddy.phone_id),
        lane=Lane.NOTICE,
        dedupe_key=f"{BUDDY}:{buddy.id}:{ends:%Y-%m-%d}",
        phone_id=buddy.phone_id,
        message=BUDDY,
        subject_id=buddy.id,
        occurs_at=ends,
        useful_until=ends,
    )
    outbox.put(session, outgoing, now)


def way_to(session: Session, settings: Settings, person_id: int, phone_id: int) -> Way:
    """A landline is called, and so is who prefers it."""
    if members.way_of(session, phone_id) is Way.CALL:
        return Way.CALL
    return members.reach_of(session, settings, person_id, phone_id).ways[0]
