"""A process of its own that ticks as the real ticker does, until it is killed: what it needs is JSON."""

import json
import sys
import time
from datetime import datetime, timedelta

from service.carrier.twilio import TwilioCarrier
from service.clock import FixedClock
from service.crypto import Keyring, attach
from service.db import Database
from service.delivery.windows import Windows
from service.flows.registry import MESSAGES, TIMERS
from service.notices import sending
from tests.sending import house_of
from workers.crew import Crew
from workers.ticker import Ticker

AT_ONCE = Windows(lease=timedelta(), look_every=timedelta(), evidence=timedelta())


def main(given: dict[str, str]) -> None:
    database, keyring = Database(given["database"]), Keyring.from_json(given["keys"])
    attach(database.engine, keyring)
    house = house_of(FixedClock(datetime.fromisoformat(given["now"])), keyring, database)
    carrier = TwilioCarrier(
        house.settings.twilio_account_sid,
        house.settings.twilio_auth_token.get_secret_value(),
        base_url=given["carrier"],
    )
    sending.CHUNK = int(given["chunk"])
    ticker = Ticker(Crew(house, carrier, MESSAGES, TIMERS, windows=AT_ONCE))
    while True:
        ticker.tick()
        time.sleep(0.01)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
