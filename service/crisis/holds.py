"""Volunteers who are kept for one case: while they are rung, called or talk, nobody else rings them.

A hold is taken by compare-and-swap: no two callers ring one volunteer. It has an end of its own, should
nobody ever tell us how a call went on.
"""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from service.models import Volunteer


def rung(case_id: int) -> str:
    """What a volunteer is held by whom a caller rings, or talks with, on the caller's own call."""
    return str(case_id)


def paged(case_id: int) -> str:
    """What a volunteer is held by whom we call about somebody who waits."""
    return f"page:{case_id}"


def hold(session: Session, volunteer_id: int, by: str, until: datetime, now: datetime) -> bool:
    """Whether nothing else holds this volunteer; then `by` does."""
    free = or_(Volunteer.held_until.is_(None), Volunteer.held_until <= now, Volunteer.held_by == by)
    swap = update(Volunteer).where(Volunteer.id == volunteer_id, free)
    done = session.execute(swap.values(held_until=until, held_by=by))
    return cast("CursorResult[Any]", done).rowcount == 1


def keep(session: Session, volunteer_id: int, by: str, until: datetime) -> None:
    """Whoever has taken a case is held for it, whatever held them before."""
    theirs = update(Volunteer).where(Volunteer.id == volunteer_id)
    session.execute(theirs.values(held_until=until, held_by=by))


def held_until(session: Session, by: str, now: datetime) -> datetime | None:
    """When nobody is held by this any more, at the latest; None when nobody is now."""
    theirs = Volunteer.held_by == by, Volunteer.held_until > now
    return session.scalar(select(func.max(Volunteer.held_until)).where(*theirs))


def release(session: Session, volunteer_id: int, by: str) -> None:
    """This one is free, if it was this that held them."""
    theirs = update(Volunteer).where(Volunteer.id == volunteer_id, Volunteer.held_by == by)
    session.execute(theirs.values(held_until=None, held_by=None))


def let_go(session: Session, by: str) -> None:
    """Whoever is held by this is free."""
    theirs = update(Volunteer).where(Volunteer.held_by == by)
    session.execute(theirs.values(held_until=None, held_by=None))
