"""Everything that runs in the demo, in one process: the simulator, the real SDK, the doors, the ticker."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from service.carrier.tapes import request_for
from service.carrier.twilio import TwilioCarrier
from service.fast_forward import next_due
from service.flows.registry import MESSAGES, TIMERS
from service.models import Outbox
from service.simulator.carrier import Simulator, SimulatorSettings, wsgi_poster
from service.simulator.posting import Answer, Post
from service.simulator.server import create_simulator
from tests.line import ACCOUNT, ANA, LINE, PUBLIC, TOKEN, Line
from workers.crew import Crew
from workers.ticker import Ticker

MOST_ROUNDS = 5


@dataclass
class World:
    """Phones text and are texted by the simulator; time passes when it is told to."""

    line: Line
    simulator: Simulator
    ticker: Ticker
    clock: object
    rest: Flask  # the carrier's API
    carrier: TwilioCarrier

    def take(self, given: Post) -> Answer:
        """The carrier's webhooks reach the line as it is now: a test may have opened it anew."""
        self.line.app.extensions["tapes"] = self.tape
        return wsgi_poster(self.line.app)(given)

    def tape(self, sid: str) -> Iterator[bytes] | None:
        """A recording, from the carrier's own address and with the account's key."""
        url, headers = request_for(self.line.house.settings, sid)
        got = wsgi_poster(self.rest)(Post("GET", url, (), headers))
        return iter([got.body]) if got.status == 200 else None

    def text(self, body: str, sender: str = ANA, media: int = 0) -> list[str]:
        return [reply.body for reply in self.simulator.text(sender, LINE, body, media).replies]

    def pass_time(self, **by: int) -> None:
        self.clock.advance(timedelta(**by))
        for _ in range(3):
            self.ticker.tick()
            self.simulator.settle()

    def live_through(self, by: timedelta) -> None:
        """The same, due time by due time: all that is to happen happens in its order."""
        until, stepped_on = self.clock.now() + by, None
        while (due := self._next_due(stepped_on)) and due <= until:
            self.clock.at = stepped_on = max(self.clock.at, due)
            self._do_all_due()
        self.clock.at = until
        self._do_all_due()

    def _do_all_due(self) -> None:
        """What is done may make more due at once: a call that ended is followed up."""
        for _ in range(MOST_ROUNDS):
            self.ticker.tick()
            self.simulator.settle()
            due = self._next_due(None)
            if due is None or due > self.clock.now():
                break

    def _next_due(self, after: datetime | None) -> datetime | None:
        with self.line.house.database.reading() as session:
            return next_due(session, after)

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


def world_of(line: Line, **more: str) -> World:
    """The world around a line; the carrier's settings may be others."""
    house = line.house
    urls = {"sms_url": f"{PUBLIC}/text", "voice_url": f"{PUBLIC}/voice/in"}
    settings = SimulatorSettings(ACCOUNT, TOKEN, (LINE,), **urls, **more)
    simulator = Simulator(settings, house.clock, post=lambda given: world.take(given))
    rest = create_simulator(simulator)
    carrier = TwilioCarrier(ACCOUNT, TOKEN, wsgi=rest)
    ticker = Ticker(Crew(house, carrier, MESSAGES, TIMERS))
    world = World(line, simulator, ticker, house.clock, rest, carrier)
    return world
