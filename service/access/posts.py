"""Owners and readers: appointed by number, dismissed by who they are; there is always an owner left."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import members
from service.access import roles, sign_in
from service.crypto import Keyring
from service.errors import BadInput
from service.models import ConsolePost, Person, Post
from service.text.phone import Phone

LONGEST_NAME = 40


class Held(NamedTuple):
    person_id: int
    name: str | None
    post: str
    since: datetime


def held(session: Session) -> Sequence[Held]:
    """Who owns or reads the console, owners first, then who has done so longest."""
    rows = session.execute(
        select(Person.id, Person.first_name, ConsolePost.post, ConsolePost.since)
        .join(ConsolePost, ConsolePost.person_id == Person.id)
        .order_by(ConsolePost.post, ConsolePost.since, Person.id)
    )
    return [Held(*row) for row in rows]


def appoint(
    session: Session, keyring: Keyring, phone: Phone, name: str, post: Post, now: datetime
) -> int:
    """Whoever answers this phone has the post from now on; their id. They need a name here, so that the log
    tells them apart. Raises BadInput where several share the phone."""
    known = members.find_or_add_phone(session, keyring, phone, now)
    people = members.people_of(session, known.id)
    if len(people) > 1:
        raise BadInput("Several people share that phone: say which with porchlight owner --which.")
    language = members.language_of(session, known.id)
    person_id = people[0] if people else members.add_person(session, known.id, language, now)
    appoint_person(session, person_id, name, post, now)
    return person_id


def appoint_person(session: Session, person_id: int, name: str, post: Post, now: datetime) -> None:
    """The same for somebody we know. The name they gave themselves stays. Raises BadInput without one."""
    person = session.get_one(Person, person_id)
    if not person.first_name and not 1 <= len(name.strip()) <= LONGEST_NAME:
        raise BadInput(f"They need a name here, of up to {LONGEST_NAME} letters.")
    if not person.first_name:
        members.set_name(session, person_id, name.strip())
    if post != Post.OWNER:
        _keep_an_owner(session, person_id)
    roles.give(session, person_id, post, now)


def dismiss(session: Session, person_id: int) -> None:
    """They are signed out everywhere. Raises BadInput for the last owner, and for who had no post."""
    _keep_an_owner(session, person_id)
    if not roles.take_away(session, person_id):
        raise BadInput("They neither own nor read the console.")
    sign_in.close_all(session, person_id)


def _keep_an_owner(session: Session, person_id: int) -> None:
    roles.hold_owners(session)
    if roles.is_last_owner(session, person_id):
        raise BadInput("They are the last owner: name another one first.")
