import subprocess
import sys

from click.testing import CliRunner

from service.cli import MODULES, adopt_demo, main

QUICK = """
import sys
from service.cli import main
main.get_command(main.make_context("porchlight", ["find"]), "find")
print(*(name for name in ("twilio", "rq", "gunicorn", "service.app", "workers") if name in sys.modules))
"""


def test_help_lists_our_commands_and_flasks_without_any_settings(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["--help"])
    assert told.exit_code == 0
    assert all(f"\n  {name} " in told.stdout for name in (*MODULES, "routes"))


def test_a_wrong_command_is_wrong_usage(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(main, ["nonsense"])
    assert told.exit_code == 2
    assert "nonsense" in told.stderr


def test_a_command_starts_without_what_it_does_not_use():
    loaded = subprocess.run([sys.executable, "-c", QUICK], capture_output=True, text=True)
    assert loaded.stdout.strip() == ""


def test_in_a_folder_with_a_demo_commands_speak_to_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LINE_NUMBER", raising=False)
    monkeypatch.setenv("DATA_DIR", "kept")
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo.env").write_text("LINE_NUMBER='+14065550199'\nDATA_DIR='other'\n")
    environment = {"DATA_DIR": "kept"}
    monkeypatch.setattr("os.environ", environment)
    adopt_demo()
    assert environment == {"DATA_DIR": "kept", "LINE_NUMBER": "+14065550199"}


def test_settings_of_its_own_win_over_a_demo(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "demo.env").write_text("LINE_NUMBER='+14065550199'\n")
    (tmp_path / ".env").touch()
    environment = {}
    monkeypatch.setattr("os.environ", environment)
    adopt_demo()
    assert environment == {}
