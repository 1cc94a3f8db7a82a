"""What goes out about one date of a reminder beside its usual way: again, once it has changed, or no more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.states import move
from service.members import reach_of
from service.models import Lane, Outbox, Reminder, State, Way
from service.settings import Settings

MESSAGE = "reminder.due"
AGAIN = "again:"  # the key of a call asked for by a key on the call before it


@dataclass(frozen=True, slots=True)
class _Going:
    """One way a reminder goes out, about one date."""

    way: Way
    key: str  # its dedupe key
    occurs_at: datetime
    not_before: datetime
    at_any_hour: bool


def hold_back(
    session: Session,
    reminder: Reminder,
    occurs_at: datetime,
    now: datetime,
    why: str = "They have answered already.",
) -> None:
    """What has not gone yet about a date: by the other way, or a call once more."""
    waiting = select(Outbox).where(
        Outbox.phone_id == reminder.phone_id,
        Outbox.message == MESSAGE,
        Outbox.subject_id == reminder.id,
        Outbox.occurs_at == occurs_at,
        Outbox.state == State.QUEUED,
    )
    for row in session.scalars(waiting.with_for_update()):
        move(row, State.SUPPRESSED, now, why)


def tell_again(
    session: Session, settings: Settings, reminder: Reminder, occurs_at: datetime, now: datetime
) -> None:
    """Tells at once of a date they were reminded of already: it is off by now, or at another time."""
    reach = reach_of(session, settings, reminder.person_id, reminder.phone_id, reminder.way)
    for way in reach.ways:
        key = f"changed:{reminder.id}:{occurs_at:%Y-%m-%dT%H%M}:{now:%Y-%m-%dT%H%M}:{way}"
        _put(session, reminder, _Going(way, key, occurs_at, now, reminder.at_any_hour), now)


def call_again(
    session: Session, reminder_id: int, occurs_at: datetime, not_before: datetime, now: datetime
) -> bool:
    """Calls once more about this date, at `not_before`; False when it has begun by then."""
    reminder = session.get(Reminder, reminder_id)
    if reminder is None or not_before >= occurs_at:
        return False
    key = f"{AGAIN}{reminder_id}:{now:%Y-%m-%dT%H%M}"
    return _put(session, reminder, _Going(Way.CALL, key, occurs_at, not_before, True), now)


def _put(session: Session, reminder: Reminder, going: _Going, now: datetime) -> bool:
    """False when its key is there already."""
    outgoing = Outgoing(
        way=going.way,
        lane=Lane.REMINDER,
        dedupe_key=going.key,
        phone_id=reminder.phone_id,
        person_id=reminder.person_id,
        message=MESSAGE,
        subject_id=reminder.id,
        occurs_at=going.occurs_at,
        not_before=going.not_before,
        useful_until=going.occurs_at,
        at_any_hour=going.at_any_hour,
    )
    put = outbox.put(session, outgoing, now)
    return put is not None
