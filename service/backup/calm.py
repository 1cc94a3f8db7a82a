"""What a line that was put back would do at once, and must not.

What it would have done while it was away is judged by each room when it falls due: a row of the outbox ends
with its usefulness, a reminder is not sent once its meeting has begun, of a check-in's dates the newest alone
is asked, and nothing we start goes before the carrier's list was read, in which a STOP may stand. Each is
once a member. A notice is hundreds at once, and may have gone to all of them after the backup was made: it
waits for a person. Whoever was signed out of the console since is not signed in again.
"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.db import EPOCH
from service.models import CatchUp, ConsoleSession, Notice, NoticeState
from service.notices import halting

RESTORED = "The line was put back from a backup: it may have gone before."


def calm(session: Session, now: datetime) -> list[int]:
    """All of it; the ids of the notices that were halted."""
    _read_list_first(session)
    _sign_out(session)
    return _halt_notices(session, now)


def _halt_notices(session: Session, now: datetime) -> list[int]:
    """Pauses what was going out and takes back what was about to."""
    found = select(Notice.id).where(Notice.state.in_((NoticeState.SENDING, NoticeState.HELD)))
    halted = list(session.scalars(found.order_by(Notice.id)))
    for id in halted:
        if not halting.pause(session, id, None, now):
            halting.stop(session, id, None, now, RESTORED)
    return halted


def _read_list_first(session: Session) -> None:
    """However young the backup is: then only answers go until the carrier's list was read."""
    session.execute(update(CatchUp).values(looked_at=EPOCH))


def _sign_out(session: Session) -> None:
    """Every browser; the rows stay until they are forgotten as others are."""
    session.execute(update(ConsoleSession).values(started_at=EPOCH))
