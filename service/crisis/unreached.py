"""A crisis whose answer does not reach the phone it came from: people are told at once, and it is called.

The carrier blocks our texts after a STOP of its own, and says nothing when it drops one that went back in a
webhook; other texts end undelivered. The phone is called once, with the crisis line's number first; never
where ringing may expose who wrote, where they asked for no calls, or for mere concern: then a person decides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import consent
from service.crisis import cases, episodes, pages, rungs
from service.crisis.screen import Kind, Tier
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.models import (
    Case,
    CaseState,
    CaseStep,
    ConsentEvent,
    ConsentRow,
    Lane,
    Outbox,
    Person,
    PersonPhone,
    PhoneRow,
    State,
    Way,
)
from service.settings import Settings
from service.text.optout import RESERVED

CALL, SPOKEN = "crisis.call", "crisis.spoken"  # the call they asked for; the answer, said
ANSWERS = frozenset({"reply", "reply.kept"})
USEFUL = timedelta(minutes=30)


def see_to(
    session: Session, settings: Settings, case_id: int, phone_id: int, now: datetime
) -> None:
    """Where the answer that is on its way can't arrive, does what there is instead."""
    if is_blocked(session, settings, phone_id):
        _instead(session, session.get_one(Case, case_id), now)


def follow_up(session: Session, row: Outbox, now: datetime) -> None:
    """A text or call of ours about a crisis has ended: unheard, or without a key that led to anybody."""
    case = episodes.episode_of(session, row.phone_id)
    if case is None:
        return
    if row.message in ANSWERS and not _went_otherwise(row):
        _instead(session, case, now)
    elif row.message in (CALL, SPOKEN) and not case.no_calls:
        rungs.begin(session, case.id, now)


def is_blocked(session: Session, settings: Settings, phone_id: int) -> bool:
    """Whether the carrier itself holds a STOP of this phone; one in their own words it has not heard."""
    return any(_is_the_carriers(row, settings) for row in _stops(session, phone_id))


def _stops(session: Session, phone_id: int) -> Sequence[ConsentRow]:
    """Each STOP that still holds, in whichever way it was said."""
    theirs = ConsentRow.phone_id == phone_id, ConsentRow.event == ConsentEvent.OPT_OUT
    since = select(PhoneRow.stopped_at).where(PhoneRow.id == phone_id).scalar_subquery()
    return session.scalars(select(ConsentRow).where(*theirs, ConsentRow.at >= since)).all()


def _is_the_carriers(row: ConsentRow, settings: Settings) -> bool:
    if row.how == consent.BY_CARRIER:
        return True
    return settings.opt_out_by == "carrier" and (row.words or "").strip().upper() in RESERVED


def _instead(session: Session, case: Case, now: datetime) -> None:
    rungs.begin(session, case.id, now)
    if case.phone_id is None or case.state != CaseState.OPEN:
        return
    if not _may_ring(session, case, case.phone_id):
        return _leave_to_a_person(session, case, now)
    outgoing = Outgoing(
        way=Way.CALL,
        lane=Lane.CRISIS,
        dedupe_key=f"{SPOKEN}:{case.id}",
        phone_id=case.phone_id,
        message=SPOKEN,
        subject_id=case.id,
        useful_until=now + USEFUL,
    )
    outbox.put(session, outgoing, now)


def _may_ring(session: Session, case: Case, phone_id: int) -> bool:
    if case.tier != Tier.IMMINENT or case.kind == Kind.VIOLENCE or case.no_calls:
        return False
    return not _wants_no_calls(session, phone_id)


def _wants_no_calls(session: Session, phone_id: int) -> bool:
    """Somebody there chose texts alone, or ended our calls by a key."""
    theirs = select(Person.id).join(PersonPhone, PersonPhone.person_id == Person.id)
    by_text = theirs.where(PersonPhone.phone_id == phone_id, Person.reach == Way.TEXT)
    if session.scalar(by_text.limit(1)) is not None:
        return True
    return any(row.how == Way.CALL for row in _stops(session, phone_id))


def _leave_to_a_person(session: Session, case: Case, now: datetime) -> None:
    if not pages.times(session, case.id, CaseStep.NO_CALLS):
        cases.note(session, case.id, CaseStep.NO_CALLS, now)


def _went_otherwise(row: Outbox) -> bool:
    """An answer that missed its webhook, and whose words another row took over."""
    return row.attempts == 0 and row.state == State.SUPPRESSED
