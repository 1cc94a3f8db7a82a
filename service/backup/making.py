"""A backup is made of one moment, while the line goes on.

All is read in one transaction that sees what was there at its begin: on SQLite that is any reading one, on
PostgreSQL one that says so. Neither keeps a writer waiting; SQLite's log grows until it is over.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from service import models, schema
from service.backup import files, own_settings
from service.backup.layout import Header, TableOf
from service.backup.stream import Writer, replacing
from service.backup.values import WRITTEN, as_stored, at_once, kind_of, turned, ways
from service.clock import machine_now
from service.db import Base
from service.house import House

__all__ = ["Made", "last_made", "make", "models"]

NOTE = "backup.json"  # in DATA_DIR: when there was one
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Made:
    header: Header
    sha256: str


def make(
    house: House, path: Path, expect: Progress = lambda _: None, step: Progress = lambda _: None
) -> Made:
    """Writes the backup to `path`; `expect` hears how many rows there are, `step` how many are done.

    The database must be migrated. Raises BadInput, DatabaseUnavailable or OSError; then `path` is as it was.
    """
    beside = files.contents(house.settings)
    with replacing(path) as file, house.database.reading() as session:
        _see_one_moment(session)
        header = _header(house, session, len(beside))
        expect(header.rows)
        writer = Writer(file)
        writer.line(header.as_json())
        for told in header.tables:
            _write_rows(writer, session, told, step)
        for one in beside:
            writer.line(one)
        total = writer.end()
    _note(house, header)
    return Made(header, total)


def last_made(house: House) -> str | None:
    """When the last one was made on this machine, in ISO 8601."""
    try:
        told = json.loads((house.settings.data_dir / NOTE).read_text())
        return str(told["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _see_one_moment(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        session.execute(text("SET LOCAL statement_timeout = 0"))


def _header(house: House, session: Session, beside: int) -> Header:
    told = own_settings.told_of(house.settings), own_settings.secrets_of(house.settings)
    return Header(
        schema=schema.present(session),
        made_at=machine_now(),
        database=session.get_bind().dialect.name,
        proof=house.keyring.proof(),
        settings=house.keyring.seal(json.dumps(told)).hex(),
        files=beside,
        tables=[_told(session, table) for table in Base.metadata.sorted_tables],
    )


def _told(session: Session, table: Table) -> TableOf:
    rows = session.scalar(select(func.count()).select_from(table)) or 0
    names, kinds = zip(*((column.name, kind_of(column)) for column in table.c), strict=True)
    return TableOf(table.name, names, kinds, rows)


def _write_rows(writer: Writer, session: Session, told: TableOf, step: Progress) -> None:
    by = ways(told.kinds, WRITTEN)
    for some in _rows(session, Base.metadata.tables[told.name], at_once(told.kinds)):
        for row in some:
            writer.line(turned(row, by))
        step(len(some))


def _rows(session: Session, table: Table, at_once: int) -> Iterator[Sequence[Sequence[object]]]:
    """In the order of their ids, so that one that refers to another of its table comes after it."""
    wanted = select(*map(as_stored, table.c)).order_by(*table.primary_key.columns)
    found = session.execute(wanted, execution_options={"yield_per": at_once})
    yield from found.partitions()


def _note(house: House, header: Header) -> None:
    path = house.settings.data_dir / NOTE
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps({"made_at": header.made_at.isoformat(), "rows": header.rows}))
    fresh.replace(path)
