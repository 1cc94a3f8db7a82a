"""A process of a benchmark: `... ours QUEUE` sends the bench's words, `... plain QUEUE` is RQ's own
worker, and `... real ticker` or `... real QUEUE` is one of ours as it is."""

import os
import sys
from dataclasses import replace
from functools import cache

import certifi
from redis import Redis
from rq import Worker, get_current_job
from rq.serializers import JSONSerializer
from twilio.rest import Client

from service.settings import Settings
from tests.bench.sending_house import WORDS, words
from tests.sending import ACCOUNT, LINE, TOKEN
from workers import main, wiring
from workers.crew import Crew

DONE = "bench:done"
_open_crew = wiring.open_crew


def send_one(to: str) -> None:
    """The job that the simplest of services has: one text by the SDK as it comes."""
    _client().messages.create(
        to=to, from_=LINE, body=WORDS, status_callback="http://127.0.0.1/status"
    )
    job = get_current_job()
    assert job
    job.connection.incr(DONE)


@cache
def _client() -> Client:
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = os.environ["CARRIER_URL"]
    return client


def _crew(settings: Settings) -> Crew:
    bench = {"bench": lambda session, house, claimed, now: words(session, claimed, now)}
    return replace(_open_crew(settings), messages=bench)


def run(kind: str, queue: str) -> int:
    if kind == "plain":
        connection = Redis.from_url(os.environ["REDIS_URL"])
        Worker([queue], connection=connection, serializer=JSONSerializer).work(
            logging_level="ERROR"
        )
        return 0
    certifi.where = lambda: os.environ["REQUESTS_CA_BUNDLE"]
    if kind == "real":
        return main.main(["ticker"] if queue == "ticker" else ["worker", queue])
    wiring.open_crew = _crew
    return main.main(["worker", queue])


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
