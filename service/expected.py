"""Who is written down for a group by whoever runs it, before they have joined.

We send them nothing and call them never: they are handed the group's word, and join by themselves. Whether a
number is known here, or said STOP, is told to nobody: an answer depends on the group's own members alone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, case, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from service import consent
from service.crypto import keyring_of
from service.db import insert
from service.models import Expected, Membership, PersonPhone, PhoneRow
from service.text.phone import Phone

MOST: Final = 200  # of one group, who have not joined yet
MOST_NAMED: Final = 2 * MOST  # on the telephone
KEPT: Final = timedelta(days=90)


class Written(StrEnum):
    DOWN = "down"  # also where they were before: whatever their phone has said elsewhere
    IN_ALREADY = "in_already"
    OWN = "own"  # of the one who writes it down
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody to be written down, as their coordinator calls them."""

    group_id: int
    by_person_id: int
    phone: Phone
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Door:
    """Who is in a group by their own yes, and who else somebody has put there or wrote down."""

    joined: int
    put_in: int  # by somebody else, without a yes of their own: nothing is begun with them
    waiting: tuple[str | None, ...]  # names, as they were written down; the newest first
    came: tuple[str | None, ...]


def write_down(session: Session, entry: Entry, now: datetime) -> Written:
    """Keeps number and name, sealed, until they join or three months are over."""
    hashes = keyring_of(session).hashes(entry.phone.e164)
    if _is_own(session, entry.by_person_id, hashes):
        return Written.OWN
    if _is_in(session, entry.group_id, hashes):
        return Written.IN_ALREADY
    its = Expected.group_id == entry.group_id
    there = session.scalar(select(Expected.id).where(its, Expected.number_hash.in_(hashes)))
    if there is None and _count_waiting(session, entry.group_id) >= MOST:
        return Written.FULL
    kept = {
        "by_person_id": entry.by_person_id,
        "number": entry.phone.e164,
        "added_at": now,
        "joined_at": None,
        "keep_until": now + KEPT,
    } | ({"name": entry.name} if entry.name else {})
    if there is not None:
        session.execute(update(Expected).where(Expected.id == there).values(kept))
        return Written.DOWN
    fresh = insert(session, Expected).values(group_id=entry.group_id, number_hash=hashes[0], **kept)
    session.execute(
        fresh.on_conflict_do_update(index_elements=["group_id", "number_hash"], set_=kept)
    )
    return Written.DOWN


def note_joined(session: Session, group_id: int, phone_id: int, now: datetime) -> None:
    """They have joined by themselves: in the very transaction of that."""
    theirs = Expected.group_id == group_id, Expected.number_hash.in_(_hashes(session, phone_id))
    came = update(Expected).where(*theirs, Expected.joined_at.is_(None))
    session.execute(came.values(joined_at=now), execution_options={"synchronize_session": False})


def forget(session: Session, phone_id: int, group_id: int | None = None) -> None:
    """That this phone was written down, for one group or any: they have left it, or are erased."""
    theirs = delete(Expected).where(Expected.number_hash.in_(_hashes(session, phone_id)))
    if group_id is not None:
        theirs = theirs.where(Expected.group_id == group_id)
    session.execute(theirs, execution_options={"synchronize_session": False})


def at_the_door(session: Session, group_id: int) -> Door:
    """How many have joined a group, and who of those written down for it."""
    own = case((said_yes(), 1), else_=0)
    joined, people = session.execute(
        select(func.coalesce(func.sum(own), 0), func.count()).where(Membership.group_id == group_id)
    ).one()
    down = select(Expected.name, has_come(group_id)).where(Expected.group_id == group_id)
    newest = down.order_by(Expected.added_at.desc(), Expected.id.desc()).limit(MOST_NAMED)
    rows = session.execute(newest).all()
    return Door(
        joined=joined,
        put_in=people - joined,
        waiting=tuple(name for name, came in rows if not came),
        came=tuple(name for name, came in rows if came),
    )


def cross_out(session: Session, group_id: int, row_id: int) -> bool:
    """Takes one of a group's off the list; False when they were not on it."""
    row = Expected.id == row_id, Expected.group_id == group_id
    gone = delete(Expected).where(*row).returning(Expected.id)
    return session.scalar(gone) is not None


def has_come(group_id: int) -> ColumnElement[bool]:
    """Of who was written down for that group: whether they are in it by their own yes. Who was put in by
    somebody else may have said START instead of JOIN."""
    theirs = select(PhoneRow.number_hash).join(PersonPhone, PersonPhone.phone_id == PhoneRow.id)
    members = theirs.join(Membership, Membership.person_id == PersonPhone.person_id)
    there = members.where(Membership.group_id == group_id, consent.own_yes(PhoneRow.id))
    return or_(Expected.joined_at.is_not(None), Expected.number_hash.in_(there))


def said_yes() -> ColumnElement[bool]:
    """Of a membership: whether it has a yes of their own, on a phone of theirs."""
    mine = PersonPhone.person_id == Membership.person_id, consent.own_yes(PersonPhone.phone_id)
    return exists().where(*mine).correlate(Membership)


def written_down(session: Session, phone_id: int) -> ColumnElement[bool]:
    """Of rows here: that they are about this phone's number."""
    return Expected.number_hash.in_(_hashes(session, phone_id))


def _hashes(session: Session, phone_id: int) -> list[str]:
    """By every key: one that was written down before a key changed is found as well."""
    number = session.scalar(select(PhoneRow.number).where(PhoneRow.id == phone_id))
    return keyring_of(session).hashes(number) if number else []


def _is_own(session: Session, person_id: int, hashes: list[str]) -> bool:
    owns = PersonPhone.phone_id == PhoneRow.id, PersonPhone.person_id == person_id
    return bool(session.scalar(select(exists().where(*owns, PhoneRow.number_hash.in_(hashes)))))


def _is_in(session: Session, group_id: int, hashes: list[str]) -> bool:
    """Whether somebody with that number has joined this very group, by a yes of their own."""
    theirs = PersonPhone.phone_id == PhoneRow.id, PhoneRow.number_hash.in_(hashes)
    member = Membership.person_id == PersonPhone.person_id, Membership.group_id == group_id
    found = exists().where(*theirs, *member, consent.own_yes(PhoneRow.id))
    return bool(session.scalar(select(found)))


def _count_waiting(session: Session, group_id: int) -> int:
    """By hand: a list that was taken in is as long as it is."""
    its = Expected.group_id == group_id, Expected.joined_at.is_(None), Expected.list_id.is_(None)
    return session.scalar(select(func.count()).where(*its)) or 0
