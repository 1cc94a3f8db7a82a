"""What nobody else will end: leases that ran out, outcomes nobody knows, rows past their use.

A killed worker leaves a row `sending`. Without an open attempt nothing was posted and it goes back
to the queue; with one nobody knows, and only evidence settles it: a receipt, which comes by itself,
or the carrier's own list of what it created for that number since. A list that lags is given time:
only a miss after the whole window counts.

So every state that is no end has one: queued ends with its usefulness, sending with its lease,
unknown with evidence, and whatever is silent for three days, unknown too, as unconfirmed.
"""

from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from service import alerts
from service.carrier.port import Carrier
from service.clock import machine_now
from service.delivery.doubts import settle_doubts
from service.delivery.outbox import IN_HAND, QUEUED
from service.delivery.settle import doubt, wait
from service.delivery.silence import ask_about_silent, close_silent
from service.delivery.states import AT_ONCE, end_all
from service.delivery.troubles import crisis_unsure
from service.delivery.windows import USUAL, Windows
from service.house import House
from service.logs import log
from service.models import Attempt, Outbox, State


def sweep(house: House, carrier: Carrier, windows: Windows = USUAL) -> int:
    """Ends or moves on what is stuck; how many rows it looked at. Asks the carrier with no session
    open."""
    with house.database.transaction() as session:
        swept = recover_leases(session, house.clock.now(), windows)
        swept += expire(session, house.clock.now())
        swept += close_silent(session, house.clock.now(), windows)
    with house.database.transaction() as session:
        alerts.clear_quiet(session, house.clock.now())
    swept += settle_doubts(house, carrier, windows)
    return swept + ask_about_silent(house, carrier, windows)


def recover_leases(session: Session, now: datetime, windows: Windows) -> int:
    """Rows whose worker has died, or takes longer than any request can."""
    dead = select(Outbox).where(
        IN_HAND, Outbox.state == State.SENDING, Outbox.lease_until <= machine_now()
    )
    rows = session.scalars(dead.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        attempt = _open_attempt(session, row)
        log("sweep").warning("lease_ran_out", outbox_id=row.id, posted=attempt is not None)
        if attempt is None:
            wait(row, now, now, "Its worker stopped before sending it.")
        else:
            attempt.outcome = "unknown"
            doubt(row, now, windows)
    return len(rows)


def expire(session: Session, now: datetime) -> int:
    """Rows that wait and are no longer useful; the reason why they waited is why they end."""
    reason = func.coalesce(Outbox.reason, "It could not go while it was still useful.")
    over = and_(QUEUED, Outbox.useful_until <= now)
    ended = end_all(session, over, State.EXPIRED, reason, now)
    for lane in ended:
        crisis_unsure(session, lane, now)
    return len(ended)


def _open_attempt(session: Session, row: Outbox) -> Attempt | None:
    return session.scalar(
        select(Attempt).where(
            Attempt.outbox_id == row.id,
            Attempt.number == row.attempts,
            Attempt.outcome.is_(None),
        )
    )
