"""What a worker does for lists: looks at them, takes them in, and erases what is left of the file.

One at a time has a list, for a lease that each chunk renews; killed, its lease runs out and another goes on.
Between two chunks it rests as long as it has worked: whoever texts meanwhile waits for one chunk at most.
"""

import time
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.db import table_of
from service.errors import DatabaseUnavailable, ListRefused
from service.house import House
from service.logs import log
from service.logs import report as report_error
from service.models import ListState, PeopleList, PeopleListRow
from service.people_lists import staging
from service.people_lists.checking import Rest, check
from service.people_lists.taking import take

A_GO_S = 20.0  # then the queue's other jobs have their turn
BROKE = "broke"  # no fault of the list's: the log has the place
ERASED_AT_ONCE = 1_000
_L = table_of(PeopleList)


def go_on(house: House, for_s: float = A_GO_S, rest: Rest = time.sleep) -> bool:
    """Works on what waits; True when there is more. Fine to do twice or at once."""
    until_s = time.monotonic() + for_s
    while time.monotonic() < until_s:
        list_id = _claim(house)
        if list_id is None:
            return False
        _go_on_with(house, list_id, until_s, rest)
    return True


def waiting_since(session: Session, now: datetime) -> datetime | None:
    """Since when a list has waited for a worker (the machine's clock); None when none does."""
    waits = select(_L.c.wanted_at, _L.c.created_at).where(_is_due(now))
    rows = session.execute(waits).all()
    return min((wanted or created for wanted, created in rows), default=None)


def _claim(house: House) -> int | None:
    with house.database.transaction() as session:
        due = _is_due(house.clock.now())
        oldest = select(_L.c.id).where(due).order_by(_L.c.id).limit(1).scalar_subquery()
        mine = update(_L).where(_L.c.id == oldest, due)
        lease = {"lease_until": machine_now() + staging.LEASE}
        taken = session.execute(mine.values(**lease).returning(_L.c.id)).first()
        return taken[0] if taken else None


def _go_on_with(house: House, list_id: int, until_s: float, rest: Rest) -> None:
    try:
        _step(house, list_id, until_s, rest)
    except DatabaseUnavailable:
        raise
    except ListRefused as refused:
        _refuse(house, list_id, refused.why, refused.line)
    except Exception as error:  # a poison list: made visible and ended, and the others go on
        report_error("people_lists", "list_read", error)
        _refuse(house, list_id, BROKE, 0)
    with house.database.transaction() as session:
        session.execute(update(_L).where(_L.c.id == list_id).values(lease_until=None))
    log("people_lists").info("list_worked_on", list_id=list_id)


def _step(house: House, list_id: int, until_s: float, rest: Rest) -> None:
    with house.database.reading() as session:
        row = session.get_one(PeopleList, list_id)
    if row.state == ListState.CHECKING:
        check(house, list_id, until_s, rest)
    elif row.state == ListState.TAKING:
        take(house, list_id, until_s, rest)
    else:
        _erase(house, list_id, until_s, rest)


def _erase(house: House, list_id: int, until_s: float, rest: Rest) -> None:
    """What is left of the file, a little at a time; a list nobody came back to ends with it."""
    with house.database.transaction() as session:
        staging.drop(session, list_id, house.clock.now())
    staging.forget_pieces(house.database, list_id)
    while time.monotonic() < until_s:
        began = time.monotonic()
        with house.database.transaction() as session:
            if not _erase_some(session, list_id):
                gone = update(_L).where(_L.c.id == list_id)
                session.execute(gone.values(keep_until=None, wanted_at=None, sample=None))
                return
        rest(time.monotonic() - began)


def _erase_some(session: Session, list_id: int) -> bool:
    """False when nothing is left."""
    its, line = PeopleListRow.list_id == list_id, PeopleListRow.line
    some = session.scalars(select(line).where(its).order_by(line).limit(ERASED_AT_ONCE)).all()
    if some:
        session.execute(delete(PeopleListRow).where(its, line <= some[-1]))
    return bool(some)


def _refuse(house: House, list_id: int, why: str, line: int) -> None:
    now = house.clock.now()
    with house.database.transaction() as session:
        row = session.get_one(PeopleList, list_id)
        row.state, row.refused, row.lines = ListState.REFUSED, why, {"refused": [line]}
        row.ended_at, row.keep_until, row.wanted_at = now, now, machine_now()


def _is_due(now: datetime) -> ColumnElement[bool]:
    """To be looked at, taken in, or erased; and nobody has it just now."""
    free = or_(_L.c.lease_until.is_(None), _L.c.lease_until <= machine_now())
    works = _L.c.state.in_((ListState.CHECKING, ListState.TAKING))
    return and_(free, or_(works, _L.c.keep_until <= now))
