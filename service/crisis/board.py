"""Cases for whoever runs the line: what is open, since when, who has it; never a number, name or word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.models import Case, CaseEvent, CaseState


@dataclass(frozen=True, slots=True)
class Count:
    """`overdue`: nobody has it, and the time that was named to who waits has passed."""

    open: int
    claimed: int
    overdue: int


def not_closed(session: Session) -> Sequence[Case]:
    """The oldest first."""
    still = select(Case).where(Case.state != CaseState.CLOSED)
    return session.scalars(still.order_by(Case.opened_at, Case.id)).all()


def timeline(session: Session, case_id: int) -> Sequence[CaseEvent]:
    """What happened to it, in its order."""
    rows = select(CaseEvent).where(CaseEvent.case_id == case_id)
    return session.scalars(rows.order_by(CaseEvent.at, CaseEvent.id)).all()


def is_overdue(case: Case, now: datetime) -> bool:
    """Whether nobody has it by the time that was named."""
    late = case.call_back_by is not None and case.call_back_by <= now
    return case.state == CaseState.OPEN and late


def count(session: Session, now: datetime) -> Count:
    """Cheap enough to be asked again and again."""
    open_ = Case.state == CaseState.OPEN
    return Count(
        open=_how_many(session, open_),
        claimed=_how_many(session, Case.state == CaseState.CLAIMED),
        overdue=_how_many(session, open_, Case.call_back_by <= now),
    )


def _how_many(session: Session, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Case).where(*which)) or 0
