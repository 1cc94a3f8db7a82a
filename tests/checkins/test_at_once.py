"""Two tickers and everybody's answers in one moment: each is asked once, and nobody waits for nobody."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select, text

from service import timers
from service.checkins import answers, decided
from service.checkins.silences import Why
from service.crisis import closing
from service.crisis.cases import SILENT, Outcome
from service.models import Case, CheckInDay, Outbox
from tests.checkins.morning import AT_NINE
from tests.duty import LEE, put_on_duty

PEOPLE = range(20, 50)
MINUTE = timedelta(minutes=1)


def counted(morning, column):
    with morning.database.reading() as session:
        return dict(session.execute(select(column, func.count()).group_by(column)).all())


def test_two_tickers_ask_each_once(either_morning):
    either_morning.settle(*PEOPLE)
    either_morning.clock.at = AT_NINE
    with ThreadPoolExecutor(2) as tickers:
        for one in [tickers.submit(either_morning.fire) for _ in range(2)]:
            one.result()
    assert counted(either_morning, Outbox.person_id) == dict.fromkeys(PEOPLE, 1)


def test_an_answer_in_the_moment_of_the_next_rung_harms_nothing(either_morning):
    either_morning.settle(*PEOPLE)
    either_morning.wait(MINUTE)
    days = [either_morning.day(id) for id in PEOPLE]
    either_morning.clock.at = AT_NINE + 10 * MINUTE
    with ThreadPoolExecutor(3) as everybody:
        work = [everybody.submit(either_morning.fire) for _ in range(2)]
        work += [everybody.submit(either_morning.do, answers.answered, day, "2") for day in days]
        for one in work:
            one.result()
    assert counted(either_morning, CheckInDay.state) == {"answered": len(PEOPLE)}
    either_morning.wait(60 * MINUTE)
    assert all(count <= 2 for count in counted(either_morning, Outbox.person_id).values())


def test_a_word_about_many_in_the_moment_it_takes_effect_waits_and_harms_nothing(either_morning):
    """The ticker has taken the timer of an earlier word, and is about to lock the case."""
    with either_morning.database.transaction() as session:
        now = either_morning.clock.now()
        session.add(Case(id=1, source_key="silent:many", tier=SILENT, rule=Why.MASS, opened_at=now))
        timers.put(session, decided.TELL, 1, now)
    [leader] = put_on_duty(either_morning.house, LEE, role="coordinator")

    def says_so():
        with either_morning.database.transaction() as session:
            return decided.claim_many(session, 1, leader, now) and tell_many(session)

    def tell_many(session):
        decided.tell_many(session, 1, now)
        return True

    with ThreadPoolExecutor(1) as another:
        with either_morning.database.transaction() as session:
            [taken] = timers.due(session, now, 1)
            assert timers.take(session, taken)
            word = another.submit(says_so)
            wait_until_one_waits(either_morning.database)
            closing.close(session, 1, Outcome.SEEN_TO, now)
        assert word.result() is False  # it was closed meanwhile


def wait_until_one_waits(database) -> None:
    """On SQLite one writes at a time, so the other has not begun."""
    locked = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    until = time.monotonic() + 10
    while not database.is_sqlite and time.monotonic() < until:
        with database.reading() as session:
            if session.scalar(locked):
                return
        threading.Event().wait(0.02)
