"""Calls to volunteers: somebody waits to be called back. Whose turn it is, and what such a call is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.crisis import holds, roster
from service.crisis.roster import OnCall
from service.delivery import outbox
from service.models import Case, CaseEvent, CaseState, CaseStep, Lane, Volunteer, Way
from service.settings import Settings

PAGE = "case.page"  # the message, and the timer
NEXT_AFTER = timedelta(minutes=3)
# Nobody is called more often than that for one case.
SAME_AFTER = timedelta(minutes=10)
# So long a page rings and is listened to; nobody else rings that phone meanwhile.
RINGS_FOR = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Page:
    """One call to one volunteer about one case."""

    id: int
    case: Case
    volunteer_id: int
    is_repeat: bool  # they were called about it before


def page_of(session: Session, page_id: int | None) -> Page | None:
    """What a call to a volunteer is about; None when the case is no more, or who was called has left
    the roster: a message is for those alone who are on it."""
    event = session.get(CaseEvent, page_id)
    case = session.get(Case, event.case_id) if event else None
    if event is None or case is None or event.volunteer_id is None:
        return None
    if not session.get_one(Volunteer, event.volunteer_id).is_active:
        return None
    theirs = CaseEvent.volunteer_id == event.volunteer_id
    is_repeat = times(session, case.id, CaseStep.PAGED, theirs) > 1
    return Page(event.id, case, event.volunteer_id, is_repeat)


def is_wanted(page: Page) -> bool:
    """Whether it still needs that volunteer: nobody has it, or they have."""
    mine = page.case.claimed_by == page.volunteer_id
    return page.case.state == CaseState.OPEN or (page.case.state == CaseState.CLAIMED and mine)


def tell_next(session: Session, case: Case, team: Sequence[OnCall], now: datetime) -> OnCall | None:
    """Puts out the call to whoever of the team is next; None when nobody may be called just now."""
    for one in _in_turn(session, case, team, now):
        if holds.hold(session, one.id, holds.paged(case.id), now + RINGS_FOR, now):
            tell(session, case.id, one.id, one.phone_id, now)
            return one
    return None


def tell(session: Session, case_id: int, volunteer_id: int, phone_id: int, now: datetime) -> None:
    """Puts out one call."""
    told = CaseEvent(case_id=case_id, at=now, what=CaseStep.PAGED, volunteer_id=volunteer_id)
    session.add(told)
    session.flush()
    outbox.put(
        session,
        way=Way.CALL,
        lane=Lane.CRISIS,
        dedupe_key=f"page:{told.id}",
        phone_id=phone_id,
        message=PAGE,
        subject_id=told.id,
        not_before=now,
        useful_until=now + NEXT_AFTER,
        now=now,
    )


def times(session: Session, case_id: int, what: CaseStep, *more: Any) -> int:
    """How often that has happened to a case."""
    events = CaseEvent.case_id == case_id, CaseEvent.what == what, *more
    return session.scalar(select(func.count()).select_from(CaseEvent).where(*events)) or 0


def team_for(session: Session, settings: Settings, case: Case, now: datetime) -> list[OnCall]:
    """Those on duty, but for who waits themselves."""
    on_duty = roster.on_duty(session, settings, now)
    return [one for one in on_duty if one.phone_id != case.phone_id]


def _in_turn(
    session: Session, case: Case, team: Sequence[OnCall], now: datetime
) -> Sequence[OnCall]:
    """Those who may be called now: who was called least often first, then in their order."""
    known = _told_before(session, case.id)
    rested = [one for one in team if one.id not in known or known[one.id][1] <= now - SAME_AFTER]
    return sorted(rested, key=lambda one: known[one.id][0] if one.id in known else 0)


def _told_before(session: Session, case_id: int) -> dict[int, tuple[int, datetime]]:
    """By volunteer: how often, and when last."""
    paged = (
        select(CaseEvent.volunteer_id, func.count(), func.max(CaseEvent.at))
        .where(CaseEvent.case_id == case_id, CaseEvent.what == CaseStep.PAGED)
        .group_by(CaseEvent.volunteer_id)
    )
    return {id: (count, at) for id, count, at in session.execute(paged) if id is not None}
