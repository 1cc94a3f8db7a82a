"""What we know of the people in a list, asked for many at once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from service import consent, members
from service.models import (
    ConsentEvent,
    ConsentRow,
    Expected,
    LineType,
    Membership,
    Person,
    PersonPhone,
    PhoneRow,
    Suppression,
)
from service.people_lists.entries import Entry, Proof
from service.text.language import bare


@dataclass(frozen=True, slots=True)
class Known:
    """Of one chunk's numbers, each by every hash it may have."""

    phones: Mapping[str, tuple[int, LineType]]
    stopped: frozenset[str]
    in_group: frozenset[str]
    down: frozenset[str]


def known_of(session: Session, group_id: int, hashes: Collection[str]) -> Known:
    phones = session.execute(
        select(PhoneRow.number_hash, PhoneRow.id, PhoneRow.line_type, PhoneRow.stopped_at).where(
            PhoneRow.number_hash.in_(hashes)
        )
    ).all()
    erased = select(Suppression.number_hash).where(Suppression.number_hash.in_(hashes))
    down = select(Expected.number_hash).where(
        Expected.group_id == group_id, Expected.number_hash.in_(hashes)
    )
    return Known(
        phones={row.number_hash: (row.id, LineType(row.line_type)) for row in phones},
        stopped=frozenset(row.number_hash for row in phones if row.stopped_at)
        | frozenset(session.scalars(erased)),
        in_group=_in_group(session, group_id, hashes),
        down=frozenset(session.scalars(down)),
    )


def first_of(hashes: Sequence[str], known: Collection[str]) -> str | None:
    """The one of a number's hashes that we know it by."""
    return next((one for one in hashes if one in known), None)


def can_vouch(session: Session, phone_id: int, entry: Entry, proof: Proof, home: ZoneInfo) -> bool:
    """Whether the proof can be this phone's: one person answers it, called so, who has not left or said STOP
    since that day. In any doubt they are written down instead, and join by themselves."""
    people = members.people_of(session, phone_id)
    if len(people) > 1:
        return False
    called = session.get_one(Person, people[0]).first_name if people else None
    if called and entry.name and bare(called) != bare(entry.name):
        return False
    against = ConsentRow.event.in_((ConsentEvent.OPT_OUT, ConsentEvent.LEFT))
    since = ConsentRow.phone_id == phone_id, ConsentRow.at >= moment_of(proof, home), against
    return not session.scalar(select(exists().where(*since)))


def moment_of(proof: Proof, home: ZoneInfo) -> datetime:
    """The day's beginning, where the line is at home."""
    return datetime.combine(proof.on, time(), home)


def _in_group(session: Session, group_id: int, hashes: Collection[str]) -> frozenset[str]:
    """By a yes of their own."""
    theirs = select(PhoneRow.number_hash).join(PersonPhone, PersonPhone.phone_id == PhoneRow.id)
    joined = theirs.join(Membership, Membership.person_id == PersonPhone.person_id)
    its = Membership.group_id == group_id, PhoneRow.number_hash.in_(hashes)
    return frozenset(session.scalars(joined.where(*its, consent.own_yes(PhoneRow.id))))
