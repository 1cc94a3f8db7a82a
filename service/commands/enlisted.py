"""Who is put on the roster: a member as they are, or somebody we did not know."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import consent, members
from service.commands.sharers import one_of
from service.errors import BadInput
from service.house import House
from service.models import Person
from service.text.phone import Phone

PROOF = "Named by the organisation; agreed to be called by people who ask for a person."


def phone_of(session: Session, house: House, number: str, now: datetime) -> int:
    """The phone they said yes for; that they did is written down."""
    phone = members.find_or_add_phone(session, house.keyring, Phone.parse(number), now)
    if consent.is_stopped(session, phone.id):
        raise BadInput("That phone said STOP: they must say START to the line first.")
    consent.agree(session, phone.id, consent.BY_COORDINATOR, PROOF, now)
    return phone.id


def person_on(
    session: Session, phone_id: int, which: int | None, language: str | None, now: datetime
) -> int:
    """Who it is of those on the phone; their language is set only where that is nobody else's, too."""
    found = one_of(session, phone_id, which)
    if language:
        _check_language(session, phone_id, language)
    if found is None:
        spoken = language or members.language_of(session, phone_id)
        return members.add_person(session, phone_id, spoken, now)
    if language:
        members.set_own_language(session, found, language)
    return found


def named(session: Session, person_id: int, name: str | None) -> str | None:
    """Their own name; the one given here where they have none."""
    own = session.scalar(select(Person.first_name).where(Person.id == person_id))
    if own or not name:
        return own
    members.set_name(session, person_id, name.strip())
    return name.strip()


def _check_language(session: Session, phone_id: int, language: str) -> None:
    if len(members.people_of(session, phone_id)) > 1:
        raise BadInput("On a shared phone each chooses their language: leave out --language.")
    if members.chosen_language(session, phone_id) not in (None, language):
        raise BadInput("Another language was chosen on that phone: leave out --language.")
