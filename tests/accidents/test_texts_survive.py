"""What a text survives: coming twenty times at once, and a database that is gone or hangs."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, text

from service.db import Database
from service.flows.replay import replay
from service.house import House
from service.inbound.spool import Spool
from service.models import Case, Inbound, Outbox, PhoneRow
from tests.line import ANA, Caller, Line, settings_for, until_nothing_runs

pytestmark = pytest.mark.accident


@pytest.fixture
def either(database, clock, keyring, tmp_path):
    """The line on each kind of database."""
    return Line(House(settings_for(tmp_path), clock, keyring, database))


def count(line, model) -> int:
    with line.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def spool_of(line) -> Spool:
    return Spool(line.house.settings.data_dir / "spool", line.house.keyring)


def test_the_same_webhook_twenty_times_at_once_is_one_row_and_the_same_bytes(either):
    form = either.text_form("hi")
    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(lambda _: either.post("/text", form).data, range(20)))
    assert len(set(answers)) == 1
    assert (count(either, Inbound), count(either, Outbox), count(either, PhoneRow)) == (1, 1, 1)


def test_many_texts_of_one_new_phone_at_once_all_get_an_answer(either):
    forms = [either.text_form("MENU") for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda form: either.post("/text", form).data, forms))
    assert all(b"Find a meeting" in answer for answer in answers)
    assert count(either, PhoneRow) == 1


@pytest.fixture
def gone(clock, keyring, tmp_path):
    """The line with a database that is not there."""
    nowhere = Database(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    return Line(House(settings_for(tmp_path), clock, keyring, nowhere))


@pytest.fixture
def hanging(house, sqlite):
    """The line while another process holds the database."""
    other = Database(str(sqlite.engine.url))
    with other.transaction() as session:
        session.execute(text("SELECT 1"))
        yield Line(house)
    other.close()
    until_nothing_runs(sqlite)


@pytest.mark.parametrize("broken", ["gone", "hanging"])
def test_a_crisis_text_is_answered_at_once_whatever_is_broken(broken, request):
    line = request.getfixturevalue(broken)
    began = time.monotonic()
    answers = line.text("i want to kill myself")
    assert "988" in answers[0]
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("broken", ["gone", "hanging"])
def test_a_caller_who_presses_0_hears_the_number_whatever_is_broken(broken, request):
    caller = Caller(request.getfixturevalue(broken), action="/voice/turn/1/en")
    began = time.monotonic()
    assert "nine eight eight" in caller.press("0")
    assert time.monotonic() - began < 2


def test_a_finder_that_breaks_costs_a_crisis_neither_answer_nor_case(either, monkeypatch):
    monkeypatch.setattr("service.flows.searched.understand", {}.popitem)
    assert "988" in either.text("i want to kill myself")[0]
    assert (count(either, Case), len(spool_of(either))) == (1, 0)


def test_another_text_is_kept_and_told_so(gone):
    assert gone.text("aa tonight")[0].startswith("We got your text")
    assert len(spool_of(gone)) == 1


def test_what_waited_is_taken_in_order_when_the_database_is_back(gone, sqlite):
    gone.text("i want to kill myself")
    gone.text("STOP")
    back = Line(House(gone.house.settings, gone.house.clock, gone.house.keyring, sqlite))
    assert replay(back.house, spool_of(gone)) == 2
    assert (count(back, Case), count(back, Inbound), len(spool_of(gone))) == (1, 2, 0)
    with sqlite.reading() as session:
        assert session.scalar(select(PhoneRow.stopped_at)) is not None


def test_a_replayed_question_is_answered_once_and_only_while_it_is_fresh(gone, sqlite, clock):
    from datetime import timedelta

    gone.text("MENU")
    clock.advance(timedelta(minutes=16))
    gone.text("MENU")
    back = Line(House(gone.house.settings, clock, gone.house.keyring, sqlite))
    replay(back.house, spool_of(gone))
    with sqlite.reading() as session:
        kept = session.scalars(select(Outbox).where(Outbox.message == "reply.kept")).all()
    assert len(kept) == 1


def test_nothing_of_a_conversation_is_in_the_log(capsys, line):
    line.text("aa tonight near bozeman mt")
    line.text("i want to kill myself")
    line.text("STOP")
    logged = capsys.readouterr().err
    assert "4065550100" not in logged and ANA not in logged
    assert "bozeman" not in logged and "kill myself" not in logged


def test_nothing_of_a_conversation_lies_open_in_the_database(line, tmp_path):
    line.text("aa tonight near bozeman mt")
    line.text("my name is Ana Doe")
    raw = b"".join(path.read_bytes() for path in tmp_path.glob("porchlight.db*"))
    assert b"4065550100" not in raw and b"bozeman mt" not in raw and b"Ana Doe" not in raw
