"""A carrier on this machine that speaks Twilio's HTTP: the demo's, and the tests' only fake.

simulator = Simulator(settings, clock, post=wsgi_poster(app))
simulator.text("+14065550100", "+14065550199", "hello").replies
simulator.settle()          # receipts, calls: all that is pending, at once
"""

from collections.abc import Callable
from math import inf

from service.clock import Clock
from service.simulator.calls import Calls
from service.simulator.exchange import Exchange
from service.simulator.inbound import Inbound, Taken
from service.simulator.posting import Poster, http_poster, wsgi_poster
from service.simulator.records import Call, Message
from service.simulator.settings import CallDelays, ReceiptDelays, SimulatorSettings
from service.simulator.texts import Texts

__all__ = ["CallDelays", "ReceiptDelays", "Simulator", "SimulatorSettings", "wsgi_poster"]

# Takes "+1h", "next" or an ISO 8601 moment; gives {"now", "fired"}. Raises BadInput.
MoveClock = Callable[[str], dict[str, object]]


class Simulator:
    """One simulated account. Nothing happens by itself until `start`; `settle` does it all at once."""

    def __init__(
        self,
        settings: SimulatorSettings,
        clock: Clock,
        post: Poster | None = None,
        move_clock: MoveClock | None = None,
    ) -> None:
        self.settings, self.clock, self.move_clock = settings, clock, move_clock
        self.exchange = Exchange.open(settings, clock, post or http_poster())
        self.texts = Texts(self.exchange)
        self.inbound = Inbound(self.exchange, self.texts)
        self.calls = Calls(self.exchange)

    def start(self) -> None:
        """Receipts and calls take their time from now on, in the background."""
        self.exchange.agenda.start()

    def stop(self) -> None:
        self.exchange.agenda.stop()

    def settle(self, within_s: float = inf) -> int:
        """Performs what is due by then, and what follows from it. Returns how much it was."""
        return self.exchange.agenda.settle(within_s=within_s)

    def text(self, sender: str, to: str, body: str, media: int = 0) -> Taken:
        """A text from a simulated handset to the line. Raises BadInput."""
        return self.inbound.take(sender, to, body, media)

    def inbox(self, number: str) -> list[Message]:
        """The texts this handset has received, oldest first."""
        rows = self.exchange.messages.ever_newest_first()
        return [row for row in rows if row.to == number and row.arrived_at][::-1]

    def thread(self, number: str) -> list[Message]:
        """All texts to and from this handset, oldest first, wherever they are by now."""
        rows = self.exchange.messages.ever_newest_first()
        return [row for row in rows if number in (row.to, row.sender)][::-1]

    def calls_of(self, number: str) -> list[Call]:
        """The calls that were placed to this handset, oldest first."""
        rows = self.exchange.calls.ever_newest_first()
        return [row for row in rows if row.to == number][::-1]

    def codes(self) -> list[int]:
        """The numbers of all alerts so far."""
        return self.exchange.alerts.codes()
