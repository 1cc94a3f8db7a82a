"""The whole loop with the simulator and its receipts, and how a crisis fares while notices drain."""

import itertools
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from service.carrier.port import Outcome, TextToSend
from service.carrier.twilio import TwilioCarrier
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.send import Terms, drain
from service.house import House
from service.models import Lane, Way
from service.simulator.carrier import Simulator, SimulatorSettings
from service.simulator.server import create_simulator, serve
from tests.bench.measure import Row
from tests.bench.sending_house import open_sender, put_out, real_client, words
from tests.bench.sending_stub import running_stub
from tests.sending import ACCOUNT, LINE, TOKEN, receipts_into
from workers.crew import Crew
from workers.ticker import Ticker

ROUNDS = 5
TEXTS = 1_000
NOTICES = 20_000
ALERTS = 15
LONGEST_MS = 1_000.0


def send_full_loop() -> Iterator[Row]:
    """From the claim to the last receipt, the simulator in the same process, against no receipts."""
    pairs = [
        (_through_simulator(receipts=True), _through_simulator(receipts=False))
        for _ in range(ROUNDS)
    ]
    mine = statistics.median(rate for rate, _ in pairs)
    ratio = statistics.median(rate / without for rate, without in pairs)
    versus = "the same with all receipts lost"
    yield Row(
        "send_full_loop", "texts", round(mine, 1), "1/s", "higher", versus, round(ratio, 3), ROUNDS
    )


def notice_urgent_latency() -> Iterator[Row]:
    """From a crisis alert's commit until the carrier is asked, one process sending all lanes."""
    house = open_sender()
    put_out(house, NOTICES, Lane.NOTICE)
    stop = threading.Event()
    with running_stub() as stub, real_client(stub) as real:
        carrier = _Watched(real)
        crew = Crew(
            house, carrier, {"bench": lambda s, _, claimed, now: words(s, claimed, now)}, {}
        )
        ticker = threading.Thread(target=Ticker(crew).run, args=(stop,))
        ticker.start()
        try:
            time.sleep(3)
            took = sorted(_alert_ms(house, carrier) for _ in range(ALERTS))
        finally:
            stop.set()
            ticker.join()
    median = statistics.median(took)
    versus = f"{LONGEST_MS:.0f} ms; the slowest of {ALERTS} took {took[-1]:.0f}"
    ratio = round(median / LONGEST_MS, 3)
    yield Row("notice_urgent_latency", "alert", round(median), "ms", "lower", versus, ratio, ALERTS)


class _Watched:
    """The carrier, and when it was asked for which row."""

    def __init__(self, real: TwilioCarrier) -> None:
        self._real, self.asked_at = real, {}

    def send_text(self, text: TextToSend) -> Outcome:
        self.asked_at[text.receipt_url.split("/")[-2]] = time.perf_counter()
        return self._real.send_text(text)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


_alerts = itertools.count()


def _alert_ms(house: House, carrier: _Watched) -> float:
    number, now = next(_alerts), house.clock.now()
    with house.database.transaction() as session:
        outgoing = Outgoing(
            way=Way.TEXT, lane=Lane.CRISIS, dedupe_key=f"alert:{number}", phone_id=1,
            message="bench", useful_until=now + timedelta(hours=1),
        )  # fmt: skip
        alert = outbox.put(session, outgoing, now)
    began = time.perf_counter()
    while alert not in carrier.asked_at:
        time.sleep(0.005)
    time.sleep(0.37 + 0.07 * (number % 7))  # not in step with the ticker
    return (carrier.asked_at[alert] - began) * 1000


def _through_simulator(receipts: bool) -> float:
    house = open_sender()
    put_out(house, TEXTS)
    with _simulator(house) as (simulator, address):
        if not receipts:
            simulator.exchange.faults.set("receipts-lost")
        carrier = TwilioCarrier(ACCOUNT, TOKEN, base_url=address)
        began = time.perf_counter()
        drain(house, carrier, words, limit=TEXTS, terms=Terms(for_s=60))
        simulator.settle()
        return TEXTS / (time.perf_counter() - began)


@contextmanager
def _simulator(house: House) -> Iterator[tuple[Simulator, str]]:
    settings = SimulatorSettings(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        line_numbers=(LINE,),
        sms_url="http://127.0.0.1:8000/text",
        voice_url="http://127.0.0.1:8000/voice",
    )
    simulator = Simulator(settings, house.clock, post=receipts_into(house, []))
    server = serve(create_simulator(simulator))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield simulator, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
