"""From an empty .env to a line that works: each run of the doctor names one step, and that one is taken.

The simulator stands in for Twilio, with CARRIER=twilio as a real line has it.
"""

import json
import re
import shlex
import socket
from contextlib import ExitStack

import pytest
from click.testing import CliRunner

from service.app import create_app
from service.cli import main
from service.house import open_house
from service.settings import read_settings
from service.simulator.lines import MessagingService
from tests.commands.tls import HOST, certificate, serving
from tests.line import LINE
from tests.real_redis import real_redis, running_redis
from workers.heartbeat import beat

__all__ = ["certificate", "real_redis", "running_redis"]

MOST_STEPS = 40
BIN = "https://handler.example/EH"


class Operator:
    """Does what the doctor says, and knows what only they can know."""

    def __init__(self, folder, known, account, certificate, redis):
        self.env, self.known, self.account = folder / ".env", known, account
        self.certificate, self.redis = certificate, redis
        self.env.touch()
        self.steps, self.running = [], ExitStack()

    def ask(self):
        """The next step, or None when all is well."""
        told = CliRunner().invoke(main, ["doctor", "--json"])
        first = json.loads(told.stdout.splitlines()[0])
        assert (told.exit_code == 0) is first["ok"], told.output
        return None if first["ok"] else first

    def take(self, step):
        self.steps.append(step["check"])
        fix = step["fix"]
        if document := re.search(r"porchlight fallback --(\w+)", fix):
            self.set(f"FALLBACK_{document[1].upper()}_URL", f"{BIN}{document[1]}")
        elif named := re.match(r"Set (\w+) in .env", fix):
            self.set(named[1], self.known[named[1]])
        elif fix.startswith("Register it"):
            self.account.exchange.lines.service = MessagingService("MG" + "0" * 32, defers=False)
        elif "porchlight up" in fix:
            self.start()
        else:
            self.run(re.search(r"[Rr]un: porchlight (.+)$", fix)[1])

    def set(self, name, value):
        with self.env.open("a") as file:
            file.write(f"{name}={value}\n")

    def run(self, words):
        done = CliRunner().invoke(main, shlex.split(words))
        assert done.exit_code == 0, (words, done.output, done.exception)

    def start(self):
        """What `porchlight up` would run: the web process, a ticker that lives, and a Redis."""
        self.set("REDIS_URL", self.redis.url)
        house = self.running.enter_context(open_house(read_settings()))
        port = int(house.settings.public_url.rpartition(":")[2])
        self.running.enter_context(serving(create_app(house=house), self.certificate, port))
        beat(house, "ticker")


@pytest.fixture
def operator(tmp_path, at_once, address, certificate, real_redis):
    account = at_once.settings
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    known = {
        "LINE_NUMBER": LINE,
        "PUBLIC_URL": f"https://{HOST}:{port}",
        "CARRIER": f"twilio\nCARRIER_URL={address}",
        "TWILIO_ACCOUNT_SID": account.account_sid,
        "TWILIO_AUTH_TOKEN": account.auth_token,
        "ORGANISATION": "RidgePeers",
        "HOME_ZONE": "America/Denver",
        "HOME_COUNTRY": "US",
    }
    operator = Operator(tmp_path, known, at_once, certificate, real_redis)
    with operator.running:
        yield operator


def test_step_by_step_it_leads_to_a_line_that_works(operator, at_once):
    while (step := operator.ask()) and len(operator.steps) < MOST_STEPS:
        operator.take(step)
    assert step is None, step
    number = at_once.exchange.lines.all()[0]
    assert number.sms_url.startswith(operator.known["PUBLIC_URL"] + "/text#")
    assert operator.steps[:5] == ["settings"] * 5
    assert {"whose", "lines", "registered", "fallback", "migrations", "ticker"} < {*operator.steps}
    assert {"opt-out", "lines tested", "drill", "backup"} < {*operator.steps}
