"""How fast texts go out, and what that costs: the real client over TLS to a carrier that takes 120 ms."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from unittest.mock import patch

from twilio.rest import Client

from service.carrier.port import Accepted, TextToSend
from service.carrier.twilio import TwilioCarrier
from service.delivery.pace import Pace
from service.delivery.runway import THREADS
from service.delivery.send import Terms, drain
from service.house import House
from service.jobs import open_redis
from service.models import Way
from service.text.phone import Phone
from tests.bench.measure import Row
from tests.bench.sending_house import WORDS, open_sender, put_out, real_client, running_redis, words
from tests.bench.sending_stub import LATENCY_S, Stub, running_stub
from tests.sending import ACCOUNT, LINE, TOKEN

RATES = (10, 75, 225, 400)
WINDOW_S = 30.0
ROUNDS = 5
CEILING = THREADS / LATENCY_S
TEXTS_A_ROUND = 600
TEXT = TextToSend(Phone("+14065550100"), LINE, WORDS, "http://127.0.0.1:8000/status/text/1/1", 3600)


def send_paced(window_s: float = WINDOW_S) -> Iterator[Row]:
    """The rate reached over the rate asked: all from the first claim to the last answer."""
    with running_stub() as stub, running_redis() as url, real_client(stub) as carrier:
        for rate in RATES:
            house = open_sender()
            put_out(house, int(rate * window_s * 1.1) + 100)
            pace = Pace({Way.TEXT: float(rate), Way.CALL: 1.0}, open_redis(url), f"bench{rate}")
            reached = _rate(house, carrier, Terms(pace, for_s=window_s))
            versus, ratio = f"{rate} segments a second asked", round(reached / rate, 3)
            yield Row(
                "send_paced", f"{rate}/s", round(reached, 1), "1/s", "higher", versus, ratio, 1
            )


def send_drain(window_s: float = WINDOW_S) -> Iterator[Row]:
    """Without a pace, over what so many threads can do at most."""
    house = open_sender()
    put_out(house, int(CEILING * window_s * 1.1))
    with running_stub() as stub, real_client(stub) as carrier:
        reached = _rate(house, carrier, Terms(for_s=window_s))
    versus, ratio = f"{THREADS} threads over {LATENCY_S} s", round(reached / CEILING, 3)
    yield Row("send_drain", "texts", round(reached, 1), "1/s", "higher", versus, ratio, 1)


def send_cpu_vs_default_sdk() -> Iterator[Row]:
    """CPU of a request: our client against the SDK's own, as many threads each."""
    with running_stub() as stub, real_client(stub) as carrier, _default_trusts(stub):
        client = Client(ACCOUNT, TOKEN)
        client.api.base_url = stub.url

        def by_default() -> None:
            client.messages.create(
                to=TEXT.to.e164, from_=LINE, body=WORDS, status_callback=TEXT.receipt_url
            )

        pairs = [
            (_cpu_us(lambda: _must_go(carrier)), _cpu_us(by_default)) for _ in range(ROUNDS + 1)
        ][1:]
    mine = statistics.median(mine for mine, _ in pairs)
    ratio = statistics.median(mine / theirs for mine, theirs in pairs)
    versus = "the SDK with its default client"
    yield Row(
        "send_cpu_vs_default_sdk",
        "CPU a text",
        round(mine),
        "us",
        "lower",
        versus,
        round(ratio, 3),
        ROUNDS,
    )


def send_outbox_cpu() -> Iterator[Row]:
    """What the outbox's own thread spends a text, over what the sending threads do in the same run."""
    with running_stub() as stub, real_client(stub) as carrier:
        house = open_sender()
        pairs = [_outbox_and_sending(house, carrier) for _ in range(ROUNDS + 1)][1:]
    mine = statistics.median(outbox for outbox, _ in pairs)
    ratio = statistics.median(outbox / sending for outbox, sending in pairs)
    versus = f"{statistics.median(sending for _, sending in pairs):.0f} us of the client and TLS"
    yield Row(
        "send_outbox_cpu", "CPU a text", round(mine), "us", "lower", versus, round(ratio, 3), ROUNDS
    )


def _rate(house: House, carrier: TwilioCarrier, terms: Terms) -> float:
    began = time.perf_counter()
    sent = drain(house, carrier, words, limit=1_000_000, terms=terms)
    return sent / (time.perf_counter() - began)


def _outbox_and_sending(house: House, carrier: TwilioCarrier) -> tuple[float, float]:
    put_out(house, 2_000)
    all_before, mine_before = time.process_time(), time.thread_time()
    sent = drain(house, carrier, words, limit=2_000, terms=Terms(for_s=60))
    mine, everything = time.thread_time() - mine_before, time.process_time() - all_before
    return mine / sent * 1e6, (everything - mine) / sent * 1e6


def _default_trusts(stub: Stub) -> AbstractContextManager[object]:
    """The default client reads it from the environment, for each request."""
    return patch.dict(os.environ, REQUESTS_CA_BUNDLE=stub.trusted)


def _must_go(carrier: TwilioCarrier) -> None:
    if not isinstance(carrier.send_text(TEXT), Accepted):
        raise RuntimeError("the stub did not take it")


def _cpu_us(send: Callable[[], None]) -> float:
    before = time.process_time()
    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(send) for _ in range(TEXTS_A_ROUND)]:
            done.result()
    return (time.process_time() - before) / TEXTS_A_ROUND * 1e6
