"""Processes that die or get in each other's way, and a Redis that forgets: each text still goes once."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from service import jobs
from service.crypto import Keyring, fresh_keys
from service.delivery.send import drain
from service.delivery.sweep import sweep
from service.delivery.windows import Windows
from service.models import State
from service.simulator.server import create_simulator, serve
from tests import sending_process
from tests.real_redis import RealRedis, real_redis, running_redis
from tests.sending import (
    ANA,
    asked,
    carrier,
    database_in_use,
    house,
    put_out,
    row,
    say_hello,
    settings,
    simulator,
    texts_created,
)
from workers.crew import Crew
from workers.ticker import Ticker

__all__ = [
    "asked", "carrier", "database_in_use", "house", "put_out", "real_redis", "running_redis", "settings",
    "simulator",
]  # fmt: skip

pytestmark = pytest.mark.accident
KEYS = fresh_keys()
AT_ONCE = Windows(lease=timedelta(), look_every=timedelta(), evidence=timedelta())


@pytest.fixture
def keyring() -> Keyring:
    """Ours, so that another process can have the same."""
    return Keyring.from_json(KEYS)


@contextmanager
def over_http(simulator, around: Callable = lambda app: app) -> Iterator[str]:
    app = create_simulator(simulator)
    app.wsgi_app = around(app.wsgi_app)
    server = serve(app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def start_sending(house, address: str) -> subprocess.Popen[bytes]:
    given = {
        "database": house.database.engine.url.render_as_string(hide_password=False),
        "keys": KEYS,
        "now": house.clock.now().isoformat(),
        "carrier": address,
    }
    process = subprocess.Popen(
        [sys.executable, sending_process.__file__, json.dumps(given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout.readline() == b"ready\n"
    return process


def killing(process_of: list, before: bool):
    """The carrier's side of an order, and a kill -9 right before or right after it is done."""

    def around(app):
        def answer(environ, start):
            if before:
                process_of[0].kill()
                process_of[0].wait()
                return app({**environ, "REQUEST_METHOD": "GET"}, start)
            body = app(environ, start)
            process_of[0].kill()
            process_of[0].wait()
            return body

        return answer

    return around


@pytest.mark.parametrize("before", [True, False], ids=["before it was created", "after the yes"])
def test_a_worker_killed_while_posting_sends_once(
    database, house, simulator, carrier, put_out, before
):
    mine, process_of = put_out(), []
    with over_http(simulator, killing(process_of, before)) as address:
        process_of.append(start_sending(house, address))
        process_of[0].communicate(b"\n")
    assert process_of[0].returncode == -signal.SIGKILL
    assert len(texts_created(simulator)) == (0 if before else 1)
    sweep(house, carrier, AT_ONCE)
    drain(house, carrier, say_hello, limit=10)
    simulator.settle()
    assert row(database, mine).state == State.DELIVERED
    assert len(simulator.inbox(ANA)) == 1


@pytest.mark.full  # a quarter of a minute a database; the brief storm has several workers too
def test_processes_side_by_side_send_each_row_once(database, house, simulator, put_out):
    for number in range(60):
        put_out(f"n{number}")
    with over_http(simulator) as address:
        processes = [start_sending(house, address) for _ in range(2)]
        for process in processes:
            process.stdin.write(b"\n")
            process.stdin.flush()
        for process in processes:
            process.communicate()
    assert [process.returncode for process in processes] == [0, 0]
    assert len(texts_created(simulator)) == 60


def test_redis_forgets_and_goes_and_the_row_still_goes_out_once(
    house, simulator, carrier, put_out, real_redis: RealRedis
):
    def words(session, house, claimed, now):
        return say_hello(session, claimed, now)

    client = jobs.open_redis(real_redis.url)
    ticker = Ticker(Crew(house, carrier, {"reminder": words}, {}, client))
    mine = put_out()
    ticker.tick()
    assert row(house.database, mine).state == State.QUEUED  # left to a worker
    with Redis.from_url(real_redis.url) as redis:
        redis.flushall()
    with real_redis.stopped():
        ticker.tick()
        ticker.tick()
    simulator.settle()
    assert row(house.database, mine).state == State.DELIVERED
    assert len(simulator.inbox(ANA)) == 1
