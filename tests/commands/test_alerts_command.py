import json

import pytest
from click.testing import CliRunner

from service import migrate
from service.alerts import raise_alert
from service.cli import main
from service.house import open_house
from service.models import Trouble
from service.settings import read_settings
from tests.sending import ACCOUNT, LINE


@pytest.fixture
def house(tmp_path, monkeypatch):
    settings = {
        "LINE_NUMBER": LINE,
        "PUBLIC_URL": "http://127.0.0.1:9",
        "CARRIER_URL": "http://127.0.0.1:9",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "a-token",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with open_house(read_settings()) as house:
        migrate.upgrade(house.database)
        yield house


def ask(*options):
    return CliRunner().invoke(main, ["alerts", *options])


def test_it_lists_what_needs_a_person_and_the_next_step(house):
    with house.database.transaction() as session:
        raise_alert(session, Trouble.DAILY_LIMIT, "The day's limit. (63038)", house.clock.now())
    [told] = map(json.loads, ask("--json").stdout.splitlines())
    assert (told["kind"], told["count"]) == ("daily_limit", 1)
    assert "higher limit" in told["fix"] and "higher limit" in ask().stdout


def test_it_is_cleared_by_its_name(house):
    with house.database.transaction() as session:
        raise_alert(session, Trouble.FILTERED, "A filter.", house.clock.now())
    assert ask("--clear", "filtered").stdout == ""
    assert ask("--clear", "filtered").exit_code == 2
