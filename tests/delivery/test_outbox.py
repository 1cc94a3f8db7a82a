"""The outbox: one row a key, claimed by one, in order of urgency."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from service.clock import machine_now
from service.delivery import outbox
from service.delivery.windows import USUAL
from service.errors import BadInput
from service.models import Lane, Outbox, State, Way
from service.statements import together
from tests.conftest import MONDAY_EVENING
from tests.sending import HOUR, row


def claim(database, clock, limit=10, after=timedelta(), **more):
    with database.transaction() as session:
        return outbox.claim(session, clock.now() + after, machine_now(), limit, **more)


def test_a_key_is_put_once(database, put_out):
    assert put_out("reminder:1:2026-11-24")
    assert put_out("reminder:1:2026-11-24") is None
    assert put_out("reminder:1:2026-12-01")


def test_it_gives_what_is_due(database, put_out, clock):
    mine = put_out("now")
    put_out("later", not_before=clock.now() + HOUR)
    assert [one.id for one in claim(database, clock)] == [mine]


def test_it_gives_a_row_once(database, put_out, clock):
    put_out()
    assert len(claim(database, clock)) == 1
    assert claim(database, clock) == []


def test_the_urgent_come_first(database, put_out, clock):
    for lane in (Lane.NOTICE, Lane.REMINDER, Lane.CRISIS):
        put_out(lane, lane=lane)
    assert [one.lane for one in claim(database, clock, limit=2)] == [Lane.CRISIS, Lane.REMINDER]


def test_within_a_lane_the_longest_waiting_come_first(database, put_out, clock):
    put_out("second", not_before=clock.now() - HOUR)
    first = put_out("first", not_before=clock.now() - 2 * HOUR)
    assert [one.id for one in claim(database, clock, limit=1)] == [first]


def test_it_keeps_to_the_lanes_asked_for(database, put_out, clock):
    put_out(lane=Lane.NOTICE)
    assert claim(database, clock, lanes=[Lane.CRISIS, Lane.REPLY]) == []


def test_a_claim_is_a_lease(database, put_out, clock):
    mine = put_out()
    before = machine_now()
    [claimed] = claim(database, clock)
    found = row(database, mine)
    assert (found.state, found.lease_token) == (State.SENDING, claimed.lease_token)
    assert found.lease_until >= before + USUAL.lease


def test_many_claim_at_once_and_no_row_goes_to_two(database, put_out, clock):
    mine = {put_out(f"n{number}") for number in range(60)}
    taken: list[str] = []

    def take_some():
        while some := claim(database, clock, limit=7):
            taken.extend(one.id for one in some)

    threads = [threading.Thread(target=take_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(mine)


def test_an_inline_reply_is_no_work(database, put_out, clock):
    put_out("other", not_before=clock.now() + HOUR)
    with database.transaction() as session:
        mine, reply = outbox.inline(phone_id=1, now=clock.now())
        together(session, [reply])
    assert claim(database, clock) == []
    assert row(database, mine).state == State.INLINE


@pytest.mark.parametrize(
    ("condition", "column", "index"),
    [
        (
            outbox.QUEUED,
            Outbox.not_before,
            "ix_outbox_queued (way=? AND priority=? AND not_before<?)",
        ),
        (outbox.QUEUED, Outbox.useful_until, "ix_outbox_useful (useful_until<?)"),
        (outbox.IN_HAND, Outbox.lease_until, "ix_outbox_leased (lease_until<?)"),
        (outbox.GONE, Outbox.changed_at, "ix_outbox_silent (changed_at<?)"),
    ],
)
def test_each_look_uses_its_index(sqlite, clock, condition, column, index):
    wanted = select(Outbox.id).where(condition, column <= clock.now())
    if column is Outbox.not_before:
        wanted = wanted.where(Outbox.way == Way.TEXT, Outbox.priority == 1)
    said = str(
        wanted.order_by(column).compile(sqlite.engine, compile_kwargs={"literal_binds": True})
    )
    with sqlite.reading() as session:
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {said}")).all()
    assert [index in step[-1] for step in plan] == [True]


def test_texts_and_calls_are_taken_apart(database, put_out, clock):
    put_out("a text")
    call = put_out("a call", way=Way.CALL)
    assert [one.id for one in claim(database, clock, ways=[Way.CALL])] == [call]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"way": "pigeon"}, "text or as a call"),
        ({"lane": "express"}, "no such lane"),
        ({"message": " "}, "name of a message"),
        ({"useful_until": MONDAY_EVENING}, "is over"),
        ({"not_before": MONDAY_EVENING + 2 * HOUR}, "no longer useful"),
    ],
)
def test_what_could_never_go_is_refused_at_the_door(sqlite, put_out, wrong, why):
    with pytest.raises(BadInput, match=why):
        put_out(**wrong)
    with sqlite.reading() as session:
        assert session.scalars(select(Outbox)).all() == []
