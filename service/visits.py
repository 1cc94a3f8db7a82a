"""First visits somebody plans, up to three at a time, and one question after each.

A row a person and meeting, and one timer, `visit.ask`: an hour after its end. Where that date is called off
by then, or they don't come to it, it is the next one's turn. What they answer is sealed, shown to nobody, and
gone after ninety days.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service import attendance, members, timers
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.meetings.search import Result, details
from service.models import Lane, PersonPhone, Visit
from service.settings import Settings

TIMER = "visit.ask"  # its subject is the visit's id
MESSAGE = "visit.how"
MOST = 3
KEPT = timedelta(days=90)
AFTER = timedelta(hours=1)  # its end: they may be on a long way home
USEFUL = timedelta(days=7)
MINUTE = timedelta(minutes=1)


class How(StrEnum):
    """What they say of it."""

    AGAIN = "again"
    NOT_FOR_ME = "not_for_me"
    NOT_GONE = "not_gone"


class Refusal(StrEnum):
    GONE = "gone"  # no longer listed
    FULL = "full"  # three are planned already


def plan(
    session: Session, whose: tuple[int, int], meeting_id: int, now: datetime
) -> Visit | Refusal:
    """Plans a visit to its next date, or plans it anew. `whose`: the person's and the phone's."""
    person_id, phone_id = whose
    found = details(session, meeting_id, now)
    if found is None:
        return Refusal.GONE
    theirs = select(Visit).where(Visit.person_id == person_id, Visit.meeting_id == meeting_id)
    visit = session.scalar(theirs)
    others = [one for one in ahead(session, person_id) if one is not visit]
    if len(others) >= MOST:
        return Refusal.FULL
    visit = visit or Visit(person_id=person_id, meeting_id=meeting_id)
    visit.phone_id, visit.asked_at, visit.answer = phone_id, None, None
    session.add(visit)
    _set(session, visit, found)
    return visit


def ahead(session: Session, person_id: int) -> Sequence[Visit]:
    """Those they have not been asked about yet, the next one first."""
    theirs = select(Visit).where(Visit.person_id == person_id, Visit.asked_at.is_(None))
    return session.scalars(theirs.order_by(Visit.occurs_at, Visit.id)).all()


def of_phone(session: Session, visit_id: int, phone_id: int | None) -> Visit | None:
    """The visit, for who is on this phone; None when it has gone, or is another's by now."""
    theirs = select(PersonPhone.person_id).where(PersonPhone.phone_id == phone_id)
    return session.scalar(select(Visit).where(Visit.id == visit_id, Visit.person_id.in_(theirs)))


def answer(session: Session, visit: Visit, how: How, now: datetime) -> None:
    """The last answer counts."""
    visit.asked_at, visit.answer, visit.keep_until = visit.asked_at or now, how, now + KEPT
    timers.drop(session, TIMER, visit.id)


def drop(session: Session, visit: Visit) -> None:
    timers.drop(session, TIMER, visit.id)
    session.delete(visit)


def end_all(session: Session, person_id: int) -> None:
    """ERASE: nothing of them is asked, and nothing stays."""
    for visit_id in session.scalars(select(Visit.id).where(Visit.person_id == person_id)).all():
        timers.drop(session, TIMER, visit_id)
    session.execute(delete(Visit).where(Visit.person_id == person_id))


def fall_due(session: Session, settings: Settings, visit_id: int, now: datetime) -> None:
    """Asks how it was, once; where that date was not held, or not theirs, it is the next one's turn."""
    visit = session.get(Visit, visit_id)
    if visit is None or visit.asked_at is not None:
        return
    if _is_held(session, visit) and not _stays_away(session, visit):
        visit.asked_at = now
        _ask(session, settings, visit, now)
    else:
        _put_off(session, visit, now)


def _is_held(session: Session, visit: Visit) -> bool:
    """Whether it was held then."""
    found = details(session, visit.meeting_id, visit.occurs_at - MINUTE)
    return found is not None and found.starts.timestamp() == visit.occurs_at.timestamp()


def _stays_away(session: Session, visit: Visit) -> bool:
    date = visit.person_id, visit.meeting_id, visit.occurs_at
    return attendance.stays_away(session, *date)


def _put_off(session: Session, visit: Visit, now: datetime) -> None:
    found = details(session, visit.meeting_id, now)
    if found is None:
        session.delete(visit)
    else:
        _set(session, visit, found)


def _set(session: Session, visit: Visit, found: Result) -> None:
    visit.occurs_at, visit.keep_until = found.starts, found.starts + KEPT
    session.flush()
    ends = found.starts + timedelta(minutes=found.duration_min)
    timers.put(session, TIMER, visit.id, ends + AFTER)


def _ask(session: Session, settings: Settings, visit: Visit, now: datetime) -> None:
    """By the first of their ways; by night it waits for contact hours."""
    reach = members.reach_of(session, settings, visit.person_id, visit.phone_id)
    outgoing = Outgoing(
        way=reach.ways[0],
        lane=Lane.NOTICE,
        dedupe_key=f"visit:{visit.meeting_id}:{visit.person_id}:{visit.occurs_at:%Y-%m-%dT%H%M}",
        phone_id=visit.phone_id,
        person_id=visit.person_id,
        message=MESSAGE,
        subject_id=visit.id,
        useful_until=now + USEFUL,
    )
    outbox.put(session, outgoing, now)
