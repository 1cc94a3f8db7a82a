import pytest
from click.testing import CliRunner

from service import web_server
from service.cli import main
from tests.commands.test_doctor import folder  # noqa: F401

pytestmark = pytest.mark.usefixtures("folder")


def run(*words):
    return CliRunner().invoke(main, words)


def test_upgrade_brings_an_empty_database_to_what_the_code_wants():
    assert run("db", "check").exit_code == 1
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "check").exit_code == 0


def test_downgrade_takes_it_back():
    run("db", "upgrade")
    assert "migration none" in run("db", "downgrade", "base").output


@pytest.mark.parametrize("words", [["up"], ["outbox"], ["find", "aa 59718"]])
def test_a_database_that_is_not_migrated_is_refused_in_one_line(words):
    refused = run(*words)
    assert refused.exit_code == 2
    assert refused.stderr.strip().endswith("Run: porchlight db upgrade")
    assert refused.stderr.count("\n") == 1


def test_the_web_is_refused_before_it_starts(capsys):
    with pytest.raises(SystemExit) as refused:
        web_server.on_starting(None)
    assert refused.value.code == 2
    assert capsys.readouterr().err.endswith("Run: porchlight db upgrade\n")


def test_the_web_starts_without_its_database(monkeypatch):
    """Crisis words are answered all the same."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    web_server.on_starting(None)


def test_a_database_that_is_away_is_said_in_one_line(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    refused = run("outbox")
    assert refused.exit_code == 1 and "porchlight doctor" in refused.stderr
    assert refused.stderr.count("\n") == 1
