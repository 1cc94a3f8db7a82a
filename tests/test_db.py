import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from service.db import Database, Turnstile, first_id, new_id
from service.errors import DatabaseUnavailable
from service.models import Heartbeat

MOMENT = datetime(2026, 11, 1, 8, 30, 0, 123456, tzinfo=UTC)


def test_a_moment_comes_back_as_it_went_in_aware_and_in_utc(database):
    with database.transaction() as session:
        session.add(Heartbeat(name="ticker", at=MOMENT))
    with database.reading() as session:
        assert session.scalar(select(Heartbeat.at)) == MOMENT


def test_a_block_that_fails_writes_nothing(database):
    with pytest.raises(ValueError), database.transaction() as session:
        session.add(Heartbeat(name="ticker", at=MOMENT))
        session.flush()
        raise ValueError
    with database.reading() as session:
        assert session.scalar(select(Heartbeat.at)) is None


def test_a_database_that_is_not_there_is_told_as_an_outage(tmp_path):
    missing = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    with pytest.raises(DatabaseUnavailable), missing.transaction() as session:
        session.execute(select(1))


def test_ids_sort_by_time_and_fit_a_url():
    first, second = new_id(), new_id()
    assert len(first) == 26 and first.isalnum() and first[:9] <= second[:9]


def test_writers_go_first_come_first_served():
    turnstile, order = Turnstile(), []
    turnstile.enter(1)
    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=_pass, args=(turnstile, order, number)))
        threads[-1].start()
        while len(turnstile._waiting) <= number:
            pass
    turnstile.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_writer_that_gives_up_leaves_the_queue():
    turnstile = Turnstile()
    turnstile.enter(1)
    assert not turnstile.enter(0.01)
    turnstile.leave()
    assert turnstile.enter(0.01)


def _pass(turnstile, order, number):
    turnstile.enter(5)
    order.append(number)
    turnstile.leave()


def test_an_error_does_not_repeat_what_it_was_asked_about(database):
    broken = select(Heartbeat.name).where(Heartbeat.detail == "Ana Doe", text("no_such_column = 1"))
    with pytest.raises(DBAPIError) as failed, database.engine.connect() as connection:
        connection.execute(broken)
    assert "no_such_column" in str(failed.value) and "Ana Doe" not in str(failed.value)


def test_a_file_that_is_no_database_is_one_that_is_away(tmp_path):
    (tmp_path / "broken.db").write_text(
        "No database, and long enough for nobody to think so. " * 40
    )
    broken = Database(f"sqlite:///{tmp_path / 'broken.db'}")
    with pytest.raises(DatabaseUnavailable), broken.reading() as session:
        session.execute(text("SELECT 1"))
    broken.close()


def test_an_id_made_now_sorts_between_a_moment_ago_and_one_to_come():
    now = datetime.now(UTC)
    assert first_id(now - timedelta(seconds=1)) < new_id() < first_id(now + timedelta(seconds=60))


def test_a_checkpoint_moves_the_log_into_the_file(sqlite):
    path = Path(sqlite.engine.url.database)
    with sqlite.transaction() as session:
        session.add(Heartbeat(name="ticker", at=MOMENT))
        session.flush()
    before = path.read_bytes()
    sqlite.checkpoint()
    assert path.read_bytes() != before


def test_a_checkpoint_waits_for_nobody(sqlite):
    with sqlite.transaction() as session:
        session.add(Heartbeat(name="ticker", at=MOMENT))
        session.flush()
        sqlite.checkpoint()
