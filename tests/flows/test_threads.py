"""A conversation under two hands at once, on the database where that can happen."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from service.flows import questions
from service.flows.threads import open_thread, standing
from service.flows.turn import Choose, go
from service.models import PhoneRow
from service.text.words import prompt


@pytest.fixture
def ana(database, clock) -> int:
    with database.transaction() as session:
        phone = PhoneRow(number_hash="1:x", number="+14065550100", created_at=clock.now())
        session.add(phone)
        session.flush()
        standing(session, phone.id, clock.now())
        return phone.id


def ask_first(database, clock, phone_id):
    """What a worker does while it makes a reminder's words."""
    now = clock.now()
    with database.transaction() as session:
        thread = standing(session, phone_id, now).thread
        ask = Choose(prompt("menu.main"), {1: go("menu.main")})
        until = now.replace(hour=5)
        questions.ask_first(session, thread, go("menu.main"), ask, "1", now, until, again=False)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_worker_asks_while_the_member_s_turn_still_goes_on(database, clock, ana):
    with ThreadPoolExecutor(1) as worker, database.transaction() as session:
        open_thread(session, ana, None, clock.now())
        worker.submit(ask_first, database, clock, ana).result(timeout=5)
    with database.transaction() as session:
        assert len(open_thread(session, ana, None, clock.now()).waiting) == 1
