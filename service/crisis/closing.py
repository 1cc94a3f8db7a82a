"""How a case ends when a person says so: who has it, by a key or a text, or whoever runs the line by hand.

A false alarm is said of a closed case, too: often that is known only once the two have talked.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from service import timers
from service.crisis import callbacks, cases, follow_ups
from service.crisis.cases import REPORT, Outcome
from service.crisis.pages import PAGE
from service.crisis.screen import Tier
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.logs import log
from service.models import (
    Case,
    CasePage,
    CaseState,
    CaseStep,
    Lane,
    LineType,
    PhoneRow,
    Role,
    Volunteer,
    Way,
)

TAKEN_BACK = "page.closed"  # the message
UNANSWERED = "case.unanswered"  # the timer
# Who was offered a person and has not said yes in that time, nor written again, does not wait for one.
WAITED_FOR = timedelta(hours=72)
# So long after its end somebody may still say that it was a false alarm.
SAID_UNTIL = timedelta(days=7)
# Whom a page still reaches while it matters that the case is closed.
TOLD_UNTIL = timedelta(hours=1)
# What a person may say of a case; the others are what a call knows by itself.
BY_HAND = (
    Outcome.TALKED,
    Outcome.CALLED_BACK,
    Outcome.NOT_REACHED,
    Outcome.CRISIS_LINE,
    Outcome.OK,
    Outcome.SEEN_TO,
    Outcome.FALSE_ALARM,
    Outcome.MANUAL,
)
# They see to any case; a peer to those they took.
OVER_ALL = (Role.COORDINATOR, Role.SUPERVISOR)


def close(
    session: Session, case_id: int, outcome: Outcome, now: datetime, by: int | None = None
) -> bool:
    """Whether that is how it has ended, from now on. Of a closed case only a false alarm can be said."""
    case = cases.locked(session, case_id)
    if case is None:
        return False
    if case.state == CaseState.CLOSED:
        return _say_it_was_none(session, case, outcome, now, by)
    callbacks.finish(session, case_id, outcome, now, by)
    if outcome is Outcome.FALSE_ALARM:
        _take_back(session, case, now, by)
    return True


def call_off(session: Session, case_id: int, outcome: Outcome, now: datetime) -> None:
    """Nothing is to be done any more: whoever was texted about it hears so, and whoever has it."""
    case = cases.locked(session, case_id)
    if case is None or case.state == CaseState.CLOSED:
        return
    holder = case.claimed_by
    callbacks.finish(session, case_id, outcome, now)
    _take_back(session, case, now, None, holder)


def hold(session: Session, case_id: int) -> None:
    """Who has it keeps it: whoever put it so looks at it again."""
    timers.drop(session, PAGE, case_id)


def in_hand_of(session: Session, case_id: int, volunteer_id: int, now: datetime) -> Case | None:
    """The case, where this volunteer may say what becomes of it; a week after its end they no longer can."""
    case, volunteer = session.get(Case, case_id), session.get(Volunteer, volunteer_id)
    if case is None or volunteer is None or not volunteer.is_active or case.tier == REPORT:
        return None
    if case.claimed_by != volunteer_id and volunteer.role not in OVER_ALL:
        return None
    return case if case.closed_at is None or now < case.closed_at + SAID_UNTIL else None


def wait_for_answer(session: Session, case_id: int, now: datetime) -> None:
    """A person was offered; the case ends by itself when nothing is said to that."""
    timers.put(session, UNANSWERED, case_id, now + WAITED_FOR)


def end_unanswered(session: Session, case_id: int, now: datetime) -> None:
    """The timer's. Only where nobody waits for anybody: no page is out, and no call was promised."""
    case = cases.locked(session, case_id)
    if case is None or case.state != CaseState.OPEN or case.tier != Tier.CONCERN:
        return
    if case.paged_since is not None or case.call_back_by is not None:
        return
    last = case.wrote_at or case.opened_at
    if now < last + WAITED_FOR:
        return wait_for_answer(session, case_id, last)
    cases.close(session, case_id, Outcome.UNANSWERED, now)


def _say_it_was_none(
    session: Session, case: Case, outcome: Outcome, now: datetime, by: int | None
) -> bool:
    if outcome is not Outcome.FALSE_ALARM or case.outcome == outcome:
        return False
    session.execute(update(Case).where(Case.id == case.id).values(outcome=outcome))
    follow_ups.end_all(session, case.id)
    cases.note(session, case.id, CaseStep.CLOSED, now, by)
    log("crisis").info("case_was_none", case_id=case.id)
    return True


def _take_back(
    session: Session, case: Case, now: datetime, by: int | None, holder: int | None = None
) -> None:
    """Whoever was texted about it, and has not said it was none, need not get up; nor who has it."""
    told = select(CasePage.volunteer_id).where(
        CasePage.case_id == case.id, CasePage.way == Way.TEXT, CasePage.round == case.round
    )
    others = (
        select(Volunteer.id, Volunteer.phone_id, PhoneRow.line_type)
        .join(PhoneRow, PhoneRow.id == Volunteer.phone_id)
        .where(or_(Volunteer.id.in_(told), Volunteer.id == holder))
        .where(Volunteer.is_active, PhoneRow.stopped_at.is_(None))
    )
    for volunteer_id, phone_id, line_type in session.execute(others):
        if volunteer_id != by:
            outgoing = Outgoing(
                way=Way.CALL if line_type == LineType.LANDLINE else Way.TEXT,
                lane=Lane.REPLY,
                dedupe_key=f"{TAKEN_BACK}:{case.id}:{case.round}:{volunteer_id}",
                phone_id=phone_id,
                message=TAKEN_BACK,
                subject_id=case.id,
                useful_until=now + TOLD_UNTIL,
            )
            outbox.put(session, outgoing, now)
