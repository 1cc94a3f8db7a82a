"""A line with something in every table, its backup, and a second place to put it back."""

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url, text

from service.backup.making import make
from service.clock import FixedClock
from service.crypto import Keyring, attach, fresh_keys
from service.db import Database
from service.house import House
from service.storage import Storage
from tests.backup.each import MOMENT, one_of_each
from tests.filled import fill
from tests.line import settings_for

KEYS = fresh_keys()


@pytest.fixture(scope="session")
def keyring():
    """Of keys that lie in a file here."""
    return Keyring.from_json(KEYS)


@pytest.fixture
def keys(tmp_path):
    return keys_in(tmp_path)


@pytest.fixture
def house(database, clock, keyring, tmp_path):
    return house_in(tmp_path, clock, keyring, database)


@pytest.fixture
def full(house):
    one_of_each(house.database)
    return house


@pytest.fixture
def community(sqlite, clock, keyring, tmp_path):
    """The sample community's line."""
    house = house_in(tmp_path, clock, keyring, sqlite)
    fill(house)
    return house


@pytest.fixture(scope="session")
def one_each(sqlite_template, keyring, tmp_path_factory):
    """A line in a folder of its own, for tests that change nothing in it."""
    folder = tmp_path_factory.mktemp("one_each")
    shutil.copy(sqlite_template, folder / "porchlight.db")
    database = Database(f"sqlite:///{folder / 'porchlight.db'}")
    attach(database.engine, keyring)
    one_of_each(database)
    yield house_in(folder, FixedClock(MOMENT), keyring, database)
    database.close()


@pytest.fixture(scope="session")
def its_backup(one_each):
    path = one_each.settings.data_dir / "line.backup"
    make(one_each, path)
    return path


@pytest.fixture
def one_kind(one_each, sqlite, clock, keyring, tmp_path):
    """The same line, to be changed."""
    sqlite.close()
    one_each.database.checkpoint()
    shutil.copy(one_each.settings.data_dir / "porchlight.db", tmp_path / "porchlight.db")
    return house_in(tmp_path, clock, keyring, sqlite)


@pytest.fixture
def backup(its_backup, tmp_path):
    return Path(shutil.copy(its_backup, tmp_path))


@pytest.fixture
def second(tmp_path):
    """Another folder, with nothing in it yet."""
    return Storage(_env_file=None, data_dir=tmp_path / "second")


def keys_in(folder):
    path = folder / "keys.copy"
    path.write_text(KEYS)
    return path


def house_in(folder, clock, keyring, database):
    return House(settings_for(folder, operator_number="+14065550120"), clock, keyring, database)


def opened(storage, keyring):
    database = Database(storage.database)
    attach(database.engine, keyring)
    return database


def blank_server(url, folder):
    """A PostgreSQL without any table, and a folder."""
    server = Database(url)
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS second"))
        connection.execute(text("CREATE DATABASE second"))
    server.close()
    second = make_url(url).set(database="second").render_as_string(hide_password=False)
    return Storage(_env_file=None, data_dir=folder, database_url=SecretStr(second))


def put_spooled(folder: Path) -> Path:
    path = folder / "spool" / "00000000000000000001ABCDEF-SM1.text"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sealed")
    return path
