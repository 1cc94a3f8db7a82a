"""Who fetches feeds again: a worker by a job, and the ticker itself when none is there."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select

from service import jobs, refresh
from service.crypto import Keyring, fresh_keys
from service.meetings.copies import Terms, read_copy
from service.models import Feed
from tests.commands.test_finder import SETTINGS
from tests.meetings.community import TUESDAY, feed, row
from tests.meetings.feed_server import running
from tests.real_redis import real_redis, running_redis  # noqa: F401
from workers.crew import Chore, Crew
from workers.ticker import Ticker
from workers.wiring import LET_A_WORKER, see_to_feeds

ROOT = Path(__file__).parents[2]
KEYS = fresh_keys()
JOB_TWICE = "from workers.jobs import refresh_feeds as job; job('notice'); job('notice')"


@pytest.fixture
def keyring():
    """The process that does the job has no other."""
    return Keyring.from_json(KEYS)


@pytest.fixture
def due(house, clock, monkeypatch):
    """A feed whose time has come, and the server it comes from."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running() as server:
        server.body = feed(row("a", TUESDAY, "19:00"))
        refresh.take_copy(house, read_copy("montana", server.body, Terms("aa")))
        refresh.note_fetched(house, "montana", server.url(), refresh.Marks())
        with house.database.reading() as session:
            clock.at = session.scalars(select(Feed.next_at)).one()
        yield server


def waiting(redis):
    queue = Queue("bulk", connection=Redis.from_url(redis.url), serializer=JSONSerializer)
    return [(job.func_name, job.args) for job in queue.jobs]


def test_without_redis_the_ticker_reads_them(house, due):
    see_to_feeds(None, house)
    assert due.asked == ["/feed.json"]


def test_with_redis_a_worker_is_asked(house, due, real_redis):  # noqa: F811
    see_to_feeds(jobs.open_redis(real_redis.url), house)
    assert due.asked == []
    assert waiting(real_redis) == [(jobs.REFRESH, ["notice"])]


def test_when_no_worker_comes_the_ticker_reads_them(house, due, real_redis, clock):  # noqa: F811
    clock.advance(LET_A_WORKER + timedelta(minutes=1))
    see_to_feeds(jobs.open_redis(real_redis.url), house)
    assert due.asked == ["/feed.json"]


def test_nobody_is_asked_before_its_time(house, due, clock, real_redis):  # noqa: F811
    clock.at -= timedelta(minutes=1)
    see_to_feeds(jobs.open_redis(real_redis.url), house)
    assert waiting(real_redis) == []


def test_the_job_reads_what_is_due_once(house, due, clock, tmp_path):
    with house.database.transaction() as session:
        session.scalars(select(Feed)).one().next_at = datetime.now(UTC) - timedelta(minutes=1)
    environment = {**SETTINGS, "DATA_DIR": str(tmp_path), "KEYS": KEYS, "NO_PROXY": "127.0.0.1"}
    environment["DATABASE_URL"] = house.database.engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", JOB_TWICE], cwd=ROOT, env=environment, check=True)
    assert due.asked == ["/feed.json"]


def test_every_job_has_its_own_time_limit():
    assert jobs.TIMEOUTS_S[jobs.REFRESH] > jobs.TIMEOUTS_S[jobs.DELIVER]


def test_a_chore_that_takes_long_does_not_hold_up_the_round(house, carrier):
    done = []
    chore = Chore("feeds", timedelta(minutes=1), done.append, aside=True)
    ticker = Ticker(Crew(house, carrier, {}, {}, chores=(chore,)))
    with ticker._errands.start(1) as threads:
        ticker.tick()
        threads.shutdown()
    assert done == [house]
