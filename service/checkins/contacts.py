"""Who stands by a member: they came with the member's code and said yes, and each may leave at any time.

A phone stands by a member once, whoever of its people said yes: it is the phone that is told. They are told
in the order that the member chose.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from service import consent, members, timers
from service.checkins import told
from service.checkins.days import CLIMB
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.models import (
    CheckIn,
    CheckInDay,
    Contact,
    ContactTelling,
    DayState,
    Invitation,
    Lane,
    Person,
    PersonPhone,
    PhoneRow,
    Stands,
    Way,
)
from service.settings import Settings

MOST: Final = 6
# What the member hears: somebody said yes, or is told no more.
JOINED, LEFT = "contact.joined", "contact.left"
NEWS_USEFUL: Final = timedelta(days=3)
_LONGEST_NAMES: Final = 20


def of_person(
    session: Session, person_id: int, stands: Stands = Stands.CONTACT
) -> Sequence[Contact]:
    """Who stands by them, in the order in which they are told."""
    theirs = select(Contact).where(Contact.person_id == person_id, Contact.stands == stands)
    return session.scalars(theirs.order_by(Contact.place, Contact.id)).all()


def who_can_be_told(session: Session, person_id: int) -> Sequence[Contact]:
    """The same, without those whose phone said STOP, or has become the member's own."""
    own = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
    theirs = (
        select(Contact)
        .join(PhoneRow, PhoneRow.id == Contact.phone_id)
        .where(Contact.person_id == person_id, Contact.stands == Stands.CONTACT)
        .where(PhoneRow.stopped_at.is_(None), Contact.phone_id.not_in(own))
    )
    return session.scalars(theirs.order_by(Contact.place, Contact.id)).all()


def stood_by(session: Session, phone_id: int) -> Sequence[Contact]:
    """Whom this phone stands by, who was first first."""
    mine = select(Contact).where(Contact.phone_id == phone_id)
    return session.scalars(mine.order_by(Contact.agreed_at, Contact.id)).all()


def agree(
    session: Session,
    settings: Settings,
    invitation: Invitation,
    phone_id: int,
    language: str,
    now: datetime,
) -> Contact | None:
    """Their yes: they stand by the member from now on; None where somebody else has used the code, or there
    are enough. The yes itself is for the ledger (`consent.agree`)."""
    if not _used(session, invitation, now):
        return None
    found = _of_phone(session, invitation.person_id, phone_id, invitation.stands)
    if found is not None:
        found.called = _both(found.called, invitation.called)
        return found
    before = of_person(session, invitation.person_id, Stands(invitation.stands))
    if len(before) >= MOST:
        return None
    _keep_language(session, phone_id, language)
    contact = Contact(
        person_id=invitation.person_id, phone_id=phone_id, stands=invitation.stands,
        called=invitation.called, place=1 + max((one.place for one in before), default=0),
        agreed_at=now,
    )  # fmt: skip
    session.add(contact)
    session.flush()
    tell_member(session, settings, contact.person_id, JOINED, f"{contact.id}", now)
    return contact


def put_first(session: Session, contact: Contact) -> None:
    """Told before the others from now on."""
    others = [one for one in of_person(session, contact.person_id) if one.id != contact.id]
    for place, one in enumerate([contact, *others], start=1):
        one.place = place


def remove(session: Session, contact: Contact, now: datetime) -> None:
    """By the member. A ladder that waits for them goes on at once; if they were told, they still hear how
    it ends."""
    _owe_the_end(session, contact, now)
    waits = select(CheckInDay.id).where(CheckInDay.contact_id == contact.id)
    waits = waits.where(CheckInDay.ended_at.is_(None), CheckInDay.state == DayState.TELLING)
    for day_id in session.scalars(waits.order_by(CheckInDay.id)).all():
        timers.put(session, CLIMB, day_id, now)
    session.execute(delete(Contact).where(Contact.id == contact.id))


def _owe_the_end(session: Session, contact: Contact, now: datetime) -> None:
    told_of = select(ContactTelling.day_id).where(ContactTelling.contact_id == contact.id)
    goes_on = CheckInDay.id.in_(told_of), CheckInDay.ended_at.is_(None)
    for day in session.scalars(select(CheckInDay).where(*goes_on)):
        told.put_clear(session, day, contact, now, told.SPOKEN_OF)


def leave(session: Session, settings: Settings, contact: Contact, now: datetime) -> None:
    """By the contact: told no more, and the member hears that one of theirs is not."""
    tell_member(session, settings, contact.person_id, LEFT, f"{contact.id}", now)
    remove(session, contact, now)


def leave_all(session: Session, settings: Settings, phone_id: int, now: datetime) -> None:
    """STOP of this phone, or ERASE: it stands by nobody any more."""
    for contact in stood_by(session, phone_id):
        leave(session, settings, contact, now)


def let_stopped_go(session: Session, settings: Settings, person_id: int, now: datetime) -> None:
    """Whose STOP only the carrier has told us of, when it refused a text: as if they had said it to us."""
    for contact in of_person(session, person_id):
        if consent.is_stopped(session, contact.phone_id):
            leave(session, settings, contact, now)


def name_of(session: Session, person_id: int) -> str | None:
    """What those who stand by them hear them called: the name they chose for it, else their first name."""
    chosen = session.scalar(select(CheckIn.called).where(CheckIn.person_id == person_id))
    return chosen or session.scalar(select(Person.first_name).where(Person.id == person_id))


def phone_of(session: Session, person_id: int) -> int | None:
    """Where the member hears of it: the phone they are asked on, else the one they have had longest."""
    asked = session.scalar(select(CheckIn.phone_id).where(CheckIn.person_id == person_id))
    theirs = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
    first = theirs.order_by(PersonPhone.since, PersonPhone.phone_id).limit(1)
    return asked or session.scalar(first)


def tell_member(
    session: Session,
    settings: Settings,
    person_id: int,
    message: str,
    about: str,
    now: datetime,
    subject_id: int | None = None,
    at_any_hour: bool = False,
) -> None:
    """One text or call to the member themselves, by their own way; `about` tells it from the others."""
    phone_id = phone_of(session, person_id)
    if phone_id is None or consent.is_stopped(session, phone_id):
        return
    reach = members.reach_of(session, settings, person_id, phone_id)
    outgoing = Outgoing(
        way=reach.ways[0],
        lane=Lane.REMINDER,
        dedupe_key=f"{message}:{person_id}:{about}:{now.isoformat()}",
        phone_id=phone_id,
        person_id=person_id,
        message=message,
        subject_id=subject_id,
        useful_until=now + NEWS_USEFUL,
        at_any_hour=at_any_hour and reach.ways[0] == Way.TEXT,
    )
    outbox.put(session, outgoing, now)


def _used(session: Session, invitation: Invitation, now: datetime) -> bool:
    """Whether it is theirs: a code is good for one, and the row can be taken away once."""
    mine = delete(Invitation).where(Invitation.id == invitation.id, Invitation.expires_at > now)
    return session.scalar(mine.returning(Invitation.id)) is not None


def _of_phone(session: Session, person_id: int, phone_id: int, stands: str) -> Contact | None:
    mine = Contact.person_id == person_id, Contact.phone_id == phone_id, Contact.stands == stands
    return session.scalar(select(Contact).where(*mine))


def _both(before: str | None, also: str | None) -> str | None:
    """Two who share a phone are told together."""
    names = [name for name in (before, also) if name]
    both = ", ".join(dict.fromkeys(names))
    return both if len(both) <= _LONGEST_NAMES else before


def _keep_language(session: Session, phone_id: int, language: str) -> None:
    """Somebody we know nothing else of is told in the language in which they said yes."""
    known = session.scalar(select(func.count()).where(PersonPhone.phone_id == phone_id))
    if not known and members.chosen_language(session, phone_id) is None:
        members.set_language(session, phone_id, language)
