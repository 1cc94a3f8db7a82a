"""The real processes: started, hinted at, left without Redis, stopped."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service import jobs
from service.clock import SystemClock
from service.crypto import Keyring, fresh_keys
from service.jobs import Heard
from service.models import Inbound, Lane, State
from service.simulator.server import create_simulator, serve
from tests.sending import ACCOUNT, ANA, LINE, TOKEN, row
from workers.main import USAGE, main

KEYS = fresh_keys()
ROOT = Path(__file__).parents[2]
PATIENCE_S = 90.0  # on a machine that does much else, starting takes half a minute

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring.from_json(KEYS)


@pytest.fixture
def clock() -> SystemClock:
    """The process under test has no other."""
    return SystemClock()


class SlowCarrier:
    """Creates at once and keeps whoever ordered waiting. `asked` says that somebody has."""

    def __init__(self, app) -> None:
        self._app, self.asked, self.wait_s = app, threading.Event(), 0.0

    def __call__(self, environ, start):
        body = self._app(environ, start)
        if environ["REQUEST_METHOD"] == "POST":
            self.asked.set()
            time.sleep(self.wait_s)
        return body


@pytest.fixture
def slow(simulator) -> SlowCarrier:
    return SlowCarrier(create_simulator(simulator))


@pytest.fixture
def carrier_address(slow) -> Iterator[str]:
    server = serve(slow)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def environment(house, carrier_address, tmp_path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "LINE_NUMBER": LINE,
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "CARRIER_URL": carrier_address,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": house.database.engine.url.render_as_string(hide_password=False),
        "KEYS": KEYS,
    }


class Running:
    """A process whose log can be waited for."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "workers.main", *arguments],
            cwd=ROOT,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    def says(self, event: str) -> dict[str, object]:
        impatience = threading.Timer(PATIENCE_S, self.process.kill)
        impatience.start()
        try:
            for line in self.process.stderr:
                if line.startswith("{") and json.loads(line)["event"] == event:
                    return json.loads(line)
        finally:
            impatience.cancel()
        raise AssertionError(f"it ended without saying {event}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE_S)
        return self.process.returncode


@pytest.fixture
def start(environment) -> Iterator[Running]:
    running: list[Running] = []

    def begin(*arguments: str, **more: str) -> Running:
        running.append(Running({**environment, **more}, *arguments))
        return running[-1]

    yield begin
    for one in running:
        one.process.kill()
        one.process.communicate()


@pytest.fixture
def put_reply(house, put_out):
    """A reply that waited: its words are in the row of the text it answers."""

    def put(key: str) -> str:
        now = datetime.now(UTC)
        with house.database.transaction() as session:
            asked = Inbound(key=key, answer={"texts": ["Hello"]}, received_at=now, keep_until=now)
            session.add(asked)
            session.flush()
            subject = asked.id
        return put_out(key, lane=Lane.REPLY, message="reply.kept", subject_id=subject)

    return put


def test_a_worker_sends_what_it_is_hinted_at_and_stops_when_told(
    house, start, put_reply, real_redis
):
    worker = start("worker", "urgent", REDIS_URL=real_redis.url)
    worker.says("worker_ready")
    mine = put_reply("SM1")
    jobs.hint(jobs.open_redis(real_redis.url), jobs.DELIVER, Lane.REPLY)
    assert worker.says("attempt_ended")["outcome"] == "accepted"
    assert worker.stop() == 0
    assert row(house.database, mine).state == State.ACCEPTED


def test_a_worker_outlives_redis(start, put_reply, real_redis):
    worker = start("worker", "urgent", REDIS_URL=real_redis.url)
    worker.says("worker_ready")
    with real_redis.stopped():
        put_reply("SM1")
    client = jobs.open_redis(real_redis.url)
    jobs.hint(client, jobs.DELIVER, Lane.REPLY)
    assert worker.says("attempt_ended")["outcome"] == "accepted"
    assert worker.stop() == 0


def test_a_worker_waits_for_a_redis_that_is_not_there_yet(start, tmp_path):
    worker = start("worker", "bulk", REDIS_URL=f"unix://{tmp_path}/nobody.sock")
    worker.says("redis_away")
    assert worker.stop() == 0


@pytest.mark.parametrize("process", ["worker", "ticker"])
def test_told_to_stop_it_finishes_what_has_begun_and_claims_no_more(
    house, start, put_reply, real_redis, slow, process
):
    slow.wait_s = 0.5
    rows = [put_reply(f"SM{number}") for number in range(200)]
    if process == "worker":
        running = start("worker", "urgent", REDIS_URL=real_redis.url)
        running.says("worker_ready")
        jobs.hint(jobs.open_redis(real_redis.url), jobs.DELIVER, Lane.REPLY)
    else:
        running = start("ticker")
    slow.asked.wait(PATIENCE_S)
    assert running.stop() == 0
    states = {row(house.database, mine).state for mine in rows}
    assert states == {State.ACCEPTED, State.QUEUED}


def test_a_worker_killed_at_work_leaves_its_queue_to_the_next(start, put_reply, real_redis, slow):
    client = jobs.open_redis(real_redis.url)
    slow.wait_s = 0.5
    put_reply("SM1")
    killed = start("worker", "urgent", REDIS_URL=real_redis.url)
    killed.says("worker_ready")
    jobs.hint(client, jobs.DELIVER, Lane.REPLY)
    slow.asked.wait(PATIENCE_S)
    killed.process.kill()
    killed.process.wait()
    put_reply("SM2")
    assert jobs.hint(client, jobs.DELIVER, Lane.REPLY) == Heard.YES
    following = start("worker", "urgent", REDIS_URL=real_redis.url)
    assert following.says("attempt_ended")["outcome"] == "accepted"


def test_the_ticker_alone_sends_and_stops_when_told(simulator, start, put_reply):
    put_reply("SM1")
    ticker = start("ticker")
    assert ticker.says("attempt_ended")["outcome"] == "accepted"
    assert ticker.stop() == 0
    simulator.settle()
    assert [text.body for text in simulator.inbox(ANA)] == ["Hello"]


def test_no_log_line_has_a_number_or_a_word(start, put_reply, environment):
    put_reply("SM1")
    ticker = start("ticker")
    ticker.says("attempt_ended")
    ticker.process.send_signal(signal.SIGTERM)
    _, said = ticker.process.communicate(timeout=PATIENCE_S)
    assert "Hello" not in said and ANA[2:] not in said


@pytest.mark.parametrize("arguments", [[], ["worker"], ["worker", "leisurely"], ["typo"]])
def test_wrong_usage_is_one_line_and_status_two(arguments, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err == USAGE


def test_wrong_settings_are_named_and_status_two(start):
    running = start("ticker", LINE_NUMBER="12")
    assert (
        "LINE_NUMBER is no telephone number" in running.process.communicate(timeout=PATIENCE_S)[1]
    )
    assert running.process.returncode == 2
