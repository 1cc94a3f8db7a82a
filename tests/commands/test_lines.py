"""porchlight lines dispatch: the numbers of dispatch centres, kept by the organisation."""

import json

import pytest
from click.testing import CliRunner

from service.cli import main
from service.commands import lines


@pytest.fixture
def run(house, monkeypatch):
    monkeypatch.setattr(lines, "opened_house", lambda: house)
    return lambda *words: CliRunner().invoke(main, ["lines", "dispatch", *words])


def test_a_centre_is_kept_by_county_and_its_newest_number_counts(run):
    for number in ("+14065550170", "(406) 555-0171"):
        assert run("add", "Park County, mt", number).exit_code == 0
    [row] = [json.loads(row) for row in run("--json").stdout.splitlines()]
    assert (row["county"], row["region"], row["number"]) == ("Park County", "MT", "+14065550171")
    run("remove", "park county, MT")
    assert run("--json").stdout == ""


@pytest.mark.parametrize(
    "words", [("add", "Park County", "+14065550170"), ("add", "Park County, MT", "911")], ids=str
)
def test_a_county_without_its_state_or_911_itself_is_refused(run, words):
    assert run(*words).exit_code == 2
