"""A list on its way: brought, looked at, taken in or dropped. Each move is made by whoever is first.

    coming ─ brought ─ checking ─ checked ─ taking ─ done
                └─────────┴───────────┴─ dropped, refused

The file's pieces are sealed until they were read, its rows until they were taken in; after a day both go
whatever became of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.crypto import keyring_of
from service.db import Database, table_of
from service.models import (
    Expected,
    ListState,
    Outcome,
    PeopleList,
    PeopleListPiece,
    PeopleListRow,
    PhoneRow,
)
from service.people_lists.columns import has_head
from service.people_lists.reading import Form, first_rows

KEPT: Final = timedelta(days=1)
LEASE: Final = timedelta(minutes=2)  # each chunk renews it
REMEMBERED: Final = timedelta(days=90)  # what became of it, without anybody's name
A_PIECE = 512 * 1024  # bytes; more would hold SQLite's one write lock for too long
TAKEN = (Outcome.DOWN, Outcome.MEMBER)
_DROPS = (ListState.COMING, ListState.BROUGHT, ListState.CHECKING, ListState.CHECKED)
_L = table_of(PeopleList)


@dataclass(frozen=True, slots=True)
class Terms:
    """What whoever brings it has settled. With `has_proof` they vouch for the dates, ways and words in it."""

    group_id: int
    columns: Mapping[str, int]
    has_head: bool
    sees_all: bool
    has_proof: bool


def keep(database: Database, by: int, raw: bytes, form: Form, now: datetime) -> int:
    """Puts the file aside, sealed, a piece a transaction; the list's id. It is there once it has `arrived`.
    Raises ListRefused."""
    sample = first_rows(raw, form)
    with database.transaction() as session:
        row = PeopleList(
            by_person_id=by,
            state=ListState.COMING,
            encoding=form.encoding,
            separator=form.separator,
            has_head=has_head(sample),
            sample=sample,
            counts={},
            lines={},
            created_at=now,
            keep_until=now + KEPT,
        )
        session.add(row)
        session.flush()
        list_id = row.id
    for at, start in enumerate(range(0, len(raw), A_PIECE)):
        body = raw[start : start + A_PIECE]
        with database.transaction() as session:
            session.add(PeopleListPiece(list_id=list_id, at=at, body=body))
    return list_id


def arrived(session: Session, list_id: int) -> bool:
    return _move(session, list_id, (ListState.COMING,), ListState.BROUGHT)


def settle(session: Session, list_id: int, terms: Terms) -> bool:
    """Has it looked at; False when it is already, or is gone."""
    return _move(
        session,
        list_id,
        (ListState.BROUGHT,),
        ListState.CHECKING,
        group_id=terms.group_id,
        columns=dict(terms.columns),
        has_head=terms.has_head,
        sees_all=terms.sees_all,
        has_proof=terms.has_proof,
        wanted_at=machine_now(),
    )


def take(session: Session, list_id: int) -> bool:
    """Has it taken in, as its report says."""
    wanted = {"wanted_at": machine_now()}
    return _move(session, list_id, (ListState.CHECKED,), ListState.TAKING, **wanted)


def drop(session: Session, list_id: int, now: datetime) -> bool:
    """Nothing of it is saved; what was kept of it goes next."""
    ended = {"ended_at": now, "keep_until": now, "wanted_at": machine_now()}
    return _move(session, list_id, _DROPS, ListState.DROPPED, **ended)


def raw_of(session: Session, list_id: int) -> bytes:
    pieces = select(PeopleListPiece.body).where(PeopleListPiece.list_id == list_id)
    return b"".join(session.scalars(pieces.order_by(PeopleListPiece.at)))


def forget_pieces(database: Database, list_id: int) -> None:
    """The file itself, once its rows are staged; a transaction a piece."""
    its = PeopleListPiece.list_id == list_id
    with database.reading() as session:
        parts = session.scalars(select(PeopleListPiece.at).where(its)).all()
    for at in parts:
        with database.transaction() as session:
            session.execute(delete(PeopleListPiece).where(its, PeopleListPiece.at == at))


def forget(session: Session, phone_id: int) -> None:
    """Rows of a number that is erased while its list still waits."""
    number = session.scalar(select(PhoneRow.number).where(PhoneRow.id == phone_id))
    hashes = keyring_of(session).hashes(number) if number else []
    session.execute(delete(PeopleListRow).where(PeopleListRow.number_hash.in_(hashes)))


def of(session: Session, person_id: int, all_of_them: bool) -> Sequence[PeopleList]:
    """The newest lists: one's own, or everybody's."""
    lists = select(PeopleList).where(PeopleList.state != ListState.COMING)
    if not all_of_them:
        lists = lists.where(PeopleList.by_person_id == person_id)
    return session.scalars(lists.order_by(PeopleList.id.desc()).limit(20)).all()


def joined_since(session: Session, list_id: int) -> tuple[int, int]:
    """Of those written down by it: how many have joined, and how many have not."""
    came = Expected.joined_at.is_not(None)
    counts = select(came, func.count()).where(Expected.list_id == list_id).group_by(came)
    of_them = {bool(row[0]): row[1] for row in session.execute(counts)}
    return of_them.get(True, 0), of_them.get(False, 0)


def _move(
    session: Session, list_id: int, before: Collection[ListState], after: ListState, **more: object
) -> bool:
    """By compare-and-swap."""
    mine = update(_L).where(_L.c.id == list_id, _L.c.state.in_(before))
    moved = session.execute(mine.values(state=after, **more).returning(_L.c.id))
    return moved.first() is not None
