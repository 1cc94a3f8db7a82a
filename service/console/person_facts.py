"""What a person's page shows: only what is theirs, and of groups only those the reader may know of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service import consent
from service.access.roles import Seat
from service.delivery.hours import hours_of
from service.models import (
    ConsentEvent,
    ConsentRow,
    Group,
    Membership,
    Person,
    PersonPhone,
    PhoneRow,
)
from service.settings import Settings
from service.text.hours import Hours

MOST_OF_A_TRAIL = 50
# How it was said: words/person.toml, `person.by.`
WAYS = frozenset(
    {
        *("text", "call", "carrier", "coordinator"),
        *("import_paper", "import_web", "import_text", "import_call"),
    }
)


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """`shared_with` others answer it; who they are is nobody's business here."""

    row: PhoneRow
    shared_with: int
    said_yes: bool


@dataclass(frozen=True, slots=True)
class PersonFacts:
    person: Person
    phones: Sequence[PhoneFacts]
    groups: Sequence[tuple[Group, datetime]]  # since when
    trail: Sequence[ConsentRow]  # the newest first
    hours: Hours
    has_own_hours: bool

    def way_of(self, row: ConsentRow) -> str:
        """How that was said, as the words of the page name it."""
        way = row.how.replace(":", "_")
        return way if way in WAYS else "other"

    @property
    def may_hear(self) -> bool:
        """Whether anything is begun with them at all: somebody else's word for them is none."""
        return any(one.said_yes and not one.row.stopped_at for one in self.phones)


def facts_of(session: Session, settings: Settings, seat: Seat, person_id: int) -> PersonFacts:
    person = session.get_one(Person, person_id)
    phones = [_phone(session, row) for row in _phones(session, person_id)]
    groups = _groups(session, seat, person_id)
    return PersonFacts(
        person=person,
        phones=phones,
        groups=groups,
        trail=_trail(session, seat, [one.row.id for one in phones], groups),
        hours=hours_of(person.contact_from_min, person.contact_until_min, settings),
        has_own_hours=person.contact_from_min is not None,
    )


def _phones(session: Session, person_id: int) -> Sequence[PhoneRow]:
    mine = select(PhoneRow).join(PersonPhone, PersonPhone.phone_id == PhoneRow.id)
    mine = mine.where(PersonPhone.person_id == person_id)
    return session.scalars(mine.order_by(PersonPhone.since, PhoneRow.id)).all()


def _phone(session: Session, row: PhoneRow) -> PhoneFacts:
    users = select(func.count()).where(PersonPhone.phone_id == row.id)
    shared_with = (session.scalar(users) or 1) - 1
    return PhoneFacts(row, shared_with, consent.has_said_yes(session, row.id))


def _groups(session: Session, seat: Seat, person_id: int) -> Sequence[tuple[Group, datetime]]:
    joined = select(Group, Membership.joined_at).join(Membership, Membership.group_id == Group.id)
    joined = joined.where(Membership.person_id == person_id).order_by(Group.word)
    if seat.groups is not None:
        joined = joined.where(Group.id.in_(seat.groups))
    return [(group, since) for group, since in session.execute(joined)]


def _trail(
    session: Session,
    seat: Seat,
    phone_ids: Sequence[int],
    groups: Sequence[tuple[Group, datetime]],
) -> Sequence[ConsentRow]:
    """All of it for who may see every group; for others a STOP, and what names a group of theirs: the words
    of another yes would tell which other groups somebody is in."""
    rows = session.scalars(
        select(ConsentRow)
        .where(ConsentRow.phone_id.in_(phone_ids))
        .order_by(ConsentRow.at.desc(), ConsentRow.id.desc())
        .limit(MOST_OF_A_TRAIL)
    ).all()
    if seat.groups is None:
        return rows
    own = [group.word for group, _ in groups]
    return [row for row in rows if row.event == ConsentEvent.OPT_OUT or _names(row, own)]


def _names(row: ConsentRow, words: Sequence[str]) -> bool:
    said = set(re.findall(r"\w+", (row.words or "").upper()))
    return bool(said & set(words))
