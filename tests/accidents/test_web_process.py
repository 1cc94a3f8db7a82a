"""A real web process, alone with its disk while somebody else holds the database."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from service import migrate
from service.house import open_house
from service.inbound.spool import Spool
from service.models import PhoneRow, Waiting
from tests.line import ACCOUNT, ANA, LINE, PUBLIC, TOKEN, settings_for

pytestmark = pytest.mark.accident

ROOT = Path(__file__).parents[2]


class Web:
    """gunicorn as it is run for a line, on a free port, with a SQLite file of its own."""

    def __init__(self, folder: Path) -> None:
        self.house = open_house(settings_for(folder))
        migrate.upgrade(self.house.database)
        self.spool = Spool(folder / "spool", self.house.keyring)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.start()

    def start(self) -> None:
        given = {
            "LINE_NUMBER": LINE, "PUBLIC_URL": PUBLIC, "CARRIER_URL": PUBLIC,
            "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
            "DATA_DIR": str(self.house.settings.data_dir), "PATH": os.environ["PATH"],
        }  # fmt: skip
        command = ["gunicorn", "-c", "python:service.web_server", "-b", f"127.0.0.1:{self.port}"]
        with (self.house.settings.data_dir / "web.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command, "service.app:create_app()"],
                cwd=ROOT, env=given, start_new_session=True, stdout=log, stderr=log,
            )  # fmt: skip
        until(self.answers, 30)

    def answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/healthz", timeout=5).ok
        except requests.ConnectionError:
            return False

    def text(self, body: str) -> str:
        """The document that a text from Ana gets."""
        form = {"MessageSid": "SM" + "1" * 32, "AccountSid": ACCOUNT, "From": ANA, "To": LINE}
        form["Body"] = body
        signed = {
            "X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(f"{PUBLIC}/text", form)
        }
        url = f"http://127.0.0.1:{self.port}/text"
        return requests.post(url, data=form, headers=signed, timeout=15).text

    @contextmanager
    def database_held(self):
        """Somebody else has it and does not let go."""
        with self.house.database.transaction():
            yield

    def fill_disk(self) -> None:
        """From now on none of its processes can write to any file."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        for pid in (self.process.pid, *map(int, children.read_text().split())):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def end(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def is_stopped(self) -> bool:
        with self.house.database.reading() as session:
            return session.scalar(select(PhoneRow.stopped_at)) is not None

    def says_of_its_spool(self) -> list[int]:
        with self.house.database.reading() as session:
            return list(session.scalars(select(Waiting.texts)))


@pytest.fixture
def web(tmp_path):
    started = Web(tmp_path)
    yield started
    started.end()
    started.house.database.close()


def until(true, within_s: float = 15) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def test_it_takes_what_it_kept_without_any_ticker(web):
    with web.database_held():
        assert "We got your text" in web.text("STOP")
        assert len(web.spool) == 1
    until(web.is_stopped)
    until(lambda: web.says_of_its_spool() == [0])


def test_killed_at_once_it_takes_it_when_it_is_started_again(web):
    with web.database_held():
        web.text("STOP")
        web.kill()
    assert len(web.spool) == 1
    web.start()
    until(web.is_stopped)


def test_it_says_goodbye_for_an_empty_spool(web):
    until(lambda: web.says_of_its_spool() == [0])
    web.end()
    assert web.says_of_its_spool() == []


@pytest.mark.skipif(sys.platform != "linux", reason="limits another process, as Linux lets us")
def test_a_crisis_is_answered_without_database_and_disk_and_a_line_of_log(web):
    web.fill_disk()
    with web.database_held():
        assert "988" in web.text("i want to kill myself")
    assert len(web.spool) == 0
    assert "988" in web.text("i want to kill myself")
