"""`porchlight checkins` proposes one to a member of a group, and lists them without name, number, answer."""

import json

import pytest
from click.testing import CliRunner

from service.cli import main
from service.commands import checkins as command
from tests.filled import fill
from tests.line import ANA

LEE = "+14065550130"


@pytest.fixture
def checkins(house, monkeypatch):
    """The command, in the sample community."""
    monkeypatch.setattr(command, "opened_house", lambda: house)
    fill(house)
    return lambda *words: CliRunner().invoke(main, ["checkins", *words])


def test_what_is_proposed_is_listed(checkins):
    told = checkins("propose", ANA, "9am", "daily")
    assert told.exit_code == 0 and "nothing is asked before their yes" in told.output
    (row,) = [json.loads(one) for one in checkins("list", "--json").output.splitlines()]
    assert (row["state"], row["at"], row["days"]) == ("proposed", "09:00", "every day")
    assert row["next"] is None and ANA not in checkins("list").output


@pytest.mark.parametrize(
    "words", [(LEE, "9am"), (ANA, "9", "daily"), (ANA, "soon"), ("+14065550177", "9am")]
)
def test_what_cannot_be_is_refused(checkins, words):
    assert checkins("propose", *words).exit_code == 2
