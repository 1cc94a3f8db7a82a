"""Moves the database's schema up and down, one process at a time, all of it or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from service import models, schema
from service.db import Base, Database

__all__ = ["differences", "downgrade", "models", "refill", "upgrade"]

Finish = Callable[[Session], object]

CALLED_BY_TRIGGERS = """
    SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger
    WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY(:tables)
"""
# Any number, as long as nobody else locks by it on this database.
ADVISORY_LOCK = 4_065_550_199
# A table that is in use makes us give up at once, so that nobody queues behind us.
LOCK_TIMEOUT_S = 1
# But another process that migrates already is waited for.
PATIENCE_S = 60


def upgrade(database: Database, to: str = "head") -> None:
    """Raises DatabaseUnavailable when the database is away or a table stays locked."""
    _run(database, lambda config: command.upgrade(config, to))


def downgrade(database: Database, to: str) -> None:
    """`to` is a migration's number, or `base` for an empty database."""
    _run(database, lambda config: command.downgrade(config, to))


def differences(database: Database) -> list[object]:
    """What the database has otherwise than the models say; empty when they agree."""
    with database.engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def refill(
    database: Database,
    at: str,
    fill: Callable[[Connection], None],
    finish: Finish,
) -> None:
    """Our tables as they were in migration `at`, filled, brought up to now and looked after: all of it in one
    transaction, in the place of whatever was in them. Raises as `upgrade` does."""
    with _alone(database) as session:
        connection = session.connection()
        config = _config(connection)
        _drop(connection)
        command.upgrade(config, at)
        fill(connection)
        command.upgrade(config, "head")
        finish(session)


def _drop(connection: Connection) -> None:
    """Our tables, and what their triggers call: a server may have others' in the same place. SQLite's file
    is new, and has none."""
    there = {*Base.metadata.tables, "alembic_version"} & set(inspect(connection).get_table_names())
    if connection.dialect.name == "sqlite" or not there:
        return
    quoted = connection.dialect.identifier_preparer.quote
    called = connection.scalars(text(CALLED_BY_TRIGGERS), {"tables": list(there)}).all()
    connection.execute(text(f"DROP TABLE {', '.join(map(quoted, there))} CASCADE"))
    for function in called:
        connection.execute(text(f"DROP FUNCTION {function}"))


def _run(database: Database, move: Callable[[Config], None]) -> None:
    with _alone(database) as session:
        move(_config(session.connection()))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(schema.FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _alone(database: Database) -> Iterator[Session]:
    """A transaction no other migration runs beside. SQLite's is that by itself."""
    with database.transaction() as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_S}s'"))
        yield session
