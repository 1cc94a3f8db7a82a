"""The operator is told of what needs a person: by text, at most once an hour a kind of trouble.

It goes in the lane of replies. Who gave us their number asked to be told, at any hour, and waits for
it; that lane is never held back by the pause it tells of, and stands behind no notices.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from service import members
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.house import House
from service.models import Alert, Lane, Trouble, Way
from service.text.phone import Phone

MESSAGE = "alert.raised"
EVERY = timedelta(hours=1)
# The carrier's own bad moment is no news; a bad minute is.
TELL_FROM = {Trouble.CARRIER_AWAY: 10}


def tell_operator(house: House) -> int:
    """Puts out a text for each kind that was met since the operator last heard of it; how many."""
    number = house.settings.operator_number
    if not number:
        return 0
    now = house.clock.now()
    with house.database.transaction() as session:
        alerts = [one for one in _untold(session, now) if one.count >= _tell_from(one)]
        for alert in alerts:
            phone = members.find_or_add_phone(session, house.keyring, Phone(number), now)
            _put(session, alert, phone.id, now)
            alert.told_at = now
    return len(alerts)


def _tell_from(alert: Alert) -> int:
    return TELL_FROM.get(Trouble(alert.kind), 1)


def _untold(session: Session, now: datetime) -> list[Alert]:
    wanted = (
        select(Alert)
        .where(Alert.cleared_at.is_(None))
        .where(or_(Alert.told_at.is_(None), Alert.told_at <= now - EVERY))
        .where(or_(Alert.told_at.is_(None), Alert.told_at < Alert.last_at))
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(wanted))


def _put(session: Session, alert: Alert, phone_id: int, now: datetime) -> None:
    outgoing = Outgoing(
        way=Way.TEXT,
        lane=Lane.REPLY,
        dedupe_key=f"alert:{alert.id}:{now.isoformat()}",
        phone_id=phone_id,
        message=MESSAGE,
        subject_id=alert.id,
        useful_until=now + EVERY,  # then the next one tells it, if it goes on
    )
    outbox.put(session, outgoing, now)
