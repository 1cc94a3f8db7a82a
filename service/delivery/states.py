"""Where a row of the outbox can be, and what alone moves it: `move` one, `end_all` many.

    queued ─ sending ─ accepted ─ sent ─ delivered        a text
                 │                  └─── completed, busy, no_answer, machine      a call
                 └─ unknown ─ (evidence) ─ accepted, queued again, unconfirmed

Receipts come late, twice, out of order and before the POST's own answer, so nothing here asks in
which order they came: a receipt whose move is not in the table comes too late and changes nothing.
A late proof overrules a guess: that it arrived may follow every other end, any receipt may follow
`unconfirmed`, or stop a row that waits to be sent a second time.

A reminder that ends without having been heard is no end for the member, nor is a coordinator's notice. So the
same transaction sets a timer `outbox.ended` for the row; what comes of it is for the rooms above (`redial`).
So it does for a call that was picked up: whether it was heard, they know. What a crisis is told is followed
likewise (`crisis/unreached`), and what a check-in asks or tells where it surely or maybe reached no phone
(`checkins/ladder`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, object_session

from service import timers
from service.errors import NotAllowedState
from service.models import Lane, Outbox, State, Way

# Rows moved by one statement: other writers wait for it.
AT_ONCE = 1_000
ARRIVED = frozenset({State.DELIVERED, State.COMPLETED, State.MACHINE})
FAILED = frozenset({State.UNDELIVERED, State.BUSY, State.NO_ANSWER})
_PROVEN_ENDS = ARRIVED | FAILED

NEXT: dict[State, set[State]] = {
    State.QUEUED: {
        State.SENDING, State.EXPIRED, State.SUPPRESSED,
        State.ACCEPTED, State.SENT, *_PROVEN_ENDS,  # late proof of an attempt before this one
    },
    State.SENDING: {
        State.QUEUED, State.UNKNOWN, State.REFUSED, State.EXPIRED, State.SUPPRESSED,
        State.ACCEPTED, State.SENT, *_PROVEN_ENDS,  # a receipt may be faster than the answer
    },
    State.UNKNOWN: {
        State.QUEUED, State.REFUSED, State.SUPPRESSED, State.UNCONFIRMED,
        State.ACCEPTED, State.SENT, *_PROVEN_ENDS,
    },
    # Queued: a receipt said it did not arrive, and it may a little later. Unknown: the text we had
    # taken for this one on the carrier's list was another.
    State.ACCEPTED: {
        State.QUEUED, State.UNKNOWN, State.SENT, State.UNCONFIRMED, *_PROVEN_ENDS,
    },
    State.SENT: {State.QUEUED, State.UNKNOWN, State.UNCONFIRMED, *_PROVEN_ENDS},
    # Suppressed: it missed its webhook, and another row took its words over, or it came too late.
    State.INLINE: {
        State.SENT, State.DELIVERED, State.UNDELIVERED, State.UNCONFIRMED, State.SUPPRESSED,
    },
    State.DELIVERED: set(),
    State.COMPLETED: {State.MACHINE},  # who picked up may be known only afterwards
    State.MACHINE: set(),
    State.UNDELIVERED: {*ARRIVED},
    State.BUSY: {*ARRIVED},
    State.NO_ANSWER: {*ARRIVED},
    # An attempt before the one that was refused, or not made any more, arrived after all.
    State.REFUSED: {*ARRIVED},
    State.EXPIRED: {*ARRIVED},
    State.SUPPRESSED: {*ARRIVED},
    State.UNCONFIRMED: {*_PROVEN_ENDS},
}  # fmt: skip

UNDER_WAY = frozenset(
    {State.QUEUED, State.SENDING, State.UNKNOWN, State.ACCEPTED, State.SENT, State.INLINE}
)
ENDS = frozenset(State) - UNDER_WAY
# The timer of a reminder's row that came to one of these; its subject is the row's id.
ENDED = "outbox.ended"
UNHEARD = ENDS - {State.DELIVERED, State.COMPLETED, State.UNCONFIRMED}
# It reached no phone, as far as anybody knows.
LOST = frozenset({State.UNDELIVERED, State.REFUSED, State.UNCONFIRMED})
FOLLOWED = {Lane.REMINDER: UNHEARD, Lane.CRISIS: UNHEARD, Lane.CHECKIN: LOST}
# Of its lane only a notice itself is, by its message. One that ended unsent has no other way left.
NOTICE = "notice.told"
NOTICE_FOLLOWED = UNHEARD - {State.EXPIRED, State.SUPPRESSED}


def may_move(row: Outbox, to: State) -> bool:
    return to in NEXT[State(row.state)]


def move(row: Outbox, to: State, now: datetime, reason: str | None = None) -> None:
    """Moves a row the caller has locked or owns. An end needs a reason a coordinator can read.

    Raises NotAllowedState for a move the table doesn't have, and for an end without a reason.
    """
    if not may_move(row, to):
        raise NotAllowedState(f"{row.state} never becomes {to}")
    if to in ENDS and not reason:
        raise NotAllowedState(f"{to} is an end and needs a reason")
    row.state = to
    row.reason = reason
    row.changed_at = now
    row.lease_until = row.lease_token = None
    session = object_session(row)
    if session and _is_followed(row, to):
        timers.put(session, ENDED, row.id, now)


def _is_followed(row: Outbox, to: State) -> bool:
    picked_up = to is State.COMPLETED and row.way == Way.CALL
    is_notice = row.lane == Lane.NOTICE and row.message == NOTICE
    heard_maybe = picked_up and (row.lane in (Lane.REMINDER, Lane.CRISIS) or is_notice)
    # It may be known for a landline by now, which is called instead.
    not_texted = is_notice and row.way == Way.TEXT and to is State.SUPPRESSED
    return heard_maybe or not_texted or to in _followed(row.lane, row.message)


def _followed(lane: str, message: str) -> frozenset[State]:
    if lane == Lane.NOTICE:
        return NOTICE_FOLLOWED if message == NOTICE else frozenset()
    return FOLLOWED.get(Lane(lane), frozenset())


def end_all(
    session: Session,
    over: ColumnElement[bool],
    to: State,
    reason: str | ColumnElement[str],
    now: datetime,
    wait: bool = False,
) -> Sequence[str]:
    """Ends rows for which `over` holds and which may move there, `AT_ONCE` at most; gives their lanes.

    Rows another process has in hand are left to it, unless `wait` says that none may be.
    """
    found = select(Outbox.id).where(over).limit(AT_ONCE).with_for_update(skip_locked=not wait)
    allowed = [state for state, nexts in NEXT.items() if to in nexts]
    ended = session.execute(
        update(Outbox)
        .where(Outbox.id.in_(found.scalar_subquery()), over, Outbox.state.in_(allowed))
        .values(state=to, reason=reason, changed_at=now, lease_until=None, lease_token=None)
        .returning(Outbox.id, Outbox.lane, Outbox.message)
        .execution_options(synchronize_session=False)
    ).all()
    for id, lane, message in ended:
        if to in _followed(lane, message):
            timers.put(session, ENDED, id, now)
    return [lane for _, lane, _ in ended]


def suppress_waiting(
    session: Session, over: ColumnElement[bool], reason: str, now: datetime
) -> None:
    """Ends all rows that wait and for which `over` holds, however many, by one statement. Nothing follows.

    `end_all` would look for each thousand anew: on PostgreSQL, without statistics of new rows, for minutes.
    """
    waiting = update(Outbox).where(over, Outbox.state == State.QUEUED)
    session.execute(
        waiting.values(state=State.SUPPRESSED, reason=reason, changed_at=now),
        execution_options={"synchronize_session": False},
    )
