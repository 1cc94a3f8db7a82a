"""The table of moves: what may follow what, and what every end needs."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import true, update

from service.delivery.states import ENDS, NEXT, UNDER_WAY, end_all, may_move, move
from service.errors import NotAllowedState
from service.models import Lane, Outbox, State
from tests.sending import row

NOW = datetime(2026, 11, 24, 1, tzinfo=UTC)
ARRIVED = "delivered completed machine"
PROVEN = f"{ARRIVED} undelivered busy no_answer"
# Written out a second time on purpose: a change of the table must be meant.
ALLOWED = {
    "queued": f"sending expired suppressed accepted sent {PROVEN}",
    "sending": f"queued unknown refused expired suppressed accepted sent {PROVEN}",
    "unknown": f"queued refused suppressed unconfirmed accepted sent {PROVEN}",
    "accepted": f"queued unknown sent unconfirmed {PROVEN}",
    "sent": f"queued unknown unconfirmed {PROVEN}",
    "inline": "sent delivered undelivered unconfirmed suppressed",
    "completed": "machine",
    "undelivered": ARRIVED,
    "busy": ARRIVED,
    "no_answer": ARRIVED,
    "refused": ARRIVED,
    "expired": ARRIVED,
    "suppressed": ARRIVED,
    "unconfirmed": PROVEN,
}


def row_in(state: str) -> Outbox:
    return Outbox(state=state, lease_until=NOW, lease_token="mine")


@pytest.mark.parametrize("before", State)
@pytest.mark.parametrize("after", State)
def test_it_allows_these_moves_and_no_other(before, after):
    assert may_move(row_in(before), after) == (after in ALLOWED.get(before, "").split())


def test_it_knows_every_state():
    assert set(NEXT) == set(State) == ENDS | UNDER_WAY


def test_it_refuses_what_the_table_lacks():
    with pytest.raises(NotAllowedState):
        move(row_in(State.DELIVERED), State.QUEUED, NOW)


@pytest.mark.parametrize("end", sorted(ENDS))
def test_an_end_needs_a_reason(end):
    before = next(state for state in UNDER_WAY if end in NEXT[state])
    with pytest.raises(NotAllowedState):
        move(row_in(before), end, NOW)


def test_moving_ends_the_lease():
    moved = row_in(State.SENDING)
    move(moved, State.DELIVERED, NOW, "It reached the phone.")
    assert (moved.state, moved.lease_until, moved.lease_token) == ("delivered", None, None)


@pytest.mark.parametrize("state", sorted(UNDER_WAY))
def test_every_state_leads_to_an_end(state):
    assert NEXT[State(state)] & ENDS


def test_many_are_ended_at_once_by_the_same_table(database, put_out, clock):
    waiting, arrived = put_out("waiting"), put_out("arrived")
    with database.transaction() as session:
        there = update(Outbox).where(Outbox.id == arrived)
        session.execute(there.values(state=State.DELIVERED))
        assert end_all(session, true(), State.EXPIRED, "Over.", clock.now()) == [Lane.REMINDER]
    assert (row(database, waiting).state, row(database, waiting).reason) == ("expired", "Over.")
    assert row(database, arrived).state == State.DELIVERED
