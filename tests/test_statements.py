"""Prepared statements against both real databases: the same values in and out as the slow way."""

from datetime import timedelta

import pytest
from sqlalchemy import Float, bindparam, insert, literal, select, update

from service.db import table_of
from service.errors import DatabaseUnavailable
from service.models import Person
from service.statements import Prepared, together

PEOPLE = table_of(Person)
COLUMNS = ("first_name", "language", "zone", "discreet", "created_at")
ADD = Prepared(insert(PEOPLE).inline(), columns=COLUMNS)
NAMED = Prepared(
    select(PEOPLE.c.first_name, PEOPLE.c.discreet, PEOPLE.c.created_at).where(
        PEOPLE.c.language == bindparam("spoken"), PEOPLE.c.discreet.is_(True)
    )
)
RENAME = Prepared(update(PEOPLE).values(first_name=bindparam("to")))


def ana(clock, **more):
    return ADD.with_values(
        **{"first_name": "Ana", "language": "en", "zone": None, "discreet": True,
           "created_at": clock.now()} | more
    )  # fmt: skip


def test_what_is_written_comes_back_as_it_was(database, clock):
    with database.transaction() as session:
        together(session, [ana(clock), ana(clock, language="es")])
        assert NAMED.rows(session, spoken="en") == [("Ana", True, clock.now())]


def test_the_mapped_class_reads_the_same(database, clock):
    with database.transaction() as session:
        together(session, [ana(clock)])
    with database.reading() as session:
        found = session.scalars(select(Person)).one()
        assert (found.first_name, found.created_at) == ("Ana", clock.now())


def test_a_number_with_a_point_comes_back_as_one(database):
    half = Prepared(select(literal(0.5, Float)))
    with database.reading() as session:
        assert half.rows(session) == [(0.5,)]


def test_they_run_in_order_and_each_gives_its_own_rows(database, clock):
    with database.transaction() as session:
        together(session, [ana(clock)])
        before, _, after = together(
            session,
            [
                NAMED.with_values(spoken="en"),
                RENAME.with_values(to="Ben"),
                NAMED.with_values(spoken="en"),
            ],
        )
    assert (before[0][0], after[0][0]) == ("Ana", "Ben")


def test_a_transaction_that_fails_keeps_none_of_them(database, clock):
    with pytest.raises(ValueError, match="on purpose"), database.transaction() as session:
        together(session, [ana(clock), ana(clock, created_at=clock.now() - timedelta(days=1))])
        raise ValueError("on purpose")
    with database.reading() as session:
        assert NAMED.rows(session, spoken="en") == []


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_connection_that_was_cut_is_told_as_an_outage_and_replaced(database):
    with pytest.raises(DatabaseUnavailable), database.transaction() as session:
        session.connection().connection.driver_connection.pgconn.finish()
        NAMED.rows(session, spoken="en")
    with database.reading() as session:
        assert NAMED.rows(session, spoken="en") == []
