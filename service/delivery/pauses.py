"""When the carrier refuses all of ours by text, or by call: what we start waits, for everybody.

Crisis and replies are tried all the same, and the word to the operator with them: somebody waits for
each, and one of them is the first to find out that it is mended.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.alerts import PAUSES
from service.delivery.outbox import QUEUED
from service.delivery.policy import ANSWERING
from service.models import Alert, Outbox, Trouble


def put_off(session: Session, way: str, until: datetime, now: datetime, reason: str) -> None:
    """What is due waits, in one go instead of having it refused row by row.

    What another process has in hand at this moment is left to it; what falls due meanwhile is for
    `policy`.
    """
    due = select(Outbox.id).where(
        QUEUED, Outbox.way == way, Outbox.lane.not_in(ANSWERING), Outbox.not_before <= now
    )
    session.execute(
        update(Outbox)
        .where(Outbox.id.in_(due.with_for_update(skip_locked=True).scalar_subquery()), QUEUED)
        .values(not_before=until, reason=reason)
        .execution_options(synchronize_session=False)
    )


def clear(session: Session, kind: Trouble, now: datetime) -> bool:
    """A person has seen to it: what waited for that goes now. False when nothing was open."""
    alert = session.scalar(select(Alert).where(Alert.kind == kind).with_for_update())
    if alert is None or alert.cleared_at:
        return False
    for way in (way for way, paused in PAUSES.items() if paused == kind):
        session.execute(
            update(Outbox)
            .where(QUEUED, Outbox.way == way, Outbox.not_before == alert.paused_until)
            .values(not_before=now)
            .execution_options(synchronize_session=False)
        )
    alert.cleared_at, alert.paused_until = now, None
    session.flush()
    return True
