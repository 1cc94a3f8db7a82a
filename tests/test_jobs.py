"""Hints: they wake a worker when Redis is there, and cost nothing when it is not."""

import time

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from service import jobs
from service.jobs import Heard
from service.models import Lane
from tests.real_redis import real_redis, running_redis

__all__ = ["real_redis", "running_redis"]


def test_each_lane_has_its_queue():
    assert {lane for lanes in jobs.QUEUES.values() for lane in lanes} == set(Lane)


@pytest.mark.parametrize(
    ("lane", "queue"), [("crisis", "urgent"), ("reminder", "normal"), ("notice", "bulk")]
)
def test_a_lane_knows_its_queue(lane, queue):
    assert jobs.queue_of(lane) == queue


def test_a_hint_is_a_job_that_names_the_lane_and_nothing_else(real_redis):
    assert jobs.hint(jobs.open_redis(real_redis.url), jobs.DELIVER, "crisis") == Heard.YES
    [job] = Queue(
        "urgent", connection=Redis.from_url(real_redis.url), serializer=JSONSerializer
    ).jobs
    assert (job.func_name, job.args, job.kwargs) == ("workers.jobs.deliver", ["crisis"], {})
    assert (job.result_ttl, job.failure_ttl) == (0, jobs.FAILURE_TTL_S)


def test_a_hint_that_waits_is_enough(real_redis):
    client = jobs.open_redis(real_redis.url)
    jobs.hint(client, jobs.DELIVER, "crisis")
    assert jobs.hint(client, jobs.DELIVER, "reply") == Heard.ALREADY
    assert jobs.hint(client, jobs.DELIVER, "notice") == Heard.YES


def test_without_redis_nobody_hears_and_nothing_breaks():
    assert jobs.hint(jobs.open_redis(""), jobs.DELIVER, "crisis") == Heard.NOBODY


def test_a_redis_that_is_gone_costs_next_to_nothing(tmp_path):
    client = jobs.open_redis(f"unix://{tmp_path}/nobody.sock")
    start = time.monotonic()
    assert {jobs.hint(client, jobs.DELIVER, "crisis") for _ in range(50)} == {Heard.NOBODY}
    assert time.monotonic() - start < 0.5


def test_a_redis_that_hangs_costs_a_moment_once(real_redis):
    client = jobs.open_redis(real_redis.url)
    with real_redis.hanging():
        start = time.monotonic()
        assert {jobs.hint(client, jobs.DELIVER, "crisis") for _ in range(50)} == {Heard.NOBODY}
        assert time.monotonic() - start < 0.5


def test_a_job_that_a_killed_worker_had_just_taken_does_not_block_its_queue(real_redis):
    client, redis = jobs.open_redis(real_redis.url), Redis.from_url(real_redis.url)
    jobs.hint(client, jobs.DELIVER, "crisis")
    queue = Queue("urgent", connection=redis, serializer=JSONSerializer)
    redis.lmove(queue.key, queue.intermediate_queue_key)  # as RQ does first of all
    assert jobs.hint(client, jobs.DELIVER, "crisis") == Heard.YES
