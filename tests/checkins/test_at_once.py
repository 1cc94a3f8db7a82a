"""Two tickers and everybody's answers in one moment: each is asked once, and nobody waits for nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from service.checkins import answers
from service.models import CheckInDay, Outbox
from tests.checkins.morning import AT_NINE

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
