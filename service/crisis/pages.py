"""Calls and texts to volunteers: somebody waits to be called back. Whose turn it is, what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.crisis import holds, roster
from service.crisis.roster import OnCall
from service.db import insert
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.states import UNDER_WAY
from service.models import (
    Case,
    CaseEvent,
    CasePage,
    CaseState,
    CaseStep,
    Lane,
    LineType,
    Outbox,
    PhoneRow,
    Volunteer,
    Way,
)
from service.settings import Settings

PAGE = "case.page"  # the message, and the timer
WROTE_AGAIN = "case.again"
# Who writes a text a minute is told of once in so long.
AGAIN_EVERY = timedelta(minutes=5)
NEXT_AFTER = timedelta(minutes=3)
# Nobody is called more often than that for one case.
SAME_AFTER = timedelta(minutes=10)
# So long a page rings and is listened to; nobody else rings that phone meanwhile.
RINGS_FOR = timedelta(seconds=45)
# A call is about now; what a text asks may be answered while its round lasts.
USEFUL = {Way.CALL: NEXT_AFTER, Way.TEXT: timedelta(minutes=15)}


@dataclass(frozen=True, slots=True)
class Page:
    """What one volunteer was told of one case, by call or text or both."""

    id: int
    case: Case
    volunteer_id: int
    is_repeat: bool  # they were called about it before, or fallback numbers were


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
    before = times(session, case.id, CaseStep.PAGED, theirs) > 1
    is_repeat = before or times(session, case.id, CaseStep.STANDBY) > 0
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


def page(
    session: Session, case: Case, place: int, one: OnCall, ways: Sequence[Way], now: datetime
) -> list[Way]:
    """Pages somebody on this rung in these ways, but for a call while they are kept for another: the
    ways that it was."""
    mine = holds.paged(case.id)
    done = [
        way
        for way in ways
        if way == Way.TEXT or holds.hold(session, one.id, mine, now + RINGS_FOR, now)
    ]
    for way in done:
        row = {"case_id": case.id, "volunteer_id": one.id, "round": case.round, "way": way}
        once = insert(session, CasePage).values(**row, at=now, rung=place)
        session.execute(once)
    if done:
        tell(session, case.id, one.id, one.phone_id, now, done)
    return done


def tell(
    session: Session,
    case_id: int,
    volunteer_id: int,
    phone_id: int,
    now: datetime,
    ways: Sequence[Way] = (Way.CALL,),
) -> None:
    """Puts out one call, or what else they are told by."""
    told = on_the_line(session, case_id, volunteer_id, now)
    for way in ways:
        outgoing = Outgoing(
            way=way,
            lane=Lane.CRISIS,
            dedupe_key=f"page:{told}" if way == Way.CALL else f"page:{told}:text",
            phone_id=phone_id,
            message=PAGE,
            subject_id=told,
            useful_until=now + USEFUL[way],
        )
        outbox.put(session, outgoing, now)


def call_now(session: Session, page: Page, now: datetime) -> None:
    """Who took it by text is called, unless a call about it is on its way to them already."""
    volunteer = session.get_one(Volunteer, page.volunteer_id)
    about_it = select(CaseEvent.id).where(CaseEvent.case_id == page.case.id)
    on_its_way = select(Outbox.id).where(
        Outbox.phone_id == volunteer.phone_id,
        Outbox.subject_id.in_(about_it),
        Outbox.message == PAGE,
        Outbox.way == Way.CALL,
        Outbox.state.in_(UNDER_WAY),
    )
    if session.scalar(on_its_way.limit(1)) is None:
        tell(session, page.case.id, volunteer.id, volunteer.phone_id, now)


def tell_again(session: Session, case_id: int, now: datetime) -> None:
    """Who has the case is told that they have written again: by text, or called on a landline."""
    found = session.execute(
        select(Volunteer, PhoneRow)
        .join(Case, Case.claimed_by == Volunteer.id)
        .join(PhoneRow, PhoneRow.id == Volunteer.phone_id)
        .where(Case.id == case_id, Case.state == CaseState.CLAIMED, Volunteer.is_active)
    ).first()
    if found is None:
        return
    volunteer, phone = found
    if phone.line_type == LineType.LANDLINE:
        lately = CaseEvent.volunteer_id == volunteer.id, CaseEvent.at > now - AGAIN_EVERY
        if not times(session, case_id, CaseStep.PAGED, *lately):
            tell(session, case_id, volunteer.id, phone.id, now)
        return
    outgoing = Outgoing(
        way=Way.TEXT,
        lane=Lane.CRISIS,
        dedupe_key=f"again:{case_id}:{volunteer.id}:{now.timestamp() // AGAIN_EVERY.total_seconds():.0f}",
        phone_id=phone.id,
        message=WROTE_AGAIN,
        subject_id=case_id,
        useful_until=now + USEFUL[Way.TEXT],
    )
    outbox.put(session, outgoing, now)


def on_the_line(session: Session, case_id: int, volunteer_id: int, now: datetime) -> int:
    """The page of somebody who has called us about it themselves: its id."""
    told = CaseEvent(case_id=case_id, at=now, what=CaseStep.PAGED, volunteer_id=volunteer_id)
    session.add(told)
    session.flush()
    return told.id


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
