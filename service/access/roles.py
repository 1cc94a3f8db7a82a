"""Who may do what in the console.

Owner and reader are posts the organisation gives; who coordinates a group or takes calls is a coordinator
or a peer by that alone. Somebody may be several: then they may do what any of these may.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from service.db import insert
from service.models import ConsolePost, Coordinator, Person, PersonPhone, Post, Volunteer


class Role(StrEnum):
    OWNER = "owner"
    COORDINATOR = "coordinator"  # of certain groups
    PEER = "peer"  # who takes calls
    READER = "reader"


class Right(StrEnum):
    """Each page and action needs one of these."""

    TODAY = "today"
    SEND = "send"
    INBOX = "inbox"
    MEETINGS = "meetings"
    MEETINGS_CHANGE = "meetings.change"
    LISTS = "lists"  # whole lists, and groups that are new
    PEOPLE = "people"
    PEOPLE_REVEAL = "people.reveal"
    PEOPLE_CHANGE = "people.change"
    PEOPLE_ERASE = "people.erase"  # and all of them in a file
    PEOPLE_VOUCH = "people.vouch"  # that those in a list said yes themselves
    CHECKINS = "checkins"
    CHECKINS_ACT = "checkins.act"
    ON_CALL = "on_call"
    ON_CALL_CHANGE = "on_call.change"
    CASES_TAKE = "cases.take"
    REPORTS = "reports"
    LOG = "log"
    SETTINGS = "settings"


_SEES = frozenset({Right.TODAY, Right.MEETINGS, Right.ON_CALL, Right.REPORTS})
_RUNS_GROUPS = frozenset(
    {
        *(Right.SEND, Right.INBOX, Right.MEETINGS_CHANGE, Right.PEOPLE, Right.PEOPLE_REVEAL),
        *(Right.PEOPLE_CHANGE, Right.CHECKINS, Right.CHECKINS_ACT, Right.CASES_TAKE),
    }
)
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.COORDINATOR: _SEES | _RUNS_GROUPS,
    Role.PEER: frozenset({Right.TODAY, Right.MEETINGS, Right.ON_CALL, Right.CASES_TAKE}),
    Role.READER: _SEES,
}


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at the console, as they are right now."""

    person_id: int
    roles: frozenset[Role]
    own_groups: frozenset[int]  # that they coordinate
    name: str | None
    language: str

    def may(self, right: Right) -> bool:
        return any(right in RIGHTS[role] for role in self.roles)

    @property
    def groups(self) -> frozenset[int] | None:
        """Whose people and notices they see; None: every group's."""
        return None if Role.OWNER in self.roles else self.own_groups

    def runs(self, group_id: int) -> bool:
        return self.groups is None or group_id in self.groups


def seat_of(session: Session, person_id: int) -> Seat | None:
    """None for who may not use the console, or not any more."""
    person = session.get(Person, person_id)
    if person is None:
        return None
    runs = select(Coordinator.group_id).where(Coordinator.person_id == person_id)
    groups = frozenset(session.scalars(runs))
    post = session.scalar(select(ConsolePost.post).where(ConsolePost.person_id == person_id))
    takes = exists().where(Volunteer.person_id == person_id, Volunteer.is_active)
    held = {
        Role.OWNER: post == Post.OWNER,
        Role.COORDINATOR: bool(groups),
        Role.PEER: bool(session.scalar(select(takes))),
        Role.READER: post == Post.READER,
    }
    roles = frozenset(role for role, holds in held.items() if holds)
    return Seat(person_id, roles, groups, person.first_name, person.language) if roles else None


def seated_on(session: Session, phone_id: int) -> list[Seat]:
    """Those who share this phone and may use the console, longest first."""
    theirs = select(PersonPhone.person_id).where(PersonPhone.phone_id == phone_id)
    people = session.scalars(theirs.order_by(PersonPhone.since, PersonPhone.person_id)).all()
    return [seat for seat in (seat_of(session, one) for one in people) if seat]


def give(session: Session, person_id: int, post: Post, now: datetime) -> None:
    """From now on that is their post, whatever it was."""
    row = insert(session, ConsolePost).values(person_id=person_id, post=post, since=now)
    session.execute(
        row.on_conflict_do_update(index_elements=["person_id"], set_={"post": post, "since": now})
    )


def take_away(session: Session, person_id: int) -> bool:
    """False when they had no post. The last owner keeps theirs: see `is_last_owner`."""
    gone = delete(ConsolePost).where(ConsolePost.person_id == person_id)
    return session.scalar(gone.returning(ConsolePost.person_id)) is not None


def hold_owners(session: Session) -> None:
    """Until the transaction ends nobody else takes an owner away: two who do it to each other at once would
    leave none. SQLite has one writer as it is."""
    owners = select(ConsolePost.person_id).where(ConsolePost.post == Post.OWNER)
    session.execute(owners.order_by(ConsolePost.person_id).with_for_update())


def is_last_owner(session: Session, person_id: int) -> bool:
    owners = session.scalars(select(ConsolePost.person_id).where(ConsolePost.post == Post.OWNER))
    return set(owners) == {person_id}
