"""`porchlight owner`: who may sign in to the console, by the organisation's own word."""

import shutil

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from service.cli import main
from service.house import open_house
from service.models import ConsentRow, ConsolePost, Person
from service.settings import read_settings
from tests.commands.test_finder import SETTINGS
from tests.line import ANA, BEN, LINE


@pytest.fixture(autouse=True)
def house(tmp_path, monkeypatch, sqlite_template):
    for name, value in {**SETTINGS, "LINE_NUMBER": LINE, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with open_house(read_settings()) as made:
        shutil.copy(sqlite_template, tmp_path / "porchlight.db")
        yield made


def run(*words):
    return CliRunner().invoke(main, ["owner", *words])


def posts(house):
    with house.database.reading() as session:
        of = select(Person.first_name, ConsolePost.post).join(
            ConsolePost, ConsolePost.person_id == Person.id
        )
        return [tuple(row) for row in session.execute(of)]


def test_the_first_owner_is_named_by_number(house):
    done = run(BEN, "--name", "Ben")
    assert done.exit_code == 0 and "/console" in done.output and BEN not in done.output
    assert posts(house) == [("Ben", "owner")]


def test_it_is_no_yes_to_being_called(house):
    run(BEN, "--name", "Ben")
    with house.database.reading() as session:
        assert session.scalars(select(ConsentRow)).all() == []


def test_a_reader_is_named_alike_and_may_go_again(house):
    run(BEN, "--name", "Ben")
    run(ANA, "--name", "Ana", "--reader")
    assert run(ANA, "--remove").exit_code == 0
    assert posts(house) == [("Ben", "owner")]


def test_the_last_owner_is_not_made_a_reader_nor_removed(house):
    run(BEN, "--name", "Ben")
    assert (run(BEN, "--remove").exit_code, run(BEN, "--reader").exit_code) == (2, 2)


def test_an_owner_needs_a_name_here(house):
    assert run(BEN).exit_code == 2
