"""Who runs which groups.

A group may have several coordinators, and one of them may run many. `Group.coordinator_id` is the one whom
members are led to; all of them may send its notices.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.db import insert
from service.models import Coordinator, Group, PersonPhone


def groups_of(session: Session, person_id: int) -> list[Group]:
    """Those they run, by word."""
    runs = select(Group).join(Coordinator, Coordinator.group_id == Group.id)
    return list(
        session.scalars(runs.where(Coordinator.person_id == person_id).order_by(Group.word))
    )


def of_group(session: Session, group_id: int) -> list[int]:
    """The people who run it, longest first."""
    theirs = select(Coordinator.person_id).where(Coordinator.group_id == group_id)
    return list(session.scalars(theirs.order_by(Coordinator.since, Coordinator.person_id)))


def of_groups(session: Session, group_ids: Collection[int]) -> frozenset[int]:
    """All the people who run one of these."""
    theirs = select(Coordinator.person_id).where(Coordinator.group_id.in_(group_ids))
    return frozenset(session.scalars(theirs))


def answer(session: Session, phone_id: int) -> list[int]:
    """Coordinators among the people who answer this phone."""
    theirs = select(Coordinator.person_id).join(
        PersonPhone, PersonPhone.person_id == Coordinator.person_id
    )
    found = theirs.where(PersonPhone.phone_id == phone_id).distinct()
    return list(session.scalars(found.order_by(Coordinator.person_id)))


def add(session: Session, group: Group, person_id: int, now: datetime) -> bool:
    """False when they ran it before. Whoever comes first is the one members are led to."""
    row = insert(session, Coordinator).values(group_id=group.id, person_id=person_id, since=now)
    added = session.scalar(row.on_conflict_do_nothing().returning(Coordinator.group_id))
    if group.coordinator_id is None:
        group.coordinator_id = person_id
    return added is not None


def remove(session: Session, group_id: int, person_id: int) -> bool:
    """False when they didn't run it. Members are then led to whoever has run it longest."""
    mine = Coordinator.group_id == group_id, Coordinator.person_id == person_id
    gone = session.scalar(delete(Coordinator).where(*mine).returning(Coordinator.group_id))
    left = of_group(session, group_id)
    led = update(Group).where(Group.id == group_id, Group.coordinator_id == person_id)
    session.execute(led.values(coordinator_id=left[0] if left else None))
    return gone is not None
