from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from service.inbound import once
from service.models import Inbound


def take_and_answer(database, clock, words):
    with database.transaction() as session:
        taken = once.take(session, "SM1", "hi", clock.now())
        if taken.answer is not None:
            return taken.answer
        keep_until = clock.now() + timedelta(days=1)
        return once.answer(session, taken, phone_id=None, words=words, keep_until=keep_until)


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
