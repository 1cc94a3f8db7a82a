"""`porchlight care add|list|remove`, as a shell would run them."""

import json
import shutil

import pytest
from click.testing import CliRunner

from service.commands.care import care
from service.errors import BadInput
from service.house import open_house
from service.settings import read_settings
from tests.commands.test_finder import SETTINGS

CLINIC = ("Pine Clinic", "406-555-0177", "--near", "59801", "--note", "pay what you can")


@pytest.fixture
def house(tmp_path, monkeypatch, sqlite_template):
    for name, value in {**SETTINGS, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with open_house(read_settings()):  # makes the keys
        pass
    shutil.copy(sqlite_template, tmp_path / "porchlight.db")


def run(*words):
    return CliRunner().invoke(care, words)


def rows():
    return [json.loads(line) for line in run("list", "--json").stdout.splitlines()]


def test_what_is_added_is_listed_with_its_town(house):
    assert run("add", *CLINIC, "--verified", "2026-11-01").exit_code == 0
    (listed,) = rows()
    assert (listed["name"], listed["town"]) == ("Pine Clinic", "Missoula")
    assert listed["verified_on"] == "2026-11-01"


def test_what_is_removed_is_gone(house):
    run("add", *CLINIC)
    assert run("remove", str(rows()[0]["id"])).exit_code == 0
    assert rows() == []


@pytest.mark.parametrize(
    "words",
    [
        ("add", "Pine Clinic", "not a number"),
        ("add", "Pine Clinic", "406-555-0177", "--near", "qqqq"),
        ("add", "Pine Clinic", "406-555-0177", "--near", "springfield"),
        ("add", "x" * 41, "406-555-0177"),
        ("remove", "99"),
    ],
    ids=["no number", "no place", "several places", "too long", "nothing there"],
)
def test_what_is_wrong_is_said_and_changes_nothing(house, words):
    assert isinstance(run(*words).exception, BadInput)
    assert rows() == []
