"""Where a row of the outbox can be, and the only function that moves it.

    queued ─ sending ─ accepted ─ sent ─ delivered        a text
                 │                  └─── completed, busy, no_answer, machine      a call
                 └─ unknown ─ (evidence) ─ accepted, queued again, unconfirmed

Receipts come late, twice, out of order and before the POST's own answer, so nothing here asks in
which order they came: a receipt whose move is not in the table comes too late and changes nothing.
A late proof overrules a guess: `delivered` may follow `undelivered`, and any receipt may follow
`unconfirmed`, or stop a row that waits to be sent a second time.
"""

from datetime import datetime

from service.errors import NotAllowedState
from service.models import Outbox, State

_CALL_ENDS = {State.COMPLETED, State.BUSY, State.NO_ANSWER, State.MACHINE}
_PROVEN_ENDS = {State.DELIVERED, State.UNDELIVERED} | _CALL_ENDS

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
    State.ACCEPTED: {State.SENT, State.UNCONFIRMED, *_PROVEN_ENDS},
    State.SENT: {State.UNCONFIRMED, *_PROVEN_ENDS},
    # Suppressed: it missed its webhook, and another row took its words over, or it came too late.
    State.INLINE: {
        State.SENT, State.DELIVERED, State.UNDELIVERED, State.UNCONFIRMED, State.SUPPRESSED,
    },
    State.DELIVERED: set(),
    State.UNDELIVERED: {State.DELIVERED},
    State.COMPLETED: set(),
    State.BUSY: set(),
    State.NO_ANSWER: set(),
    State.MACHINE: set(),
    State.REFUSED: set(),
    State.EXPIRED: set(),
    State.SUPPRESSED: set(),
    State.UNCONFIRMED: _PROVEN_ENDS,
}  # fmt: skip

UNDER_WAY = frozenset(
    {State.QUEUED, State.SENDING, State.UNKNOWN, State.ACCEPTED, State.SENT, State.INLINE}
)
ENDS = frozenset(State) - UNDER_WAY


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
