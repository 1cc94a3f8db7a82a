"""`porchlight outbox`: rows as JSON or as lines, never a number or a word of a text."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime

import pytest
from click.testing import CliRunner

from service.commands.outbox import outbox as command
from service.crypto import keyring_at
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.house import House, open_house
from service.models import Lane, Way
from service.settings import read_settings
from tests.sending import ANA, HOUR, add_phone

SETTINGS = {
    "LINE_NUMBER": "+14065550199",
    "PUBLIC_URL": "http://127.0.0.1:8000",
    "CARRIER_URL": "http://127.0.0.1:8001",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "secret",
}


@pytest.fixture
def house(tmp_path, monkeypatch, sqlite_template) -> Iterator[House]:
    for name, value in {**SETTINGS, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    opened = open_house(read_settings(_env_file=None))
    shutil.copy(sqlite_template, tmp_path / "porchlight.db")
    yield opened
    opened.database.close()


@pytest.fixture
def two_rows(house, clock) -> list[str | None]:
    ana = add_phone(house.database, keyring_at(house.settings.data_dir / "keys.json"), clock)
    with house.database.transaction() as session:
        return [
            outbox.put(session, reminder_in(lane, ana, clock.now()), clock.now())
            for lane in (Lane.NOTICE, Lane.REMINDER)
        ]


def reminder_in(lane: Lane, phone_id: int, now: datetime) -> Outgoing:
    return Outgoing(
        way=Way.TEXT, lane=lane, dedupe_key=lane, phone_id=phone_id, message="reminder",
        useful_until=now + HOUR,
    )  # fmt: skip


def run(*arguments: str) -> str:
    answer = CliRunner().invoke(command, arguments)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


def test_it_lists_each_row_as_json(two_rows, clock):
    rows = [json.loads(line) for line in run("--json").splitlines()]
    assert [row["id"] for row in rows] == sorted(two_rows)
    assert {"kind": "text", "lane": "notice", "state": "queued", "attempts": 0}.items() <= rows[
        0
    ].items()
    assert datetime.fromisoformat(rows[0]["due"]) == clock.now()


def test_it_lists_the_newest_only(two_rows):
    assert len(run("--last", "1").splitlines()) == 1


def test_it_lists_one_state_only(two_rows):
    assert run("--state", "delivered") == ""
    assert len(run("--open").splitlines()) == 2


def test_it_shows_no_number(two_rows):
    assert ANA[2:] not in run() + run("--json")
