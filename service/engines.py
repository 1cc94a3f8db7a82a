"""The engine of each database, with all that a connection is told when it is made."""

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, create_engine, event

# In our own queue, and then for SQLite's lock: together the four seconds a text may wait.
BUSY_TIMEOUT_S = 2.0


def engine_for(url: str, pool_size: int) -> Engine:
    """SQLite by `sqlite:///file`, else PostgreSQL, with up to `pool_size` connections kept open."""
    return _sqlite_engine(url) if url.startswith("sqlite") else _postgres_engine(url, pool_size)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # an error's message ends in a log, its parameters are people's
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        _write_ahead(connection)
        for pragma in (
            # A killed process loses nothing; a power cut may lose the last moments. FULL costs a
            # third more a text.
            "synchronous=NORMAL",
            # A checkpoint each 1,000 pages is a tenth of every commit; 4,000 are 16 MB of log.
            "wal_autocheckpoint=4000",
            "foreign_keys=ON",
            "cache_size=-16000",
            "mmap_size=268435456",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading")
        # On the driver itself: SQLAlchemy's own way costs more than all else a transaction needs.
        connection.connection.driver_connection.execute("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _write_ahead(connection: Any) -> None:
    """Into WAL mode, which a file stays in. The switch does not wait for a lock, so we do: two first
    processes at once made one of them fail."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _postgres_engine(url: str, pool_size: int) -> Engine:
    from service.postgres import PatientConnection  # a line on SQLite needs no such driver

    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        pool_timeout=2,
        pool_pre_ping=False,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 2,
            "options": "-c statement_timeout=5000 -c lock_timeout=2000 -c timezone=UTC",
        },
    )

    @event.listens_for(engine, "do_connect")
    def connect(_: Any, __: Any, given: Any, named: Any) -> PatientConnection:
        return PatientConnection.connect(*given, **named)

    return engine
