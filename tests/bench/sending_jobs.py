"""Two workers of ours against two that take one RQ job a text and fork for each."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import func, select

from service import jobs
from service.house import House
from service.models import Lane, Outbox, State
from tests.bench.measure import Row
from tests.bench.sending_house import KEYS, open_sender, put_out, running_redis
from tests.bench.sending_stub import Stub, running_stub
from tests.bench.sending_worker import DONE
from tests.sending import ACCOUNT, LINE, TOKEN

ROUNDS = 5
WORKERS = 2
TEXTS, JOBS = 3_000, 60
PATIENCE_S = 120.0
ROOT = Path(__file__).parents[2]


def send_vs_job_per_message() -> Iterator[Row]:
    """Texts a second, each side's workers running all the time, rounds in turn."""
    house = open_sender()
    with ExitStack() as stack:
        stub, url = stack.enter_context(running_stub()), stack.enter_context(running_redis())
        for kind, queue in (("ours", "normal"), ("plain", "plain")) * WORKERS:
            stack.enter_context(_running(kind, queue, environment(house, stub, url)))
        redis = stack.enter_context(Redis.from_url(url))
        pairs = [(_by_outbox(house, redis), _by_jobs(redis)) for _ in range(ROUNDS + 1)][1:]
    mine = statistics.median(rate for rate, _ in pairs)
    ratio = statistics.median(rate / plain for rate, plain in pairs)
    versus = f"{statistics.median(plain for _, plain in pairs):.0f} jobs a second"
    name = "send_vs_job_per_message"
    yield Row(name, "texts", round(mine, 1), "1/s", "higher", versus, round(ratio, 1), ROUNDS)


def environment(house: House, stub: Stub, redis: str) -> dict[str, str]:
    """What a real process needs to send to the stub as fast as it can."""
    return {
        "PATH": os.environ["PATH"],
        "LINE_NUMBER": LINE,
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "CARRIER_URL": stub.url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "DATA_DIR": str(house.settings.data_dir),
        "REDIS_URL": redis,
        "KEYS": KEYS,
        "SEGMENTS_A_SECOND": "2000",
        "LOG_LEVEL": "warning",
        "REQUESTS_CA_BUNDLE": stub.trusted,
    }


@contextmanager
def _running(kind: str, queue: str, environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "tests.bench.sending_worker", kind, queue]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _by_outbox(house: House, redis: Redis) -> float:
    put_out(house, TEXTS)
    began = time.perf_counter()
    queue = Queue("normal", connection=redis, serializer=JSONSerializer)
    for _ in range(WORKERS):
        queue.enqueue(jobs.DELIVER, Lane.REMINDER, job_timeout=60, result_ttl=0)
    _wait_until(lambda: _under_way(house) == 0)
    return TEXTS / (time.perf_counter() - began)


def _by_jobs(redis: Redis) -> float:
    redis.set(DONE, 0)
    began = time.perf_counter()
    queue = Queue("plain", connection=redis, serializer=JSONSerializer)
    for number in range(JOBS):
        queue.enqueue("tests.bench.sending_worker.send_one", f"+1406555{number:04d}", result_ttl=0)
    _wait_until(lambda: int(redis.get(DONE) or 0) == JOBS)
    return JOBS / (time.perf_counter() - began)


def _under_way(house: House) -> int:
    left = select(func.count()).where(Outbox.state.in_([State.QUEUED, State.SENDING]))
    with house.database.reading() as session:
        return session.scalar(left) or 0


def _wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError("the workers did not come to an end")
        time.sleep(0.05)
