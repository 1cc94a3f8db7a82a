"""Queues, and hints to the workers that something is due.

The row is the truth and a hint only saves half a second: the ticker finds what no hint reached. So a
hint never raises, never waits longer than 100 ms, and carries no more than a lane's name.
"""

import time
from enum import StrEnum
from typing import Final
from weakref import WeakKeyDictionary

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

from service.logs import log

# Which lanes a worker of a queue sends. Crisis and replies never wait behind a notice.
QUEUES: Final = {
    "urgent": ("crisis", "reply"),
    "normal": ("checkin", "reminder"),
    "bulk": ("notice",),
}
DELIVER = "workers.jobs.deliver"
REFRESH = "workers.jobs.refresh_feeds"
PEOPLE_LISTS = "workers.jobs.see_to_people_lists"
# A feed of 100 MB over a slow line takes minutes.
TIMEOUTS_S: Final = {DELIVER: 60, REFRESH: 900, PEOPLE_LISTS: 120}
# How long a job that failed can be looked at. Its row is tried again whatever becomes of it.
FAILURE_TTL_S = 3600
HINT_TIMEOUT_S = 0.1
# After a failure nobody else waits for Redis for a while, and the log says so once a minute.
REST_S = 1.0
COMPLAIN_EVERY_S = 60.0

_resting: WeakKeyDictionary[Redis, float] = WeakKeyDictionary()
_complain_after = 0.0


class Heard(StrEnum):
    """What became of a hint."""

    YES = "yes"
    ALREADY = "already"  # one waits in the queue, and its worker will see our row too
    NOBODY = "nobody"  # no Redis: the ticker sends by itself


def open_redis(url: str) -> Redis | None:
    """A client for hints, or None without a URL. Connects only when used."""
    if not url:
        return None
    return Redis.from_url(
        url,
        socket_timeout=HINT_TIMEOUT_S,
        socket_connect_timeout=HINT_TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
    )


def queue_of(lane: str) -> str:
    """The queue whose workers send this lane."""
    return next(queue for queue, lanes in QUEUES.items() if lane in lanes)


def hint(redis: Redis | None, job: str, lane: str) -> Heard:
    """Wakes a worker for a lane. Call it after the commit; fine to forget."""
    if redis is None or time.monotonic() < _resting.get(redis, 0.0):
        return Heard.NOBODY
    try:
        return _enqueue(redis, job, lane)
    except RedisError as error:
        _rest(redis, type(error).__name__)
        return Heard.NOBODY


def _enqueue(redis: Redis, job: str, lane: str) -> Heard:
    queue = Queue(queue_of(lane), connection=redis, serializer=JSONSerializer)
    if queue.count:
        return Heard.ALREADY
    queue.enqueue(
        job,
        lane,
        job_timeout=TIMEOUTS_S[job],
        result_ttl=0,
        failure_ttl=FAILURE_TTL_S,
        description=job,
    )
    return Heard.YES


def _rest(redis: Redis, why: str) -> None:
    global _complain_after
    now = time.monotonic()
    _resting[redis] = now + REST_S
    if now >= _complain_after:
        _complain_after = now + COMPLAIN_EVERY_S
        log("jobs").warning("redis_missing", error=why)
