"""A process of its own that sends all that is due, for tests that kill it: what it needs is JSON."""

import json
import sys
from datetime import datetime, timedelta

from service.carrier.twilio import TwilioCarrier
from service.clock import FixedClock
from service.crypto import Keyring, attach
from service.db import Database
from service.delivery.send import drain
from service.delivery.windows import Windows
from tests.sending import house_of, say_hello


def main(given: dict[str, str]) -> None:
    database, keyring = Database(given["database"]), Keyring.from_json(given["keys"])
    attach(database.engine, keyring)
    house = house_of(FixedClock(datetime.fromisoformat(given["now"])), keyring, database)
    carrier = TwilioCarrier(
        house.settings.twilio_account_sid,
        house.settings.twilio_auth_token.get_secret_value(),
        base_url=given["carrier"],
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read(1)  # all processes of a test begin at the same moment
    drain(house, carrier, say_hello, limit=1000, windows=Windows(lease=timedelta()))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
