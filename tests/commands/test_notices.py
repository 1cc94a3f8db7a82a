"""`porchlight notices`: what goes out, to how many, and a hand on it; nobody's name, number or words."""

import json
import shutil

import pytest
from click.testing import CliRunner

from service.cli import main
from service.house import open_house
from service.models import NoticeKind
from service.notices import drafts, sending
from service.settings import read_settings
from tests.commands.test_finder import SETTINGS
from tests.notices.parish import ANA, BEN, Parish

WORDS = "Bring a chair"


@pytest.fixture
def going(tmp_path, monkeypatch, sqlite_template):
    """Ben's notice to Ana and Walt, put out and not sent."""
    for name, value in {**SETTINGS, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    with open_house(read_settings()) as house:
        shutil.copy(sqlite_template, tmp_path / "porchlight.db")
        parish = Parish(house, house.clock, None, None)
        notice_id, now = parish.draft(NoticeKind.NEWS), house.clock.now()
        with house.database.transaction() as session:
            args = session, house.settings, notice_id
            drafts.confirm(*args, "02", parish.ben, now, proved=True)
            drafts.later(*args, parish.ben, now, proved=True)
            assert sending.go(*args, now + drafts.HELD_FOR)
        yield f"B{notice_id}"


def run(*args):
    return CliRunner().invoke(main, ["notices", *args])


def test_it_is_listed_with_its_counts(going):
    (row,) = map(json.loads, run("list", "--json").output.splitlines())
    assert (row["notice"], row["state"], row["groups"]) == (going, "sending", ["TUE"])
    assert (row["people"], row["to_go"], row["reached"]) == (2, 2, 0)
    assert f"{going}  news  TUE  sending: 2 people; 2 to go" in run().output


def test_what_became_of_each_is_shown_and_nobody_is_named(going):
    row = json.loads(run("show", going, "--json").output)
    assert [one["outcome"] for one in row["outcomes"]] == ["to_go", "to_go"]
    assert [event["what"] for event in row["events"]][-2:] == ["held", "sending"]
    shown = run("show", going.lower()).output + json.dumps(row)
    assert not [one for one in (ANA, BEN, ANA[2:], WORDS) if one in shown]


def test_it_is_paused_resumed_and_stopped(going):
    assert run("pause", going).output == f"{going} is paused: 0 of 2 have it.\n"
    assert run("pause", going).exit_code == 2
    assert "going on" in run("resume", going).output
    assert "stopped" in run("stop", going).output
    row = json.loads(run("show", going, "--json").output)
    assert row["failed"] == {"The coordinator stopped it.": 2}
    assert run("list").output == ""
    assert run("stop", going).exit_code == 2


def test_what_is_no_notice_is_said(going):
    assert run("show", "B999").exit_code == 2
    assert run("show", "TUE").exit_code == 2
