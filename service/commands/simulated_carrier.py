"""The demo's carrier as a process of its own: `python -m service.commands.simulated_carrier`."""

import signal
import sys
from urllib.parse import urlsplit

from service.clock import zone
from service.commands.number_urls import wanted
from service.fast_forward import move_clock
from service.house import House, open_house
from service.logs import start_logging
from service.models import LineType
from service.sample.community import DIAL_INS, PEOPLE
from service.settings import read_settings
from service.simulator.carrier import Simulator, SimulatorSettings
from service.simulator.server import create_simulator, serve


def simulated(house: House) -> Simulator:
    """A simulated account whose webhooks go to this house's doors."""
    settings, connected = house.settings, wanted(house.settings)
    return Simulator(
        SimulatorSettings(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_token.get_secret_value(),
            line_numbers=(settings.line_number,),
            sms_url=connected["sms_url"],
            voice_url=connected["voice_url"],
            status_url=connected["status_callback"],
            own_url=settings.carrier_url,
            opt_out_by=settings.opt_out_by,
            landlines=tuple(one.number for one in PEOPLE if one.line_type is LineType.LANDLINE),
            rooms=DIAL_INS,
        ),
        house.clock,
        move_clock=lambda to: move_clock(house, to, zone(settings.home_zone)).as_json(),
    )


def main() -> int:
    """Serves until SIGTERM."""
    start_logging()
    house = open_house(read_settings())
    simulator = simulated(house)
    simulator.start()
    address = urlsplit(house.settings.carrier_url)
    server = serve(create_simulator(simulator), address.hostname or "127.0.0.1", address.port or 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
