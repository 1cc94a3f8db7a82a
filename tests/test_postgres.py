"""A connection that gives up at its deadline on a server that says nothing."""

import time

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from service.errors import DatabaseUnavailable

LATE = text("SELECT pg_sleep(1)")


def test_a_server_that_does_not_answer_in_time_is_given_up_on(postgres):
    with pytest.raises(DatabaseUnavailable), postgres.transaction(within_s=0.2) as session:
        session.execute(LATE)


def test_the_next_transaction_gets_a_connection_that_works(postgres):
    for _ in range(2):
        with pytest.raises(DatabaseUnavailable), postgres.transaction(within_s=0.2) as session:
            session.execute(LATE)
        with postgres.transaction(within_s=4.0) as session:
            assert session.scalar(text("SELECT 1")) == 1


def test_what_was_begun_before_the_deadline_is_undone(postgres):
    with pytest.raises(DatabaseUnavailable), postgres.transaction(within_s=0.3) as session:
        session.execute(text("INSERT INTO heartbeats (name, at) VALUES ('worker', now())"))
        session.execute(LATE)
    with postgres.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM heartbeats")) == 0


def test_without_a_deadline_it_waits(postgres):
    with postgres.transaction() as session:
        session.execute(text("SELECT pg_sleep(0.3)"))
        driver = session.connection().connection.driver_connection
        assert driver.deadline is None


def test_a_deadline_ends_with_its_transaction(postgres):
    with postgres.transaction(within_s=0.2):
        pass
    time.sleep(0.3)
    with postgres.transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_an_error_of_the_statement_is_no_time_out(postgres):
    with pytest.raises(ProgrammingError) as caught, postgres.transaction(within_s=5.0) as session:
        session.execute(text("SELECT * FROM no_such_table"))
    assert isinstance(caught.value.orig, psycopg.errors.UndefinedTable)
