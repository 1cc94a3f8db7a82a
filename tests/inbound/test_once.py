from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from service.inbound import once
from service.models import Inbound


def take_and_answer(database, clock, words):
    def work(session):
        before = once.answered(session, "SM1")
        if before is not None:
            return before
        day = clock.now() + timedelta(days=1)
        once.keep(
            session, "SM1", body="hi", phone_id=None, words=words,
            received_at=clock.now(), keep_until=day,
        )  # fmt: skip
        return words

    return database.transacted(work)


def test_a_repetition_gets_the_first_answer(database, clock):
    assert take_and_answer(database, clock, {"texts": ["first"]}) == {"texts": ["first"]}
    assert take_and_answer(database, clock, {"texts": ["second"]}) == {"texts": ["first"]}


def test_twenty_at_once_are_one_row_and_one_answer(database, clock):
    with ThreadPoolExecutor(20) as threads:
        answers = list(
            threads.map(lambda n: take_and_answer(database, clock, {"texts": [str(n)]}), range(20))
        )
    assert len({str(answer) for answer in answers}) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Inbound)) == 1
