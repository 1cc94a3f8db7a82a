"""Episodes: what somebody in a crisis writes and says belongs to one case, until that is closed.

Each text is written down once, however often it is replayed, and of two at once one opens the case and
the other joins it. Writing again can only make it more urgent. Imminent danger has people told at once;
concern waits until who wrote asks for somebody.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.crisis import cases, closing, pages, rungs
from service.crisis.screen import FIRST_KIND, URGENCY, Finding, Kind, Tier
from service.models import Case, CaseEvent, CaseState, CaseStep, PhoneRow

CRISIS = (Tier.CONCERN, Tier.IMMINENT)
_EPISODE = (
    select(Case)
    .where(Case.state != CaseState.CLOSED, Case.tier.in_(CRISIS))
    .order_by(Case.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Episode:
    """The case that a text belongs to. `is_new`: it counts now, and was not written down before.

    `is_again`: the case was there already.
    """

    case_id: int
    is_new: bool
    is_again: bool = False


def open_case(
    session: Session,
    source_key: str,
    phone_id: int | None,
    finding: Finding,
    now: datetime,
    language: str | None = None,
) -> Episode:
    """The case of what came in under this key: the one this phone has that is not closed, or a new one."""
    if phone_id is not None:
        _one_at_a_time(session, phone_id)
    known = case_of(session, source_key)
    if known is not None:
        return Episode(known, is_new=False)
    going_on = _going_on(session, phone_id) if phone_id is not None else None
    if going_on is not None:
        return _join(session, going_on, source_key, finding, now)
    first = {"phone_id": phone_id, "language": language, "wrote_at": now, "rule": finding.rule[:60]}
    cases.open_once(session, source_key, now, tier=finding.tier, kind=finding.kind, **first)
    opened = session.scalars(select(Case.id).where(Case.source_key == source_key)).one()
    cases.note(session, opened, CaseStep.OPENED, now)
    if finding.tier is Tier.CONCERN:
        closing.wait_for_answer(session, opened, now)
    return Episode(opened, is_new=True)


def see_to(session: Session, episode: Episode, finding: Finding, now: datetime) -> None:
    """What was written or said has people paged when it is imminent; who has the case is told of it."""
    if not episode.is_new:
        return
    if finding.tier is Tier.IMMINENT:
        rungs.begin(session, episode.case_id, now)
    if episode.is_again:
        pages.tell_again(session, episode.case_id, now)


def episode_of(session: Session, phone_id: int) -> Case | None:
    """The crisis of this phone that is not closed; not that somebody there asked for a person by a key."""
    return session.scalar(_EPISODE.where(Case.phone_id == phone_id))


def meant(session: Session, case_id: int, phone_id: int | None) -> Case | None:
    """The crisis that goes on at this phone, whichever answer offered a digit; else that one's case."""
    going_on = _going_on(session, phone_id) if phone_id is not None else None
    return going_on or cases.locked(session, case_id)


def is_crisis(case: Case) -> bool:
    """Whether the screen has found it; else somebody asked for a person by a key."""
    return case.tier in CRISIS


def may_be_ended(case: Case) -> bool:
    """Whether who wrote can end it alone: it was concern, and nobody has taken it."""
    return case.tier == Tier.CONCERN and case.state == CaseState.OPEN


def ask_for_call(session: Session, case: Case, now: datetime) -> None:
    """They want to be called: open again if it was over, and what they said of calls before is taken back.

    Whoever may die has people paged, too: the call may come to nobody.
    """
    if cases.reopen(session, case.id):
        cases.note(session, case.id, CaseStep.OPENED, now)
    case.no_calls = False
    session.flush()
    session.refresh(case)
    if case.tier == Tier.IMMINENT:
        rungs.begin(session, case.id, now)


def ask_for_no_calls(session: Session, case: Case, now: datetime) -> None:
    if not case.no_calls:
        case.no_calls = True
        cases.note(session, case.id, CaseStep.NO_CALLS, now)


def _one_at_a_time(session: Session, phone_id: int) -> None:
    """Who else opens a case for this phone waits until this is done; who only names the phone does not."""
    theirs = select(PhoneRow.id).where(PhoneRow.id == phone_id)
    session.execute(theirs.with_for_update(key_share=True))


def case_of(session: Session, source_key: str) -> int | None:
    """The case that what came in under this key has opened or joined."""
    opened = select(Case.id).where(Case.source_key == source_key)
    joined = select(CaseEvent.case_id).where(CaseEvent.source_key == source_key)
    return session.scalar(opened.union_all(joined).limit(1))


def _going_on(session: Session, phone_id: int) -> Case | None:
    """Held until this is done, so that nobody closes it meanwhile."""
    theirs = _EPISODE.where(Case.phone_id == phone_id).with_for_update()
    return session.scalar(theirs.execution_options(populate_existing=True))


def _join(
    session: Session, case: Case, source_key: str, finding: Finding, now: datetime
) -> Episode:
    cases.note(session, case.id, CaseStep.AGAIN, now, source_key=source_key)
    if URGENCY[finding.tier] > URGENCY[Tier(case.tier)]:
        case.tier, case.rule = finding.tier, finding.rule[:60]
        cases.note(session, case.id, CaseStep.RAISED, now)
    kinds = {Kind(kind) if kind else None for kind in (case.kind, finding.kind)}
    case.kind = max(kinds, key=FIRST_KIND.__getitem__)
    # Whoever hurts them may hear it ring, whatever else there is by now.
    case.no_calls = case.no_calls or (Kind.VIOLENCE in kinds and case.kind != Kind.VIOLENCE)
    case.wrote_at = now
    session.flush()
    return Episode(case.id, is_new=True, is_again=True)
