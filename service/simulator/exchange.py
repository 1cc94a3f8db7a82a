"""The telephone exchange: the parts that every errand of the simulator needs, in one place."""

from dataclasses import dataclass, field

from service.clock import Clock
from service.simulator.agenda import Agenda
from service.simulator.alerts import Alerts
from service.simulator.faults import Faults
from service.simulator.handsets import Handsets
from service.simulator.ledger import Ledger
from service.simulator.lines import Lines
from service.simulator.opt_outs import OptOuts
from service.simulator.posting import Poster
from service.simulator.records import Call, Message, Recording, Shelf
from service.simulator.settings import SimulatorSettings
from service.simulator.webhooks import Webhooks

# Twilio's number for a fault of its own, here: an action of the agenda raised.
INTERNAL = 12400


@dataclass(frozen=True)
class Exchange:
    settings: SimulatorSettings
    clock: Clock
    alerts: Alerts
    webhooks: Webhooks
    agenda: Agenda
    faults: Faults
    opt_outs: OptOuts
    lines: Lines
    handsets: Handsets
    ledger: Ledger = field(default_factory=Ledger)
    messages: Shelf[Message] = field(default_factory=Shelf[Message])
    calls: Shelf[Call] = field(default_factory=Shelf[Call])
    recordings: Shelf[Recording] = field(default_factory=Shelf[Recording])

    @classmethod
    def open(cls, settings: SimulatorSettings, clock: Clock, post: Poster) -> "Exchange":
        alerts, faults = Alerts(clock), Faults(settings.seed)
        return cls(
            settings,
            clock,
            alerts,
            Webhooks(settings.auth_token, post, alerts, lambda: faults.strikes("wrong-signature")),
            Agenda(lambda error: alerts.add(INTERNAL, type(error).__name__)),
            faults,
            OptOuts(settings.messaging_service_sid),
            Lines(settings),
            Handsets(settings.landlines, settings.rooms),
        )
