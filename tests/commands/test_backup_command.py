"""porchlight backup and restore as they are typed."""

import json
import stat

import pytest
from click.testing import CliRunner

from service.cli import main
from service.crypto import keyring_at
from tests.sending import ACCOUNT, LINE

SETTINGS = {
    "LINE_NUMBER": LINE,
    "ORGANISATION": "RidgePeers' line",
    "PUBLIC_URL": "http://127.0.0.1:9",
    "CARRIER_URL": "http://127.0.0.1:9",
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": "a-token-nobody-should-see",
}


def run(*words):
    return CliRunner().invoke(main, words)


@pytest.fixture
def line(sqlite, tmp_path, monkeypatch):
    """A line in this folder, with its settings in the environment."""
    sqlite.close()
    for name, value in {**SETTINGS, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    keyring_at(tmp_path / "keys.json")
    return tmp_path


@pytest.fixture
def elsewhere(line, tmp_path, monkeypatch):
    """Afterwards: another folder, and nothing in the environment."""

    def leave():
        for name in (*SETTINGS, "DATA_DIR"):
            monkeypatch.delenv(name)
        second = tmp_path / "second"
        second.mkdir()
        monkeypatch.chdir(second)
        return second

    return leave


def test_the_keys_go_into_a_file_of_their_own_for_its_owner_only(line):
    told = run("backup", "line.backup", "--keys", "line.keys")
    assert told.exit_code == 0, told.output
    assert (line / "line.keys").read_text() == (line / "keys.json").read_text()
    assert stat.S_IMODE((line / "line.keys").stat().st_mode) == 0o600
    assert "Keep them somewhere else" in told.stderr


def test_it_says_where_the_keys_are_and_what_happens_without_them(line):
    told = run("backup", "line.backup", "--json")
    row = json.loads(told.stdout)
    assert row["tables"]["people"] == row["files"] == 0
    assert f"{line}/keys.json. Without them nobody can read" in told.stderr


def test_keys_never_replace_others(line):
    (line / "line.keys").write_text("the only copy")
    assert run("backup", "line.backup", "--keys", "line.keys").exit_code == 2
    assert (line / "line.keys").read_text() == "the only copy"


def test_it_comes_back_in_an_empty_folder_with_its_settings(line, elsewhere):
    run("backup", "line.backup", "--keys", "line.keys")
    second = elsewhere()
    told = run("restore", str(line / "line.backup"), "--keys", str(line / "line.keys"))
    assert told.exit_code == 0, told.output
    assert "so add: TWILIO_AUTH_TOKEN" in told.stdout
    with (second / ".env").open("a") as file:
        file.write("TWILIO_AUTH_TOKEN=again\n")
    assert run("db", "check").exit_code == 0
    assert "a-token" not in (second / ".env").read_text()


def test_settings_that_are_there_are_left_alone(line, elsewhere):
    run("backup", "line.backup", "--keys", "line.keys")
    second = elsewhere()
    (second / ".env").write_text("# mine\n")
    told = run("restore", str(line / "line.backup"), "--keys", str(line / "line.keys"), "--json")
    assert json.loads(told.stdout)["settings"] is None
    assert (second / ".env").read_text() == "# mine\n"
