"""What we start by text waits while somebody is in the middle of something with us.

A question of ours in between would take the digit that was meant for the other. It waits until they have
said nothing for two minutes; ten minutes at most, and never so long that it comes at the last moment.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.delivery.outbox import Claimed
from service.delivery.send import Later
from service.flows.threads import Standing
from service.models import Outbox

QUIET = timedelta(minutes=2)
LONGEST = timedelta(minutes=10)
BEFORE_START = timedelta(minutes=5)
REASON = "It waits until they have answered what we said last."


def later(session: Session, claimed: Claimed, standing: Standing, now: datetime) -> Later | None:
    """When to try again; None when it may go now."""
    quiet_at = standing.last_turn_at + QUIET
    if not standing.waits or quiet_at <= now:
        return None
    put_at = session.get_one(Outbox, claimed.id).created_at
    until = min(quiet_at, put_at + LONGEST, claimed.useful_until - BEFORE_START)
    return Later(until, REASON) if until > now else None
