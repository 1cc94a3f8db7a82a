"""Who is written down for a group: a page of them, and how many of them have joined."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import expected
from service.models import Expected

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """`rows` has who is written down, and whether they have joined since."""

    rows: Sequence[tuple[Expected, bool]]
    page: int
    is_more: bool
    waiting: int
    came: int


def door(session: Session, group_id: int, page: int) -> Waiting:
    """Who has not joined yet first, the newest of them first."""
    its, come = Expected.group_id == group_id, expected.has_come(group_id)
    order = come, Expected.added_at.desc(), Expected.id.desc()
    some = select(Expected, come).where(its).order_by(*order)
    rows = session.execute(some.limit(A_PAGE + 1).offset(A_PAGE * (page - 1))).all()
    down = select(come.label("come")).where(its).subquery()
    counts = select(down.c.come, func.count()).group_by(down.c.come)
    of = {bool(has_come): count for has_come, count in session.execute(counts)}
    return Waiting(
        rows=[(row, bool(has_come)) for row, has_come in rows[:A_PAGE]],
        page=page,
        is_more=len(rows) > A_PAGE,
        waiting=of.get(False, 0),
        came=of.get(True, 0),
    )
