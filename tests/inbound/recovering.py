"""A line whose webhooks can get lost on their way, with all that finds and answers the texts."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Response
from sqlalchemy import select

from service.carrier.twilio import TwilioCarrier
from service.clock import FixedClock
from service.flows.recovery import Recovery
from service.flows.registry import MESSAGES, TIMERS
from service.flows.replay import replay
from service.house import House
from service.inbound.catch_up import catch_up
from service.inbound.spool import Spool
from service.models import Lane
from service.simulator.carrier import Simulator, SimulatorSettings, wsgi_poster
from service.simulator.server import create_simulator
from tests.line import ACCOUNT, ANA, LINE, PUBLIC, TOKEN, Line
from workers.crew import Crew

MINUTE = timedelta(minutes=1)
URLS = {"sms_url": f"{PUBLIC}/text", "voice_url": f"{PUBLIC}/voice/in"}


@dataclass
class World:
    """The line, its carrier and its workers, in one process."""

    line: Line
    clock: FixedClock
    simulator: Simulator
    carrier: TwilioCarrier
    spool: Spool

    @classmethod
    def of(
        cls, house: House, carriers_clock: FixedClock | None = None, fallback: str = "", **more: str
    ) -> "World":
        """`fallback`: what the carrier finds at the fallback URL, which is not ours."""
        line = Line(house)
        if fallback:
            more["sms_fallback_url"] = f"{PUBLIC}/elsewhere"
            answer = Response(fallback, content_type="text/xml")
            line.app.add_url_rule("/elsewhere", view_func=lambda: answer, methods=["POST"])
        settings = SimulatorSettings(ACCOUNT, TOKEN, (LINE,), **URLS, **more)
        simulator = Simulator(settings, carriers_clock or house.clock, wsgi_poster(line.app))
        carrier = TwilioCarrier(ACCOUNT, TOKEN, wsgi=create_simulator(simulator))
        spool = Spool(house.settings.data_dir / "spool", house.keyring)
        return cls(line, house.clock, simulator, carrier, spool)

    @property
    def house(self) -> House:
        return self.line.house

    def text(self, body: str, sender: str = ANA, media: int = 0) -> str:
        """A text that reaches the line; its id."""
        return self.simulator.text(sender, LINE, body, media).message.sid

    def lose(self, body: str, sender: str = ANA, media: int = 0) -> str:
        """A text whose webhook never comes; its id."""
        self.simulator.exchange.faults.set("inbound-lost")
        sid = self.text(body, sender, media)
        self.simulator.exchange.faults.set("inbound-lost", 0)
        return sid

    def look(self, after: timedelta = MINUTE) -> int:
        """How many texts were missing in the carrier's list that much later."""
        self.clock.advance(after)
        return catch_up(self.house, self.carrier, self.recovery().take)

    def recovery(self) -> Recovery:
        return Recovery(self.house, self.carrier, self.spool)

    def replay(self) -> int:
        return replay(self.house, self.spool)

    def send(self) -> None:
        """All that is due, and its receipts."""
        Crew(self.house, self.carrier, MESSAGES, TIMERS).send(tuple(Lane), 2000)
        self.simulator.settle()

    def received(self, number: str = ANA) -> list[str]:
        self.send()
        return [text.body for text in self.simulator.inbox(number)]

    def all(self, model) -> list:
        with self.house.database.reading() as session:
            return list(session.scalars(select(model)))
