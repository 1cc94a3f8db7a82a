"""A coordinator proposes a check-in; before the member's own yes nothing is asked.

Only to somebody who has joined a group that this coordinator runs, and who has none of their own. What goes
out names neither the group nor who proposes it.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import consent, members
from service.checkins import plans
from service.checkins.plans import Wish
from service.delivery import outbox
from service.delivery.hours import next_contact
from service.delivery.outbox import Outgoing
from service.errors import BadInput
from service.models import CheckIn, Coordinator, Group, Lane, Membership, PersonPhone
from service.settings import Settings

MESSAGE: Final = "checkin.proposed"
USEFUL: Final = timedelta(days=3)


def those_of(session: Session, coordinator_id: int) -> list[int]:
    """Who has joined a group that this one runs."""
    runs = Coordinator.group_id == Membership.group_id
    theirs = select(Membership.person_id).join(Coordinator, runs)
    theirs = theirs.where(Coordinator.person_id == coordinator_id).distinct()
    return list(session.scalars(theirs.order_by(Membership.person_id)))


def coordinator_of(session: Session, person_id: int) -> int | None:
    """Who runs a group they have joined."""
    runs = select(Coordinator.person_id).join(Group, Group.id == Coordinator.group_id)
    theirs = runs.join(Membership, Membership.group_id == Group.id)
    first = Coordinator.person_id != Group.coordinator_id, Coordinator.since, Coordinator.person_id
    mine = theirs.where(Membership.person_id == person_id)
    return session.scalar(mine.order_by(Group.word, *first).limit(1))


def end_without(session: Session, settings: Settings, person_id: int, now: datetime) -> bool:
    """Who has left the last group of whoever proposed it has it no more, unless they made it their own."""
    check_in = plans.of_person(session, person_id)
    if check_in is None or check_in.proposed_by is None:
        return False
    if person_id in those_of(session, check_in.proposed_by):
        return False
    plans.end(session, settings, check_in, now)
    return True


def phone_of(session: Session, person_id: int) -> int | None:
    """The phone they have had longest."""
    theirs = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
    return session.scalar(theirs.order_by(PersonPhone.since, PersonPhone.phone_id).limit(1))


def propose(
    session: Session, settings: Settings, wish: Wish, coordinator_id: int, now: datetime
) -> CheckIn:
    """Asks them for their yes, at their next contact hour.

    Raises BadInput for who is in no group of this coordinator, has said no yes or STOP, or has one already.
    """
    if wish.person_id not in those_of(session, coordinator_id):
        raise BadInput("They have joined no group of that coordinator.")
    if not consent.has_said_yes(session, wish.phone_id):
        raise BadInput("They have not said yes themselves yet: they must text JOIN or START first.")
    if consent.is_stopped(session, wish.phone_id):
        raise BadInput("Their phone said STOP: they must say START to the line first.")
    check_in = plans.propose(session, settings, wish, coordinator_id, now)
    if check_in is None:
        raise BadInput("They have a check-in of their own: that is for them to change.")
    reach = members.reach_of(session, settings, wish.person_id, wish.phone_id)
    outgoing = Outgoing(
        way=reach.ways[0], lane=Lane.NOTICE, message=MESSAGE,
        dedupe_key=f"{MESSAGE}:{check_in.id}:{now:%Y-%m-%dT%H:%M}", phone_id=wish.phone_id,
        person_id=wish.person_id, subject_id=check_in.id,
        not_before=next_contact(now, reach.zone, reach.hours), useful_until=now + USEFUL,
    )  # fmt: skip
    outbox.put(session, outgoing, now)
    return check_in
