"""Cases for whoever runs the line: what is open, since when, who has it; never a number, name or word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from service.crisis.cases import DRILL, REPORT
from service.models import Case, CaseEvent, CasePage, CaseState, CaseStep


@dataclass(frozen=True, slots=True)
class Count:
    """`overdue`: nobody has it, and the time that was named to who waits has passed. `unclaimed`: nobody has
    it, and a whole round of pages has passed."""

    open: int
    claimed: int
    overdue: int
    unclaimed: int


_PASSED = select(CaseEvent.id).where(
    CaseEvent.case_id == Case.id, CaseEvent.what == CaseStep.UNCLAIMED
)


def not_closed(session: Session) -> Sequence[Case]:
    """The oldest first."""
    still = select(Case).where(Case.state != CaseState.CLOSED)
    return session.scalars(still.order_by(Case.opened_at, Case.id)).all()


def waiting(session: Session, but_phones: Collection[int], limit: int) -> Sequence[Case]:
    """Who waits for a person, the oldest first, for whoever is at the console: no rehearsal, no report, and
    none of a phone that they answer themselves."""
    shown = Case.tier.not_in((DRILL, REPORT)), Case.state != CaseState.CLOSED
    others = or_(Case.phone_id.is_(None), Case.phone_id.not_in(but_phones))
    found = select(Case).where(*shown, others).order_by(Case.opened_at, Case.id)
    return session.scalars(found.limit(limit)).all()


def opened_since(session: Session, since: datetime | None, closed: bool = False) -> Sequence[Case]:
    """Those that are closed, or all there are; of that time, the oldest first."""
    found = select(Case).order_by(Case.opened_at, Case.id)
    if closed:
        found = found.where(Case.state == CaseState.CLOSED)
    if since is not None:
        found = found.where(Case.opened_at >= since)
    return session.scalars(found).all()


def timeline(session: Session, case_id: int) -> Sequence[CaseEvent]:
    """What happened to it, in its order."""
    rows = select(CaseEvent).where(CaseEvent.case_id == case_id)
    return session.scalars(rows.order_by(CaseEvent.at, CaseEvent.id)).all()


def count_pages(session: Session, case_id: int | None = None) -> int:
    """Texts and calls to volunteers, about this case or about all there are."""
    texts = select(func.count()).select_from(CasePage)
    told = select(func.count()).where(CaseEvent.what == CaseStep.PAGED)
    if case_id is not None:
        texts, told = (
            texts.where(CasePage.case_id == case_id),
            told.where(CaseEvent.case_id == case_id),
        )
    return max(session.scalar(texts) or 0, session.scalar(told) or 0)


def is_overdue(case: Case, now: datetime) -> bool:
    """Whether nobody has it by the time that was named."""
    late = case.call_back_by is not None and case.call_back_by <= now
    return case.state == CaseState.OPEN and late


def is_paged_again(case: Case) -> bool:
    """Whether nobody has it, and it is not the first time that people are paged for it."""
    return case.state == CaseState.OPEN and case.paged_since is not None and case.round > 1


def count(session: Session, now: datetime) -> Count:
    """Cheap enough to be asked again and again."""
    open_ = Case.state == CaseState.OPEN
    return Count(
        open=_how_many(session, open_),
        claimed=_how_many(session, Case.state == CaseState.CLAIMED),
        overdue=_how_many(session, open_, Case.call_back_by <= now),
        unclaimed=_how_many(session, open_, _PASSED.exists()),
    )


def unclaimed(session: Session) -> set[int]:
    """Those among them that nobody has taken in a whole round of pages."""
    found = select(Case.id).where(Case.state == CaseState.OPEN, _PASSED.exists())
    return set(session.scalars(found))


def _how_many(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Case).where(*which)) or 0
