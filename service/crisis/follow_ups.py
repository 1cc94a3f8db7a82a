"""How are you: asked of who has talked with a person, three times at most, and only if they said yes.

    talked ─ offered by text or key ─ yes ─ each time it is due, who had the case is asked to call them
                                             ├─ 1: the two are joined
                                             └─ 2, or nobody within the hour: a caring text goes instead

Nothing of it after STOP or a 3, nor where somebody may hurt them; who wants no calls is written to alone.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from service import consent, timers
from service.crisis import cases, roster
from service.crisis.cases import DRILL, OFFER, REPORT
from service.crisis.roster import OnCall
from service.crisis.screen import Kind
from service.db import insert
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.models import (
    Case,
    CaseStep,
    FollowUp,
    FollowUpState,
    Lane,
    LineType,
    Outbox,
    PhoneRow,
    Stage,
    Way,
)
from service.settings import Settings

# The messages, and the timers besides the offer's.
TASK, CALL, CARING = "follow.task", "follow.call", "follow.caring"
DUE, UNTAKEN = "follow.due", "follow.untaken"
# So long a volunteer has to take it, or to get through, before the text goes instead.
TAKEN_WITHIN = timedelta(hours=1)
OFFER_USEFUL = timedelta(hours=24)
CARING_USEFUL = timedelta(hours=20)
# An answer to it still counts on the third day.
CARED_FOR = timedelta(days=3)
PENDING = (FollowUpState.WAITS, FollowUpState.ASKED, FollowUpState.TAKEN)


def may_offer(session: Session, case: Case | None) -> bool:
    """Whether they can be asked at all: not where ringing or writing may expose them, nor twice."""
    if case is None or case.phone_id is None or case.kind == Kind.VIOLENCE:
        return False
    if case.tier in (DRILL, REPORT):
        return False
    if case.outcome not in cases.BY_A_TALK or consent.is_stopped(session, case.phone_id):
        return False
    asked = select(FollowUp.id).join(Case, Case.id == FollowUp.case_id)
    going_on = and_(Case.phone_id == case.phone_id, FollowUp.state.in_(PENDING))
    known = asked.where(or_(Case.id == case.id, going_on))
    return session.scalar(known.limit(1)) is None


def offer(session: Session, case_id: int, now: datetime) -> None:
    """The timer's: asks by text who was not asked on the call itself."""
    case = session.get(Case, case_id)
    if case is None or not may_offer(session, case) or not takes_texts(session, case):
        return
    lately = Outbox.phone_id == case.phone_id, Outbox.message == OFFER
    asked = select(Outbox.id).where(*lately, Outbox.created_at > now - OFFER_USEFUL)
    if session.scalar(asked.limit(1)) is not None:
        return
    _text(session, OFFER, case_id, case.phone_id, now, OFFER_USEFUL)


def answered(session: Session, case_id: int) -> None:
    """They have said yes or no by a key: no text asks them again."""
    timers.drop(session, OFFER, case_id)


def begin(session: Session, case_id: int, due: Mapping[Stage, datetime]) -> None:
    """They said yes: each of these moments has its timer, once."""
    for stage, at in due.items():
        fresh = insert(session, FollowUp).values(case_id=case_id, stage=stage, due_at=at)
        once = fresh.on_conflict_do_nothing(index_elements=["case_id", "stage"])
        begun = session.scalar(once.returning(FollowUp.id))
        if begun is not None:
            timers.put(session, DUE, begun, at)


def end_all(session: Session, case_id: int) -> None:
    """They want no more of these."""
    waiting = FollowUp.case_id == case_id, FollowUp.state.in_(PENDING)
    session.execute(update(FollowUp).where(*waiting).values(state=FollowUpState.ENDED))


def fall_due(session: Session, settings: Settings, follow_up_id: int, now: datetime) -> None:
    """The timer's: a volunteer is asked to call them; where none can be, the text goes at once."""
    found = _pending(session, follow_up_id)
    if found is None:
        return
    one, case = found
    if now < one.due_at:
        return  # of an older row, which had this number
    if case.phone_id is None or consent.is_stopped(session, case.phone_id):
        one.state = FollowUpState.ENDED
    else:
        _ask(session, settings, one, case, now)


def pass_on(session: Session, settings: Settings, one: FollowUp, now: datetime) -> None:
    """Not this volunteer: the caring text; where that phone takes none, whoever else is on duty."""
    case = session.get_one(Case, one.case_id)
    if takes_texts(session, case):
        care(session, one.id, now)
    else:
        _ask(session, settings, one, case, now, but=one.volunteer_id)


def take(session: Session, one: FollowUp, now: datetime) -> bool:
    """Whether this volunteer calls them; if they don't get through within the hour the text goes."""
    if one.state not in (FollowUpState.ASKED, FollowUpState.TAKEN):
        return False
    one.state = FollowUpState.TAKEN
    timers.put(session, UNTAKEN, one.id, now + TAKEN_WITHIN)
    return True


def talked(session: Session, one: FollowUp, now: datetime) -> None:
    one.state = FollowUpState.TALKED
    timers.drop(session, UNTAKEN, one.id)
    cases.note(session, one.case_id, CaseStep.FOLLOW_UP, now, one.volunteer_id)


def care(session: Session, follow_up_id: int, now: datetime) -> None:
    """The timer's, or a volunteer's: they are written to, in contact hours, unless it is over."""
    found = _pending(session, follow_up_id)
    if found is None:
        return
    one, case = found
    timers.drop(session, UNTAKEN, one.id)
    if case.phone_id is None or not takes_texts(session, case):
        one.state = FollowUpState.MISSED
        return
    one.state = FollowUpState.WRITTEN
    cases.note(session, case.id, CaseStep.FOLLOW_UP, now)
    _text(session, CARING, one.id, case.phone_id, now, CARING_USEFUL)


def called_about(session: Session, case_id: int) -> bool:
    """Whether a volunteer is just calling them to ask how they are."""
    taken = FollowUp.case_id == case_id, FollowUp.state == FollowUpState.TAKEN
    return session.scalar(select(FollowUp.id).where(*taken).limit(1)) is not None


def takes_texts(session: Session, case: Case) -> bool:
    phone = session.get(PhoneRow, case.phone_id) if case.phone_id is not None else None
    if phone is None or phone.line_type == LineType.LANDLINE:
        return False
    return not (phone.only_calls and phone.line_type == LineType.UNKNOWN)


def _pending(session: Session, follow_up_id: int) -> tuple[FollowUp, Case] | None:
    theirs = select(FollowUp).where(FollowUp.id == follow_up_id, FollowUp.state.in_(PENDING))
    one = session.scalar(theirs.with_for_update())
    return (one, session.get_one(Case, one.case_id)) if one else None


def _ask(
    session: Session,
    settings: Settings,
    one: FollowUp,
    case: Case,
    now: datetime,
    but: int | None = None,
) -> None:
    whom = None if case.no_calls else _whom(session, settings, case, now, but)
    if whom is None:
        return care(session, one.id, now)
    one.state, one.volunteer_id = FollowUpState.ASKED, whom.id
    session.flush()
    _text(session, TASK, one.id, whom.phone_id, now, TAKEN_WITHIN)
    timers.put(session, UNTAKEN, one.id, now + TAKEN_WITHIN)


def _whom(
    session: Session, settings: Settings, case: Case, now: datetime, but: int | None
) -> OnCall | None:
    """Who had the case, wherever they are; else the first on duty who takes texts. Never who waits."""
    everyone = [
        (one, on_duty)
        for one, on_duty in roster.everyone(session, settings, now)
        if one.takes_texts and one.phone_id != case.phone_id and one.id != but
    ]
    had = [one for one, _ in everyone if one.id == case.claimed_by]
    return next(iter([*had, *(one for one, on_duty in everyone if on_duty)]), None)


def _text(
    session: Session,
    message: str,
    subject_id: int,
    phone_id: int | None,
    now: datetime,
    useful: timedelta,
) -> None:
    assert phone_id is not None
    outgoing = Outgoing(
        way=Way.TEXT,
        lane=Lane.CHECKIN,
        dedupe_key=f"{message}:{subject_id}:{now.isoformat()}",
        phone_id=phone_id,
        message=message,
        subject_id=subject_id,
        useful_until=now + useful,
    )
    outbox.put(session, outgoing, now)
