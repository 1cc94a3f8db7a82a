"""A notice that goes out is paused, goes on, or is stopped: its rows that still wait, all at once.

What the carrier has by then can't be called back; what is in hand is asked about once more as its words are
made (`flows/sent_notices`). Each of these first holds the timer by which more is put out, as the ticker does,
and then moves the notice.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from service import timers
from service.delivery.outbox import QUEUED
from service.delivery.states import suppress_waiting
from service.models import Notice, NoticeEvent, NoticeState, Outbox
from service.notices import states
from service.notices.tally import TOLD

# Timer, by a notice's id: the next of its phones are put out.
MORE: Final = "notice.more"
# A line of its events: it is paused because its correction is held.
FIXING: Final = "fixing"
STOPPED_BY: Final = "The coordinator stopped it."


def pause(session: Session, notice_id: int, by: int | None, now: datetime) -> bool:
    """Nothing of it goes until `resume`; what isn't resumed in time expires. False when it doesn't go."""
    timers.hold(session, MORE, notice_id)
    if not states.move(session, notice_id, NoticeState.PAUSED, now, by):
        return False
    waiting = update(Outbox).where(_waiting(notice_id))
    session.execute(waiting.values(not_before=Outbox.useful_until, changed_at=now), _PLAIN)
    return True


def resume(session: Session, notice_id: int, by: int | None, now: datetime) -> bool:
    """It goes on where it was. False when it wasn't paused."""
    timers.hold(session, MORE, notice_id)
    paused = states.found(session, notice_id)
    if paused is None or paused.state != NoticeState.PAUSED:
        return False
    if not states.move(session, notice_id, NoticeState.SENDING, now, by):
        return False
    waiting = update(Outbox).where(_waiting(notice_id), Outbox.not_before == Outbox.useful_until)
    session.execute(waiting.values(not_before=now, changed_at=now), _PLAIN)
    timers.put(session, MORE, notice_id, now)
    return True


def stop(
    session: Session, notice_id: int, by: int | None, now: datetime, why: str = STOPPED_BY
) -> bool:
    """Whoever has not got it yet never will; `why` is what a coordinator reads of them. One that is still
    held, though its minute is over, is taken back whole. False when it doesn't go."""
    timers.hold(session, MORE, notice_id)
    if states.move(session, notice_id, NoticeState.UNDONE, now, by):
        let_first_go_on(session, notice_id, by, now)
        return True
    if not states.move(session, notice_id, NoticeState.STOPPED, now, by):
        return False
    timers.drop(session, MORE, notice_id)
    suppress_waiting(session, _waiting(notice_id), why, now)
    return True


def let_first_go_on(session: Session, notice_id: int, by: int | None, now: datetime) -> None:
    """What a correction had paused that is taken back, unless somebody has done anything about it since."""
    fixes_id = session.scalar(select(Notice.fixes_id).where(Notice.id == notice_id))
    done = select(NoticeEvent.what).where(NoticeEvent.notice_id == fixes_id)
    if session.scalar(done.order_by(NoticeEvent.id.desc()).limit(1)) == FIXING and fixes_id:
        resume(session, fixes_id, by, now)


_PLAIN = {"synchronize_session": False}


def _waiting(notice_id: int) -> ColumnElement[bool]:
    return and_(TOLD, QUEUED, Outbox.subject_id == notice_id)
