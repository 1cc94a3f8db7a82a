"""A backup is put back: all of it or nothing, wherever it is cut off.

First everything lies aside, in DATA_DIR/restoring, and is checked to the last line; a server takes it in one
transaction. Then the keys and what lay in the spool come to their places, and the database last, in one move:
without it nothing starts. What was replaced keeps lying there, as `.before`.
"""

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, insert, text
from sqlalchemy.orm import Session

from service import migrate
from service.backup import files
from service.backup.calm import calm
from service.backup.layout import DAMAGED, Header, TableOf
from service.backup.making import Progress
from service.backup.present import require_room, sqlite_file
from service.backup.stream import Reader, reading
from service.backup.values import READ, Way, at_once, table_like, turned, ways
from service.clock import machine_now
from service.crypto import Keyring
from service.db import Database
from service.errors import BadInput, ConfigurationError
from service.storage import Storage

ASIDE = "restoring"
NO_KEYS = "The keys are missing: name their copy by --keys FILE. Without them nobody can read this backup."
OTHER_KEYS = "These are not the keys of this backup: nothing was restored."
OTHER_SETTING = "KEYS are set, and are not the keys of this backup: nothing was restored."


@dataclass(frozen=True, slots=True)
class Restored:
    """`settings` and the names of the `secrets` are what was given where the backup was made."""

    header: Header
    settings: dict[str, str]
    secrets: Sequence[str]
    notices: Sequence[int]  # halted
    files: int


@dataclass(slots=True)
class _Work:
    """One restore."""

    reader: Reader
    storage: Storage
    keys: str
    expect: Progress
    step: Progress
    notices: list[int] = field(default_factory=list)

    @property
    def aside(self) -> Path:
        return self.storage.data_dir / ASIDE


def restore(
    path: Path,
    storage: Storage,
    keys: Path | None = None,
    overwrite: bool = False,
    expect: Progress = lambda _: None,
    step: Progress = lambda _: None,
) -> Restored:
    """Puts the backup at `path` back where `storage` says. Raises BadInput, and has then changed nothing."""
    with reading(path) as reader:
        header = reader.header
        text_of_keys = _keys(storage, keys, header)
        require_room(storage, overwrite)
        work = _Work(reader, storage, text_of_keys, expect, step)
        told = Keyring.from_json(text_of_keys).open(bytes.fromhex(header.settings))
        _make_folder(work.aside)
        try:
            _to_server(work) if sqlite_file(storage) is None else _to_file(work)
        finally:
            shutil.rmtree(work.aside, ignore_errors=True)
    settings, secrets = json.loads(told)
    return Restored(header, settings, secrets, work.notices, header.files)


def _keys(storage: Storage, given: Path | None, header: Header) -> str:
    """The text of a key file that opens this backup. Raises BadInput."""
    setting = storage.keys.get_secret_value()
    found = _read(given) if given else setting
    if not found and storage.keys_file.exists():
        found = _read(storage.keys_file)
    if not found:
        raise BadInput(NO_KEYS)
    if not _are_its_keys(found, header):
        raise BadInput(OTHER_KEYS)
    if setting and not _are_its_keys(setting, header):
        raise BadInput(OTHER_SETTING)
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is no key file that we can read.") from error


def _are_its_keys(text_of_keys: str, header: Header) -> bool:
    try:
        return Keyring.from_json(text_of_keys).proves(header.proof)
    except ConfigurationError:
        return False
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(DAMAGED) from error


def _make_folder(aside: Path) -> None:
    """Empty: what a restore that was killed has left goes first."""
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)


def _to_file(work: _Work) -> None:
    """SQLite: a new file is filled aside, and takes the place of the old one."""
    file = sqlite_file(work.storage)
    assert file is not None
    fresh = work.aside / "fresh.db"
    database = Database(f"sqlite:///{fresh}")
    try:
        migrate.refill(database, work.reader.header.schema, partial(_fill, work), _calm_in(work))
    finally:
        database.close()
    _sync(fresh)
    _keep(file)
    _place(work)
    fresh.replace(file)
    _sync(file.parent)


def _keep(file: Path) -> None:
    """Under a second name: so there is no moment without a database."""
    before = file.with_name(f"{file.name}.before")
    before.unlink(missing_ok=True)
    if file.exists():
        os.link(file, before)


def _to_server(work: _Work) -> None:
    """PostgreSQL: one transaction, whose commit is the last of all."""
    database = Database(work.storage.database)

    def finish(session: Session) -> None:
        _calm_in(work)(session)
        _place(work)

    try:
        migrate.refill(database, work.reader.header.schema, partial(_fill, work), finish)
    finally:
        database.close()


def _fill(work: _Work, connection: Connection) -> None:
    """All rows, then what lies beside, then the end: only a whole backup comes further than here."""
    work.expect(work.reader.header.rows)
    for told in work.reader.header.tables:
        _fill_table(work, connection, told)
    for _ in range(work.reader.header.files):
        files.put_aside(work.aside, work.reader.line())
    work.reader.check_end()


def _fill_table(work: _Work, connection: Connection, told: TableOf) -> None:
    putting, by = insert(table_like(told)), ways(told.kinds, READ)
    most = at_once(told.kinds)
    for first in range(0, told.rows, most):
        count = min(most, told.rows - first)
        rows = [_row(told, work.reader.line(), by) for _ in range(count)]
        connection.execute(putting, rows)
        work.step(count)
    if connection.dialect.name != "sqlite" and "id" in told.columns and told.rows:
        _go_on_counting(connection, told.name)


def _row(told: TableOf, line: object, by: Sequence[tuple[int, Way]]) -> dict[str, object]:
    if not isinstance(line, list) or len(line) != len(told.columns):
        raise BadInput(DAMAGED)
    return dict(zip(told.columns, turned(line, by), strict=True))


def _go_on_counting(connection: Connection, name: str) -> None:
    """A server's next id comes from a counter that knows nothing of rows put in with theirs."""
    counter = connection.scalar(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name})
    if counter:
        newest = f'SELECT setval(:counter, (SELECT max(id) FROM "{name}"))'
        connection.execute(text(newest), {"counter": counter})


def _calm_in(work: _Work) -> migrate.Finish:
    return lambda session: work.notices.extend(calm(session, machine_now()))


def _place(work: _Work) -> None:
    """Keys first, then files; a confirmation that is there already is the newer one."""
    if not work.storage.keys.get_secret_value():
        _place_keys(work)
    for name in files.aside(work.aside):
        path = work.storage.data_dir / name
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            (work.aside / name).replace(path)
    _sync(work.storage.data_dir)


def _place_keys(work: _Work) -> None:
    path = work.storage.keys_file
    if path.exists() and path.read_text(errors="replace") == work.keys:
        return
    fresh = work.aside / path.name
    fresh.touch(mode=0o600)
    fresh.write_text(work.keys, encoding="utf-8")
    _sync(fresh)
    if path.exists():
        path.replace(path.with_name(f"{path.name}.before"))
    fresh.replace(path)


def _sync(path: Path) -> None:
    """To the disk: of a file what it holds, of a folder which names it has."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
