"""Which of the people who share a phone a command is about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import groups, members
from service.errors import BadInput
from service.models import Person


def one_of(session: Session, phone_id: int, which: int | None) -> int | None:
    """`which` counts from 1, who has had it longest; it must be said where there are several.

    None: we know nobody there. Raises BadInput with who they are.
    """
    people = members.people_of(session, phone_id)
    if len(people) < 2:
        return people[0] if people else None
    if which is None or not 0 < which <= len(people):
        rows = [f"{at} {_described(session, one)}" for at, one in enumerate(people, 1)]
        raise BadInput(f"{len(people)} people use that phone; say --which: {'; '.join(rows)}.")
    return people[which - 1]


def _described(session: Session, person_id: int) -> str:
    """By what only they can tell us: their name, and the groups they have joined."""
    name = session.scalar(select(Person.first_name).where(Person.id == person_id))
    joined = [group.word for group in groups.of_person(session, person_id)]
    return " ".join([name or "(no name)", *joined])
