"""Everything that will happen later: put, find what is due, and the fence that lets it happen once.

A timer is one row a kind and subject. Whoever acts on it first takes the row, by id and token, in
the transaction that has the effect: if the row has gone or was moved meanwhile, nothing is taken
and nothing may happen. Two tickers, a crash half-way and a timer moved at the last moment are all
harmless that way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from service.db import insert, insert_for, new_id, table_of
from service.models import Timer
from service.statements import Prepared, Statement, for_each, one_of, one_value

_T = table_of(Timer)


def _putting(dialect: str) -> Statement:
    fresh = insert_for(dialect, Timer).inline()
    renewed = {name: fresh.excluded[name] for name in ("due_at", "token", "failures")}
    return fresh.on_conflict_do_update(index_elements=["kind", "subject"], set_=renewed)


_PUT = Prepared(_putting, columns=("kind", "subject", "due_at", "token", "failures"))
# Nobody can guess a token and none is used twice, so it stands for the row.
_TAKE = Prepared(
    lambda dialect: delete(_T).where(one_of(_T.c.token, dialect)).returning(_T.c.token)
)


@dataclass(frozen=True, slots=True)
class Due:
    """A timer as it was when we looked; the token tells whether it has been moved since."""

    id: int
    kind: str
    subject: str
    due_at: datetime
    token: str
    failures: int


def put(session: Session, kind: str, subject: int | str, due_at: datetime) -> None:
    """Sets the one timer of this kind and subject, or moves it; failures start anew."""
    fresh = {"due_at": due_at, "token": new_id(), "failures": 0}
    session.execute(
        insert(session, Timer)
        .values(kind=kind, subject=str(subject), **fresh)
        .on_conflict_do_update(index_elements=["kind", "subject"], set_=fresh)
    )


def put_all(session: Session, kind: str, later: Sequence[tuple[str, datetime]]) -> None:
    """`put` for many subjects of one kind, with the moment each is due."""
    rows = [
        {"kind": kind, "subject": subject, "due_at": due_at, "token": new_id(), "failures": 0}
        for subject, due_at in later
    ]
    if rows:
        for_each(session, _PUT, rows)


def hold(session: Session, kind: str, subject: int | str) -> None:
    """Waits until nobody acts on this timer, and lets nobody until the end of this transaction.

    For who is about to lock the row it is about: whoever acts on the timer has that one first.
    """
    mine = select(Timer.id).where(Timer.kind == kind, Timer.subject == str(subject))
    session.execute(mine.with_for_update())


def hold_all(session: Session, kinds: Sequence[str], subjects: Select[str]) -> None:
    """`hold` for many subjects."""
    theirs = select(Timer.id).where(Timer.kind.in_(kinds), Timer.subject.in_(subjects))
    session.execute(theirs.order_by(Timer.id).with_for_update())


def drop(session: Session, kind: str, subject: int | str) -> None:
    """Forgets it; fine when there is none."""
    session.execute(delete(Timer).where(Timer.kind == kind, Timer.subject == str(subject)))


def drop_all(session: Session, kind: str, subjects: Select[str]) -> None:
    """`drop` for many subjects."""
    session.execute(delete(Timer).where(Timer.kind == kind, Timer.subject.in_(subjects)))


def is_set(session: Session, kind: str, subject: int | str) -> bool:
    planned = select(Timer.id).where(Timer.kind == kind, Timer.subject == str(subject))
    return session.scalar(planned) is not None


def due(session: Session, now: datetime, limit: int) -> list[Due]:
    """What should have happened by `now` (service clock), the longest overdue first."""
    found = session.execute(
        select(Timer.id, Timer.kind, Timer.subject, Timer.due_at, Timer.token, Timer.failures)
        .where(Timer.due_at <= now)
        .order_by(Timer.due_at, Timer.id)
        .limit(limit)
    )
    return [Due(*row) for row in found]


def take(session: Session, timer: Due) -> bool:
    """Takes the timer away; False means someone else has, or it was moved: then do nothing."""
    mine = delete(Timer).where(Timer.id == timer.id, Timer.token == timer.token)
    return session.scalar(mine.returning(Timer.id)) is not None


def take_all(session: Session, found: Sequence[Due]) -> list[Due]:
    """Takes those away that nobody else has and that were not moved: only they may have their effect."""
    keys = one_value([timer.token for timer in found], session.get_bind().dialect.name)
    mine = {token for (token,) in _TAKE.rows(session, keys=keys)}
    return [timer for timer in found if timer.token in mine]


def push_ahead(session: Session, timer: Due, by: timedelta, now: datetime) -> None:
    """Puts off a timer whose handler failed, and counts the failure, so that others get their turn."""
    session.execute(
        update(Timer)
        .where(Timer.id == timer.id, Timer.token == timer.token)
        .values(due_at=now + by, failures=Timer.failures + 1)
    )


def failing(session: Session) -> int:
    """How many could not be dealt with when they were due, and are tried again later."""
    count = select(func.count()).select_from(Timer).where(Timer.failures > 0)
    return session.scalar(count) or 0


def of_kind(session: Session, kind: str) -> dict[str, Timer]:
    """All of a kind, by subject."""
    found = session.scalars(select(Timer).where(Timer.kind == kind))
    return {timer.subject: timer for timer in found}


def next_due(session: Session) -> datetime | None:
    """When the next thing happens; None when nothing is planned."""
    return session.scalar(select(func.min(Timer.due_at)))
