"""The same on PostgreSQL: one is filled for all of these, and none of them leaves it otherwise."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select

from service.backup.restoring import restore
from service.clock import machine_now
from service.db import EPOCH, table_of
from service.models import ConsoleSession, Heartbeat, Person
from tests.backup.conftest import blank_server, keys_in, opened
from tests.backup.each import everything_in, row_of
from tests.backup.refusing import refused


@pytest.fixture(scope="module")
def server(postgres_url, its_backup, tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    storage = blank_server(postgres_url, folder)
    restore(its_backup, storage, keys_in(folder))
    return storage


@pytest.fixture
def database(server, keyring):
    with closing(opened(server, keyring)) as database:
        yield database


def test_every_row_of_every_table_comes_back_from_a_file(one_each, database):
    assert everything_in(database) == everything_in(one_each.database)


def test_whoever_was_signed_in_signs_in_again(database):
    with database.reading() as session:
        assert session.scalar(select(ConsoleSession.started_at)) == EPOCH


def test_it_goes_on_counting_where_the_ids_end(database):
    with database.transaction() as session:
        fresh = insert(Person).values(row_of(table_of(Person))).returning(Person.id)
        assert session.scalar(fresh) == 2
        session.rollback()


def test_under_a_line_that_runs(backup, server, keys, database):
    with database.transaction() as session:
        session.add(Heartbeat(name="here", at=machine_now() - timedelta(seconds=5)))
    refused(backup, server, keys, "A line runs", overwrite=True)
    with database.transaction() as session:
        session.execute(delete(Heartbeat).where(Heartbeat.name == "here"))


def test_what_is_cut_short_takes_nothing_away(one_each, backup, server, keys, database):
    backup.write_bytes(backup.read_bytes()[:-60])
    refused(backup, server, keys, "damaged", overwrite=True)
    assert everything_in(database) == everything_in(one_each.database)


def test_over_what_is_there_when_told(one_each, backup, server, keys, database):
    refused(backup, server, keys, "--overwrite")
    with database.transaction() as session:
        session.execute(delete(Heartbeat))
    restore(backup, server, keys, overwrite=True)
    assert everything_in(database) == everything_in(one_each.database)
