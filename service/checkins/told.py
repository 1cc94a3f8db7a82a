"""What goes to who stands by a member, as rows of the outbox: that we could not reach them, and how it ended.

The words are made only as they go (`flows/contact`). The all-clear of a contact who is removed meanwhile is
put out at once, and waits until the day has ended.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service import members
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.states import UNDER_WAY
from service.models import CheckInDay, Contact, Lane, Outbox, Way

# The messages: their subject is the day's id, and `occurs_at` tells it from a later day with that id.
TOLD, CLEAR = "contact.told", "contact.clear"
# How long the all-clear is tried for, and how long after its hour a day is spoken of.
CLEAR_USEFUL: Final = timedelta(hours=12)
SPOKEN_OF: Final = timedelta(days=2)
# How often one that waits for the end is looked at.
LOOK_AGAIN: Final = timedelta(minutes=5)


def spoken_of_until(day: CheckInDay) -> datetime:
    """How long what is told of it may be heard by who calls in; tells it from other days, too."""
    return day.occurs_at + SPOKEN_OF


def put_clear(
    session: Session,
    day: CheckInDay,
    contact: Contact,
    now: datetime,
    useful: timedelta = CLEAR_USEFUL,
) -> None:
    """How it ended, by their own way."""
    way = members.way_of(session, contact.phone_id)
    put(session, day, contact, CLEAR, way, now, now + useful, now)


def is_owed(session: Session, day: CheckInDay, phone_id: int) -> bool:
    """Whether the all-clear to this phone waits already."""
    same = Outbox.phone_id == phone_id, Outbox.message == CLEAR, Outbox.subject_id == day.id
    waits = Outbox.occurs_at == spoken_of_until(day), Outbox.state.in_(UNDER_WAY)
    return session.scalar(select(Outbox.id).where(*same, *waits).limit(1)) is not None


def put(
    session: Session,
    day: CheckInDay,
    contact: Contact,
    message: str,
    way: Way,
    not_before: datetime,
    useful_until: datetime,
    now: datetime,
) -> None:
    """To their phone, whoever of its people picks up; at any hour, as they have agreed.

    How it ended is called again where nobody heard it, as a reminder is (`redial`).
    """
    once = f"{day.check_in_id}:{day.occurs_at:%Y-%m-%dT%H%M}:{contact.id}:{now.isoformat()}"
    outgoing = Outgoing(
        way=way,
        lane=Lane.CHECKIN if message == TOLD else Lane.REMINDER,
        dedupe_key=f"{message}:{once}:{way}",
        phone_id=contact.phone_id,
        message=message,
        subject_id=day.id,
        occurs_at=spoken_of_until(day),
        not_before=not_before,
        useful_until=useful_until,
        at_any_hour=True,
    )
    outbox.put(session, outgoing, now)
