"""A text to whoever asks for one: that the line sends, and how its texts look."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access.sign_in import TRIAL
from service.db import new_id
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.errors import BadInput
from service.models import Lane, LineType, PersonPhone, PhoneRow, Way

USEFUL = timedelta(minutes=10)


def send_trial(session: Session, person_id: int, now: datetime) -> None:
    """To their oldest phone that takes texts. Raises BadInput where they have none."""
    theirs = (
        select(PhoneRow.id)
        .join(PersonPhone, PersonPhone.phone_id == PhoneRow.id)
        .where(PersonPhone.person_id == person_id, PhoneRow.line_type != LineType.LANDLINE)
        .order_by(PersonPhone.since)
    )
    phone_id = session.scalar(theirs.limit(1))
    if phone_id is None:
        raise BadInput("No phone of yours takes texts.")
    outgoing = Outgoing(
        way=Way.TEXT,
        lane=Lane.REPLY,
        message=TRIAL,
        dedupe_key=f"{TRIAL}:{new_id()}",
        phone_id=phone_id,
        person_id=person_id,
        useful_until=now + USEFUL,
    )
    outbox.put(session, outgoing, now)
