"""Drills: the ladder from its first rung to its last, with the roster and without anybody in trouble.

A drill is a case without a phone. Its pages say that it is one; a key shows that somebody is there and takes
nothing, so that the next rung is reached, too, until all have been. It ends with its round. No crisis line
is ever rung, and no member.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.crisis import cases, holds, rungs
from service.crisis.cases import DRILL
from service.crisis.pages import Page
from service.errors import BadInput
from service.models import Case, CaseEvent, CasePage, CaseState, CaseStep


@dataclass(frozen=True, slots=True)
class Reached:
    """What became of one volunteer in a drill."""

    volunteer_id: int
    ways: tuple[str, ...]
    paged_at: datetime
    rung: int  # from 0
    pressed_at: datetime | None
    passed: bool


def begin(session: Session, now: datetime) -> int:
    """Pages people from now on; the case's id. Raises BadInput while one is going on."""
    going_on = select(Case.id).where(Case.tier == DRILL, Case.state != CaseState.CLOSED)
    if session.scalar(going_on.limit(1)) is not None:
        raise BadInput("A drill is going on. See: porchlight drill show")
    key = f"drill:{now.isoformat()}"
    cases.open_once(session, key, now, tier=DRILL, rule="drill")
    case = session.scalars(select(Case).where(Case.source_key == key)).one()
    cases.note(session, case.id, CaseStep.OPENED, now)
    rungs.new_round(session, case, now)
    return case.id


def press(session: Session, page: Page, now: datetime) -> None:
    """Somebody is there. The next rung's turn comes at once when they were the last of theirs."""
    cases.note(session, page.case.id, CaseStep.OK, now, page.volunteer_id)
    holds.release(session, page.volunteer_id, holds.paged(page.case.id))
    rungs.pass_on(session, page.case, page.volunteer_id, now)


def last(session: Session) -> Case | None:
    """The newest drill."""
    newest = select(Case).where(Case.tier == DRILL).order_by(Case.opened_at.desc()).limit(1)
    return session.scalar(newest)


def reached(session: Session, case_id: int) -> Sequence[Reached]:
    """Whom it has paged, in the order in which it did."""
    rows = session.scalars(
        select(CasePage).where(CasePage.case_id == case_id).order_by(CasePage.at, CasePage.id)
    ).all()
    pressed = _when(session, case_id, CaseStep.OK)
    passed = _when(session, case_id, CaseStep.PASSED)
    by_volunteer: dict[int, list[CasePage]] = {}
    for row in rows:
        by_volunteer.setdefault(row.volunteer_id, []).append(row)
    return [
        Reached(
            volunteer_id=one,
            ways=tuple(page.way for page in told),
            paged_at=told[0].at,
            rung=told[0].rung,
            pressed_at=pressed.get(one),
            passed=one in passed,
        )
        for one, told in by_volunteer.items()
    ]


def _when(session: Session, case_id: int, what: CaseStep) -> dict[int, datetime]:
    """By volunteer: when they did that first."""
    rows = session.execute(
        select(CaseEvent.volunteer_id, CaseEvent.at)
        .where(CaseEvent.case_id == case_id, CaseEvent.what == what)
        .order_by(CaseEvent.at.desc())
    )
    return {one: at for one, at in rows if one is not None}
