import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from service import migrate, schema
from service.db import Database
from service.errors import ConfigurationError


@pytest.fixture(params=["sqlite", "postgres"])
def blank(request, tmp_path):
    """A database without any table."""
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'blank.db'}")
    else:
        made = Database(_blank_postgres(request.getfixturevalue("postgres_url")))
    yield made
    made.close()


def _blank_postgres(url: str) -> str:
    server = Database(url)
    with server.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("DROP DATABASE IF EXISTS blank"))
        connection.execute(text("CREATE DATABASE blank"))
    server.close()
    return make_url(url).set(database="blank").render_as_string(hide_password=False)


def test_migrations_lead_to_what_the_models_say(blank):
    migrate.upgrade(blank)
    assert migrate.differences(blank) == []


def test_migrations_go_up_down_and_up(blank):
    migrate.upgrade(blank)
    migrate.downgrade(blank, "base")
    assert set(inspect(blank.engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(blank)
    schema.require(blank)


UPGRADE = """
import sys
from service import migrate
from service.db import Database
migrate.upgrade(Database(sys.argv[1]))
"""


def test_two_processes_that_migrate_at_once_do_it_once(blank):
    url = blank.engine.url.render_as_string(hide_password=False)
    both = [subprocess.Popen([sys.executable, "-c", UPGRADE, url]) for _ in range(2)]
    assert [one.wait(30) for one in both] == [0, 0]
    schema.require(blank)


def test_there_is_one_line_of_numbered_migrations():
    files = sorted(path.stem for path in Path(schema.FOLDER).glob("versions/[0-9]*.py"))
    assert [name[:5] for name in files] == [f"{number + 1:04}_" for number in range(len(files))]


def test_a_database_that_is_not_migrated_is_refused_with_what_to_do(blank):
    with pytest.raises(ConfigurationError, match="porchlight db upgrade"):
        schema.require(blank)
