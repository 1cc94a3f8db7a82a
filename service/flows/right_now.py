"""A call that somebody has just asked for: it goes at once, and is not waited for long."""

from datetime import timedelta

from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.flows.turn import Turn
from service.models import Lane, Way

# Whoever has just asked to be called waits for it no longer.
WAITED_FOR = timedelta(minutes=10)


def call(
    turn: Turn,
    message: str,
    dedupe_key: str,
    *,
    phone_id: int,
    subject_id: int | None = None,
    person_id: int | None = None,
    after: timedelta = timedelta(),
    within: timedelta = WAITED_FOR,
    lane: Lane = Lane.REPLY,
) -> None:
    """Puts it out, once for that key; not before `after` from now, nor later than `within`."""
    outgoing = Outgoing(
        way=Way.CALL,
        lane=lane,
        dedupe_key=dedupe_key,
        phone_id=phone_id,
        person_id=person_id,
        message=message,
        subject_id=subject_id,
        not_before=turn.now + after,
        useful_until=turn.now + within,
    )
    outbox.put(turn.session, outgoing, turn.now)
