"""A line with something in every table, its backup, and a second place to put it back."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url, text

from service.backup.making import make
from service.crypto import Keyring, attach, fresh_keys
from service.db import Database
from service.house import House
from service.storage import Storage
from tests.backup.each import one_of_each
from tests.filled import fill
from tests.line import settings_for

KEYS = fresh_keys()


@pytest.fixture
def keyring():
    """Of the keys that lie in a file here."""
    return Keyring.from_json(KEYS)


@pytest.fixture
def keys(tmp_path):
    path = tmp_path / "keys.copy"
    path.write_text(KEYS)
    return path


@pytest.fixture
def house(database, clock, keyring, tmp_path):
    return house_in(tmp_path, clock, keyring, database)


@pytest.fixture
def full(house):
    one_of_each(house.database)
    return house


@pytest.fixture
def one_kind(sqlite, clock, keyring, tmp_path):
    """The same where one kind of database is enough."""
    one_of_each(sqlite)
    return house_in(tmp_path, clock, keyring, sqlite)


@pytest.fixture
def backup(one_kind, tmp_path):
    path = tmp_path / "line.backup"
    make(one_kind, path)
    return path


@pytest.fixture
def second(tmp_path):
    """Another folder, with nothing in it yet."""
    return Storage(_env_file=None, data_dir=tmp_path / "second")


@pytest.fixture
def server(postgres_url, tmp_path):
    """A PostgreSQL without any table, and a folder."""
    url = blank_postgres(postgres_url)
    return Storage(_env_file=None, data_dir=tmp_path / "second", database_url=SecretStr(url))


def house_in(folder, clock, keyring, database):
    return House(settings_for(folder, operator_number="+14065550120"), clock, keyring, database)


def opened(storage, keyring):
    database = Database(storage.database)
    attach(database.engine, keyring)
    return database


def blank_postgres(url):
    server = Database(url)
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS second"))
        connection.execute(text("CREATE DATABASE second"))
    server.close()
    return make_url(url).set(database="second").render_as_string(hide_password=False)


def put_spooled(folder: Path) -> Path:
    path = folder / "spool" / "00000000000000000001ABCDEF-SM1.text"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sealed")
    return path


@pytest.fixture
def community(sqlite, clock, keyring, tmp_path):
    """The sample community's line."""
    house = house_in(tmp_path, clock, keyring, sqlite)
    fill(house)
    return house
