"""The simulated carrier of a storm, a process of its own, with a bad day and answers that take a while."""

import os
import signal
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from service.clock import SystemClock
from service.settings import read_settings
from service.simulator import receipts
from service.simulator.carrier import CallDelays, ReceiptDelays, Simulator, SimulatorSettings
from service.simulator.server import create_simulator, serve
from tests.accidents.storm import town, village
from tests.accidents.storm.size import SIZES

# 5 % 429, 2 % 5xx before and after creating, 1 % cut, 1 % too slow; receipts lost, doubled, reordered.
BAD_DAY = {
    "429": 0.04, "429-retry-after": 0.01, "5xx-before": 0.02, "5xx-after": 0.02, "cut-before": 0.005,
    "cut-after": 0.005, "slow": 0.01, "receipts-lost": 0.03, "receipts-doubled": 0.05,
    "receipts-reordered": 0.1, "receipts-early": 0.03, "receipts-late": 0.15,
    "reads-fail": 0.02, "inbound-doubled": 0.1,
}  # fmt: skip
# Later than a first retry: a receipt that comes at once would hide that one was too many.
RECEIPTS = ReceiptDelays(sending=0.5, sent=1.5, final=0.5)


def simulated() -> Simulator:
    settings, size = read_settings(), SIZES[os.environ["STORM_SIZE"]]
    simulator = Simulator(
        SimulatorSettings(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token.get_secret_value(),
            line_numbers=(settings.line_number,),
            sms_url=f"{settings.public_url}/text",
            voice_url=f"{settings.public_url}/voice/in",
            receipt_delays=RECEIPTS,
            call_delays=CallDelays(0.1, 0.3),
            calls_a_second=50,
            seed=int(os.environ["STORM_SEED"]),
            slow_s=size.timeout_s * 1.5,
        ),
        SystemClock(),
    )
    for number in town.phones():
        # Who picks up hangs up again once something is said.
        simulator.exchange.handsets.behave(number, town.behaviour(number), keys="h")
    for number, behaves, keys in village.phones(size.members):
        simulator.exchange.handsets.behave(number, behaves, keys=keys or None)
    # Later than a lease: nothing but the attempt's own row tells then that it may have gone.
    receipts.LATE_S = 1.5 * size.windows.lease.total_seconds()
    for fault, rate in BAD_DAY.items():
        simulator.exchange.faults.set(fault, rate * size.worse)
    return simulator


def slowly(app: Any) -> Any:
    """Creates at once and answers in a while, as a carrier far away does."""
    wait_s = SIZES[os.environ["STORM_SIZE"]].answer_s

    def answer(environ: Any, start: Any) -> Any:
        body = app(environ, start)
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"].startswith("/2010"):
            time.sleep(wait_s)
        return body

    return answer


def main() -> int:
    """Serves until SIGTERM."""
    simulator = simulated()
    simulator.start()
    address = urlsplit(read_settings().carrier_url)
    app = create_simulator(simulator)
    app.wsgi_app = slowly(app.wsgi_app)  # type: ignore[method-assign]
    server = serve(app, address.hostname or "127.0.0.1", address.port or 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
