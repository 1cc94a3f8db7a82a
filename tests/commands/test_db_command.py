import pytest
from click.testing import CliRunner

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


def test_up_refuses_a_database_that_is_not_migrated_in_one_line():
    refused = run("up")
    assert refused.exit_code == 2
    assert refused.stderr.strip().endswith("Run: porchlight db upgrade")
    assert refused.stderr.count("\n") == 1
