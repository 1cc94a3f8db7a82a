"""The processes: `python -m workers.main worker urgent|normal|bulk` and `... ticker`."""

import signal
import sys
import threading
import time
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import SimpleWorker
from rq.serializers import JSONSerializer

from service import jobs, schema
from service.errors import ConfigurationError, DatabaseUnavailable
from service.logs import log, start_logging
from workers.crew import Crew
from workers.heartbeat import beat
from workers.ticker import Ticker
from workers.wiring import STOPPING, crew

USAGE = "Use: python -m workers.main worker urgent|normal|bulk, or: python -m workers.main ticker\n"
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 10.0
# An idle worker looks up this often, less 15 s that RQ keeps in hand.
WORKER_TTL_S = 30
BEAT_EVERY_S = 5.0


class QueueWorker(SimpleWorker):
    """Works in its own process, so that connections stay open from job to job.

    A killed fork would cost us those and gain nothing: a row outlives any process.
    """

    max_connection_wait_time = LONGEST_WAIT_S
    stopping: threading.Event
    mine: Crew
    beat_after = 0.0

    def request_stop(self, signum: Any, frame: Any) -> None:
        self.stopping.set()
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def heartbeat(self, *args: Any, **kwargs: Any) -> None:
        """RQ's own, several times a job, and ours every few seconds."""
        super().heartbeat(*args, **kwargs)
        if time.monotonic() < self.beat_after:
            return
        self.beat_after = time.monotonic() + BEAT_EVERY_S
        try:
            beat(self.mine.house, f"worker.{self.queues[0].name}")
        except DatabaseUnavailable as error:
            log("worker").warning("heartbeat_missed", error=str(error))


def work(queue: str, mine: Crew, url: str, stopping: threading.Event) -> None:
    """Works until a signal stops it, however often Redis comes and goes."""
    wait_s = FIRST_WAIT_S
    while not stopping.is_set():
        try:
            _work_once(queue, mine, url, stopping)
            wait_s = FIRST_WAIT_S
        except RedisError as error:
            log("worker").warning("redis_away", queue=queue, error=type(error).__name__)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)
        stopping.wait(wait_s)


def _work_once(queue: str, mine: Crew, url: str, stopping: threading.Event) -> None:
    """Until a signal, or until RQ gives up on a Redis that hangs. Raises RedisError."""
    with Redis.from_url(url) as connection:
        worker = QueueWorker(
            [queue],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=WORKER_TTL_S,
            maintenance_interval=WORKER_TTL_S,
            log_job_description=False,
        )
        worker.stopping, worker.mine = stopping, mine
        log("worker").info("worker_ready", queue=queue)
        worker.work(logging_level="ERROR")


def main(arguments: list[str]) -> int:
    """The exit status: 0 after a signal, 2 for wrong usage, wrong settings or old tables."""
    queue = arguments[1] if len(arguments) == 2 and arguments[0] == "worker" else None
    if arguments != ["ticker"] and queue not in jobs.QUEUES:
        return _complain(USAGE)
    start_logging()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: STOPPING.set())
    try:
        mine = crew()
        schema.require_if_reached(mine.house.database)
        return _run(queue, mine, STOPPING)
    except ConfigurationError as error:
        return _complain(f"{error}\n")


def _run(queue: str | None, mine: Crew, stopping: threading.Event) -> int:
    if queue is None:
        Ticker(mine).run(stopping)
        return 0
    url = mine.house.settings.redis_url.get_secret_value()
    if not url:
        return _complain("REDIS_URL is missing; without Redis the ticker sends alone.\n")
    work(queue, mine, url, stopping)
    return 0


def _complain(message: str) -> int:
    sys.stderr.write(message)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
