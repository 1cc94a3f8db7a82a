"""Everything that runs in the demo, in one process: the simulator, the real SDK, the doors, the ticker."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from service.carrier.twilio import TwilioCarrier
from service.flows.registry import MESSAGES, TIMERS
from service.models import Outbox
from service.simulator.carrier import Simulator, SimulatorSettings, wsgi_poster
from service.simulator.server import create_simulator
from tests.line import ACCOUNT, ANA, LINE, PUBLIC, TOKEN, Line
from workers.crew import Crew
from workers.ticker import Ticker


@dataclass
class World:
    """Phones text and are texted by the simulator; time passes when it is told to."""

    line: Line
    simulator: Simulator
    ticker: Ticker
    clock: object

    def text(self, body: str, sender: str = ANA) -> list[str]:
        return [reply.body for reply in self.simulator.text(sender, LINE, body).replies]

    def pass_time(self, **by: int) -> None:
        self.clock.advance(timedelta(**by))
        for _ in range(3):
            self.ticker.tick()
            self.simulator.settle()

    def received(self, number: str = ANA) -> list[str]:
        return [message.body for message in self.simulator.inbox(number)]

    def behave(self, number: str, how: str = "answer", keys: str | None = None) -> None:
        """From now on this phone takes calls so; the keys it presses by itself."""
        self.simulator.exchange.handsets.behave(number, how, keys)

    def heard(self, number: str) -> list[str]:
        """All that was said in the last call to this phone."""
        return self.simulator.calls.said(self.simulator.calls_of(number)[-1].sid)

    def outbox(self) -> list[Outbox]:
        with self.line.house.database.reading() as session:
            return list(session.scalars(select(Outbox).order_by(Outbox.created_at)))


def world_of(line: Line) -> World:
    """The world around a line."""
    house = line.house
    urls = {"sms_url": f"{PUBLIC}/text", "voice_url": f"{PUBLIC}/voice/in"}
    settings = SimulatorSettings(ACCOUNT, TOKEN, (LINE,), **urls)
    simulator = Simulator(settings, house.clock, post=wsgi_poster(line.app))
    carrier = TwilioCarrier(ACCOUNT, TOKEN, wsgi=create_simulator(simulator))
    return World(line, simulator, Ticker(Crew(house, carrier, MESSAGES, TIMERS)), house.clock)
