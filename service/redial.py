"""What becomes of a reminder or a notice that ended unheard: it is called again, texted, or called instead.

Each end has its own plan, and how often is counted for the date it is about, whatever row it was. All of
it stops as soon as it is wanted no more: they answered, undid it, said STOP, chose another way, or the date
was called off or moved. That is asked when a row ends, and again right before the next call.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from service.delivery.states import ARRIVED, NOTICE, UNDER_WAY, UNHEARD
from service.logs import log
from service.models import Outbox, Reminder, State, Way
from service.reminding import MESSAGE
from service.unheard import (
    INSTEAD,
    Beside,
    family,
    is_hung_up,
    is_landline,
    is_wanted,
    over_at,
    put_beside,
    wants_texts,
)

# Minutes until the next call, after the first such end, the second; then there is no other.
AGAIN_MIN: dict[State, tuple[int, ...]] = {
    State.BUSY: (5, 10),
    State.NO_ANSWER: (10, 30),
    State.MACHINE: (30,),  # it was left a message; the next call is silent on a machine
    State.UNDELIVERED: (10,),
    State.COMPLETED: (10,),  # somebody of the household hung up at the gate
}
# No call but the first comes closer to the start; unless the first did, to join them in: then it goes again
# by this plan, until the start.
LAST_CALL = timedelta(minutes=15)
RIGHT_BEFORE_MIN: dict[State, tuple[int, ...]] = {State.BUSY: (2, 2), State.NO_ANSWER: (2,)}
# A notice is called four times within half an hour. A machine is left its message once: that says it.
NOTICE_MIN: dict[State, tuple[int, ...]] = {
    State.BUSY: (3, 7, 15),
    State.NO_ANSWER: (5, 10, 15),
    State.UNDELIVERED: (10,),
    State.COMPLETED: (10,),
}
MOST_CALLS = 4
# Ends after which, while it is wanted, a text may take a call's place, or a call a text's.
NO_TEXT = frozenset({State.UNDELIVERED, State.REFUSED, State.SUPPRESSED})
NO_CALL = NO_TEXT | {State.BUSY, State.NO_ANSWER, State.EXPIRED}


def follow_up(session: Session, outbox_id: str, now: datetime) -> str | None:
    """Puts out what comes after a row that ended unheard; the new row's id, if there is one."""
    row = session.get(Outbox, outbox_id)
    if row is None or not (row.state in UNHEARD or is_hung_up(session, row)):
        return None  # erased, or heard
    kin = family(session, row)
    put = _next(session, row, kin, now) if is_wanted(session, row, now) else None
    if put:
        log("redial").info("goes_again", outbox_id=row.id, ended=row.state, next_id=put)
    elif row.state != State.SUPPRESSED and not any(one.state in UNDER_WAY | ARRIVED for one in kin):
        _note_missed(session, row)
    return put


def _next(session: Session, row: Outbox, kin: Sequence[Outbox], now: datetime) -> str | None:
    if row.way == Way.TEXT:
        return _call_instead(session, row, kin, now)
    if any(one.way == Way.CALL and one.state in UNDER_WAY for one in kin):
        return None
    at = _next_call(session, row, kin, now)
    if at:
        return put_beside(session, row, Beside(Way.CALL, _key(row), at, _last_call(row)), now)
    return _text_instead(session, row, kin, now)


def _next_call(
    session: Session, row: Outbox, kin: Sequence[Outbox], now: datetime
) -> datetime | None:
    """When the plan has it called again; None when it has not, or that would be too late."""
    plan = _plan(row).get(State(row.state), ())
    calls = [one for one in kin if one.way == Way.CALL]
    ended = sum(one.state == row.state for one in calls)
    if ended > len(plan) or _is_enough(row, calls) or wants_texts(session, row):
        return None
    at = max(now, row.changed_at + timedelta(minutes=plan[ended - 1]))
    return at if at <= _last_call(row) else None


def _is_enough(row: Outbox, calls: Sequence[Outbox]) -> bool:
    return row.message == NOTICE and len(calls) >= MOST_CALLS


def _plan(row: Outbox) -> dict[State, tuple[int, ...]]:
    if row.message == NOTICE:
        return NOTICE_MIN
    return RIGHT_BEFORE_MIN if _is_right_before(row) else AGAIN_MIN


def _is_right_before(row: Outbox) -> bool:
    return row.not_before > over_at(row) - LAST_CALL


def _last_call(row: Outbox) -> datetime:
    """The latest moment of another call; a notice is worth one until it is of no use any more."""
    is_close = row.message == NOTICE or _is_right_before(row)
    return over_at(row) - (timedelta(0) if is_close else LAST_CALL)


def _text_instead(
    session: Session, row: Outbox, kin: Sequence[Outbox], now: datetime
) -> str | None:
    """Where no call can be made any more; not where a machine keeps our message already."""
    tried = any(one.way == Way.TEXT or one.state == State.MACHINE for one in kin)
    if tried or row.state not in NO_CALL or is_landline(session, row.phone_id):
        return None
    return put_beside(session, row, Beside(Way.TEXT, _key(row), now, over_at(row)), now)


def _call_instead(
    session: Session, row: Outbox, kin: Sequence[Outbox], now: datetime
) -> str | None:
    """What turned out to take no texts is called at once; of a notice whoever has got none."""
    called = any(one.way == Way.CALL for one in kin)
    if called or row.state not in NO_TEXT or not _may_be_called(session, row):
        return None
    return put_beside(session, row, Beside(Way.CALL, _key(row), now, over_at(row)), now)


def _may_be_called(session: Session, row: Outbox) -> bool:
    if is_landline(session, row.phone_id):
        return True
    unsent = row.state == State.SUPPRESSED  # that was for a reason that holds for a call as well
    return row.message == NOTICE and not unsent and not wants_texts(session, row)


def _key(row: Outbox) -> str:
    """Of what goes out for a row's end: once, however often that is told."""
    return f"{INSTEAD}{row.id}:{row.state}"


def _note_missed(session: Session, row: Outbox) -> None:
    """Why they heard nothing of this date, for whoever looks after the reminders."""
    if row.message == MESSAGE and (reminder := session.get(Reminder, row.subject_id)):
        reminder.missed_because = row.reason
