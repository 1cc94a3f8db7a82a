"""What lies where a backup is to be put back: nothing is replaced unless told, nor under a line that runs."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, exists, inspect, select

from service import models
from service.clock import machine_now
from service.db import Base, Database, table_of
from service.errors import BadInput
from service.models import CatchUp, Heartbeat, Waiting
from service.storage import SQLITE, Storage

__all__ = ["models", "require_room", "sqlite_file"]

ALIVE = timedelta(seconds=30)  # a ticker beats every five
# A line that only ever stood there, without anybody, has these.
SIGNS_OF_LIFE = {table_of(model).name for model in (Heartbeat, Waiting, CatchUp)}
RUNS = "A line runs on this database: stop all its processes, wait half a minute, and try again."
FULL = "There is a database with data in it already. To have it replaced, add --overwrite."


def sqlite_file(storage: Storage) -> Path | None:
    """The database's file; None where it is a server."""
    url = storage.database
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


def require_room(storage: Storage, overwrite: bool) -> None:
    """Raises BadInput when a line runs there, or has data that nobody said to replace."""
    file = sqlite_file(storage)
    if file is not None and not file.exists():
        return
    database = Database(storage.database)
    try:
        with database.reading() as session:
            connection = session.connection()
            there = set(inspect(connection).get_table_names()) & set(Base.metadata.tables)
            full = any(_has_rows(connection, name) for name in there - SIGNS_OF_LIFE)
            runs = file is None and _is_alive(connection, there)
    finally:
        database.close()
    if runs or (file is not None and _is_open(file)):
        raise BadInput(RUNS)
    if full and not overwrite:
        raise BadInput(FULL)


def _is_open(file: Path) -> bool:
    """Whoever closes SQLite's file last takes its log away, and we have just closed it."""
    return file.with_name(f"{file.name}-wal").exists()


def _is_alive(connection: Connection, there: set[str]) -> bool:
    """A server can't tell who uses it for what: by the signs of life that a line writes."""
    now = machine_now()
    beats = [model.at for model in (Heartbeat, Waiting) if table_of(model).name in there]
    recent = [exists().where(at.between(now - ALIVE, now + ALIVE)) for at in beats]
    return any(connection.scalar(select(one)) for one in recent)


def _has_rows(connection: Connection, name: str) -> bool:
    table = Base.metadata.tables[name]
    return bool(connection.scalar(select(exists(select(1).select_from(table)))))
