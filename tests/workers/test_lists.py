"""Who reads a list that was given in the console, on both databases: a worker, else the ticker itself."""

import pytest
from sqlalchemy import select

from service import jobs, list_imports
from service.house import House
from service.jobs import Heard
from service.list_imports import Given
from service.meetings.copies import Terms
from service.models import ImportState, ListImport, Meeting
from tests.line import settings_for
from workers import wiring
from workers.wiring import SeeingToLists

TABLE = b"Name,Day,Time,Address,City,State,Zip\nLamp,Tuesday,19:00,12 Pine St,Lewistown,MT,59457\n"


@pytest.fixture
def waiting(database, clock, keyring, tmp_path):
    """A house with a list that waits to be read."""
    house = House(settings_for(tmp_path), clock, keyring, database)
    with database.transaction() as session:
        terms = Terms("aa", "America/Denver")
        list_imports.give(session, None, Given("a.csv", terms, TABLE), clock.now())
    return house


def state(house):
    with house.database.reading() as session:
        return session.scalar(select(ListImport.state))


def test_without_redis_the_ticker_reads_and_takes_it(waiting):
    seeing = SeeingToLists(None)
    seeing.look(waiting)
    assert state(waiting) == ImportState.READ
    with waiting.database.transaction() as session:
        assert list_imports.take(session, session.scalars(select(ListImport.id)).one(), True)
    seeing.look(waiting)
    with waiting.database.reading() as session:
        assert session.scalars(select(Meeting.name)).all() == ["Lamp"]


def test_a_worker_has_ten_seconds_to_begin(waiting, monkeypatch):
    monkeypatch.setattr(jobs, "hint", lambda *_: Heard.ALREADY)
    seeing = SeeingToLists(None)
    seeing.look(waiting)
    assert state(waiting) == ImportState.ASKED
    monkeypatch.setattr(wiring, "LET_A_WORKER_BEGIN_S", -1.0)
    seeing.look(waiting)
    assert state(waiting) == ImportState.READ
