"""The ticker: what is due happens once, what breaks is put off, and alone it still sends."""

from dataclasses import replace
from datetime import timedelta

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from service import jobs, timers
from service.clock import machine_now
from service.delivery import outbox
from service.errors import DatabaseUnavailable
from service.models import Heartbeat, Outbox, State, Timer
from tests.sending import ANA, HOUR, row, say_hello
from workers.crew import Chore, Crew
from workers.ticker import SWEEP_EVERY, Ticker


def hello(session, house, claimed, now):
    return say_hello(session, claimed, now)


@pytest.fixture
def crew(house, carrier):
    return Crew(house=house, carrier=carrier, messages={"reminder": hello}, timers={})


def with_timers(crew, **handlers):
    return Crew(crew.house, crew.carrier, crew.messages, handlers)


def plan(house, kind, subject="1", after=timedelta()):
    with house.database.transaction() as session:
        timers.put(session, kind, subject, house.clock.now() + after)


def planned(house):
    with house.database.reading() as session:
        return session.scalars(select(Timer).order_by(Timer.subject)).all()


def heartbeat(house):
    with house.database.reading() as session:
        return session.get(Heartbeat, "ticker")


def test_what_a_killed_worker_held_is_sent_within_two_minutes(crew, house, put_out):
    mine = put_out()
    killed = machine_now() - timedelta(minutes=2) + 2 * SWEEP_EVERY
    with house.database.transaction() as session:
        outbox.claim(session, house.clock.now(), killed, 1)
    Ticker(crew).tick()
    assert row(house.database, mine).state == State.ACCEPTED


def test_a_due_timer_happens_once(crew, house):
    happened = []
    plan(house, "ring", "7")
    ticker = Ticker(
        with_timers(crew, ring=lambda session, house, subject, now: happened.append(subject))
    )
    ticker.tick()
    ticker.tick()
    assert happened == ["7"]


def test_a_handler_may_plan_the_next_time(crew, house):
    def again(session, house, subject, now):
        timers.put(session, "ring", subject, now + HOUR)

    plan(house, "ring")
    Ticker(with_timers(crew, ring=again)).tick()
    assert [timer.due_at for timer in planned(house)] == [house.clock.now() + HOUR]


def test_one_that_breaks_is_put_off_counted_and_in_nobodys_way(crew, house):
    happened = []

    def ring(session, house, subject, now):
        happened.append(10 // int(subject))

    plan(house, "ring", "0")
    plan(house, "ring", "5")
    Ticker(with_timers(crew, ring=ring)).tick()
    [poison] = planned(house)
    assert (happened, poison.subject, poison.failures) == ([2], "0", 1)
    assert poison.due_at > house.clock.now()


def test_a_kind_nobody_knows_is_put_off_too(crew, house):
    plan(house, "from-a-later-version")
    Ticker(crew).tick()
    assert [timer.failures for timer in planned(house)] == [1]


def test_what_a_failed_handler_wrote_is_gone(crew, house):
    def half(session, house, subject, now):
        timers.put(session, "half", "9", now + HOUR)
        raise ValueError(subject)

    plan(house, "ring")
    Ticker(with_timers(crew, ring=half)).tick()
    assert [timer.kind for timer in planned(house)] == ["ring"]


def test_without_redis_it_sends_by_itself_and_says_so(crew, house, put_out, simulator):
    mine = put_out()
    Ticker(crew).tick()
    assert row(house.database, mine).state == State.ACCEPTED
    assert heartbeat(house).detail == "sends by itself: no Redis"
    simulator.settle()
    assert len(simulator.inbox(ANA)) == 1


def test_with_redis_it_hints_and_leaves_the_row_to_a_worker(crew, house, put_out, real_redis):
    mine = put_out()
    Ticker(Crew(house, crew.carrier, crew.messages, {}, jobs.open_redis(real_redis.url))).tick()
    queue = Queue("normal", connection=Redis.from_url(real_redis.url), serializer=JSONSerializer)
    assert (queue.count, row(house.database, mine).state) == (1, State.QUEUED)
    assert heartbeat(house).detail is None


def test_a_hint_nobody_takes_makes_it_send_by_itself(crew, house, put_out, real_redis):
    mine, client = put_out(), jobs.open_redis(real_redis.url)
    Ticker(Crew(house, crew.carrier, crew.messages, {}, client), unheard_s=0).tick()
    assert row(house.database, mine).state == State.ACCEPTED
    assert heartbeat(house).detail == "sends by itself: no normal worker"


def test_it_sweeps(crew, house, put_out, clock):
    mine = put_out()
    clock.advance(2 * HOUR)
    Ticker(crew).tick()
    assert row(house.database, mine).state == State.EXPIRED


def test_a_chore_comes_round_and_a_broken_one_ends_nothing(crew, house):
    done = []
    chores = [Chore("broken", HOUR, lambda _: 1 // 0), Chore("fine", HOUR, done.append)]
    ticker = Ticker(Crew(house, crew.carrier, {}, {}, chores=chores))
    ticker.tick()
    ticker.tick()
    assert done == [house]


def test_while_the_database_is_away_nothing_is_done_blindly(crew, house):
    def away(_):
        raise DatabaseUnavailable("gone")

    ticker = Ticker(Crew(house, crew.carrier, {}, {}, chores=[Chore("replay", HOUR, away)]))
    with pytest.raises(DatabaseUnavailable):
        ticker.tick()


def test_while_texts_wait_in_the_spool_only_answers_go_out(crew, house, put_out):
    put_out()
    answer = put_out("answer", lane="reply")
    Ticker(Crew(house, crew.carrier, crew.messages, {}, held=lambda: True)).tick()
    with house.database.reading() as session:
        gone = session.scalars(select(Outbox.id).where(Outbox.state == State.ACCEPTED)).all()
    assert gone == [answer]


def rung_together(session, house, subjects, now):
    """Puts a row for each; one of them is poison."""
    for subject in subjects:
        if subject == "poison":
            raise ValueError(subject)
        rung(session, house, subject, now)


def rung(session, house, subject, now):
    if subject == "poison":
        raise ValueError(subject)
    timers.put(session, "rung", subject, now + HOUR)


def test_many_due_at_once_are_taken_together(crew, house):
    called = []
    for subject in "123":
        plan(house, "ring", subject)
    together = {"ring": lambda session, house, subjects, now: called.append(sorted(subjects))}
    Ticker(replace(with_timers(crew), timers_together=together)).tick()
    assert called == [["1", "2", "3"]]
    assert planned(house) == []


def test_one_that_breaks_among_many_is_alone_put_off(crew, house):
    for subject in ("1", "2", "poison"):
        plan(house, "ring", subject)
    both = replace(with_timers(crew, ring=rung), timers_together={"ring": rung_together})
    Ticker(both).tick()
    found = [(timer.kind, timer.subject, timer.failures) for timer in planned(house)]
    assert found == [("rung", "1", 0), ("rung", "2", 0), ("ring", "poison", 1)]
