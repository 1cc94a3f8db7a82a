"""Who is listed on the page of people: a page of them at a time, and who is found by number or letters."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from service.access.roles import Seat
from service.consent import own_yes
from service.crypto import keyring_of
from service.models import Expected, Group, LineType, Membership, Person, PersonPhone, PhoneRow
from service.text.language import bare
from service.text.phone import Phone

A_PAGE = 50
A_READ = 200  # of all of them, one after the other
# Names are sealed, so each has to be opened to be looked at: 4,000 take 50 ms. Who is further back is found
# by a group, or by their number.
MOST_NAMES = 4_000
_ON = PersonPhone.person_id == Person.id, PhoneRow.id == PersonPhone.phone_id


class Only(StrEnum):
    """What the list can be narrowed to."""

    LANDLINE = "landline"
    STOPPED = "stopped"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for. `group_id` is a group of theirs."""

    group_id: int | None = None
    only: Only | None = None
    page: int = 1


@dataclass(slots=True)
class Listed:
    """One person in a list."""

    person: Person
    phones: list[PhoneRow] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # of the groups the reader may know of
    said_yes: bool = False  # themselves; else nothing is begun with them

    @property
    def is_stopped(self) -> bool:
        return any(phone.stopped_at for phone in self.phones)

    @property
    def is_landline(self) -> bool:
        return any(phone.line_type == LineType.LANDLINE for phone in self.phones)


@dataclass(frozen=True, slots=True)
class Found:
    """`looked_at` names were opened; there may be more people than that."""

    rows: Sequence[Listed]
    looked_at: int

    @property
    def is_cut(self) -> bool:
        """Whether there may be more of them."""
        return self.looked_at == MOST_NAMES or len(self.rows) == A_PAGE


def theirs(seat: Seat) -> ColumnElement[bool] | None:
    """Of people: that they are in a group this one runs; None: all are theirs to see."""
    if seat.groups is None:
        return None
    return _in_groups(seat.groups)


def is_theirs(session: Session, seat: Seat, person_id: int) -> bool:
    mine = theirs(seat)
    wanted = select(Person.id).where(Person.id == person_id)
    return session.scalar(wanted if mine is None else wanted.where(mine)) is not None


def people(session: Session, seat: Seat, wanted: Wanted, now: datetime) -> Sequence[Listed]:
    """One row more than a page has, where there is another page."""
    ids = _ids(seat, wanted, now).order_by(Person.id.desc())
    some = ids.limit(A_PAGE + 1).offset(A_PAGE * (wanted.page - 1))
    return _listed(session, seat, session.scalars(some).all())


def next_ones(session: Session, seat: Seat, below: int | None) -> Sequence[Listed]:
    """The newest people of theirs, or those that come after this one."""
    ids = _ids(seat, Wanted(), None).order_by(Person.id.desc()).limit(A_READ)
    if below is not None:
        ids = ids.where(Person.id < below)
    return _listed(session, seat, session.scalars(ids).all())


def how_many(session: Session, seat: Seat, wanted: Wanted, now: datetime) -> int:
    rows = _ids(seat, wanted, now).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(rows)) or 0


def of_number(session: Session, seat: Seat, phone: Phone) -> Sequence[Listed]:
    """Those of theirs who answer that number; of anybody else's nobody."""
    hashes = keyring_of(session).hashes(phone.e164)
    answer = select(PersonPhone.person_id).join(PhoneRow, PhoneRow.id == PersonPhone.phone_id)
    ids = _ids(seat, Wanted(), None)
    ids = ids.where(Person.id.in_(answer.where(PhoneRow.number_hash.in_(hashes))))
    return _listed(session, seat, session.scalars(ids.limit(A_PAGE)).all())


def named(session: Session, seat: Seat, letters: str, group_id: int | None) -> Found:
    """Those of theirs whose name begins so; the newest first, a page of them at most."""
    ids = _ids(seat, Wanted(group_id), None).with_only_columns(Person.id, Person.first_name)
    names = session.execute(
        ids.where(Person.first_name.is_not(None)).order_by(Person.id.desc()).limit(MOST_NAMES)
    ).all()
    begin = bare(letters)
    found = [person_id for person_id, name in names if bare(name or "").startswith(begin)]
    return Found(_listed(session, seat, found[:A_PAGE]), len(names))


def down_for(session: Session, seat: Seat, phone: Phone) -> Sequence[Group]:
    """The groups of theirs that this number is written down for."""
    hashes = keyring_of(session).hashes(phone.e164)
    down = select(Group).join(Expected, Expected.group_id == Group.id)
    down = down.where(Expected.number_hash.in_(hashes), Expected.joined_at.is_(None))
    if seat.groups is not None:
        down = down.where(Group.id.in_(seat.groups))
    return session.scalars(down.order_by(Group.word)).all()


def groups_of(session: Session, seat: Seat) -> Sequence[Group]:
    """Those whose people they may see."""
    mine = select(Group).order_by(Group.word)
    if seat.groups is not None:
        mine = mine.where(Group.id.in_(seat.groups))
    return session.scalars(mine).all()


def _ids(seat: Seat, wanted: Wanted, now: datetime | None) -> Select[int]:
    ids: Select[int] = select(Person.id)
    if (mine := theirs(seat)) is not None:
        ids = ids.where(mine)
    if wanted.group_id is not None:
        ids = ids.where(_in_groups([wanted.group_id]))
    if wanted.only is not None:
        ids = ids.where(_NARROWED[wanted.only](now))
    return ids


_NARROWED: Mapping[Only, Callable[[datetime | None], ColumnElement[bool]]] = {
    Only.LANDLINE: lambda now: exists().where(*_ON, PhoneRow.line_type == LineType.LANDLINE),
    Only.STOPPED: lambda now: exists().where(*_ON, PhoneRow.stopped_at.is_not(None)),
    Only.PAUSED: lambda now: Person.paused_until > now,
}


def _in_groups(group_ids: Collection[int]) -> ColumnElement[bool]:
    return exists().where(
        Membership.person_id == Person.id, Membership.group_id.in_(sorted(group_ids))
    )


def _listed(session: Session, seat: Seat, ids: Sequence[int]) -> Sequence[Listed]:
    """Four statements, however many they are; in the order they were found in."""
    found = session.scalars(select(Person).where(Person.id.in_(ids))).all()
    rows = {person.id: Listed(person) for person in found}
    for person_id, phone in session.execute(
        select(PersonPhone.person_id, PhoneRow)
        .join(PhoneRow, PhoneRow.id == PersonPhone.phone_id)
        .where(PersonPhone.person_id.in_(ids))
        .order_by(PersonPhone.since, PhoneRow.id)
    ):
        rows[person_id].phones.append(phone)
    for person_id, words in _words(session, seat, ids).items():
        rows[person_id].words = words
    yes = select(PersonPhone.person_id).where(PersonPhone.person_id.in_(ids))
    for person_id in session.scalars(yes.where(own_yes(PersonPhone.phone_id)).distinct()):
        rows[person_id].said_yes = True
    return [rows[one] for one in ids if one in rows]


def _words(session: Session, seat: Seat, ids: Sequence[int]) -> Mapping[int, list[str]]:
    joined = select(Membership.person_id, Group.word).join(Group, Group.id == Membership.group_id)
    joined = joined.where(Membership.person_id.in_(ids)).order_by(Group.word)
    if seat.groups is not None:
        joined = joined.where(Membership.group_id.in_(seat.groups))
    words: dict[int, list[str]] = defaultdict(list)
    for person_id, word in session.execute(joined):
        words[person_id].append(word)
    return words
