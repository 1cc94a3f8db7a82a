"""What a conference's callback is told. Only the first participant's address and events count."""

from email.utils import format_datetime

from service.simulator.call_terms import Form
from service.simulator.exchange import Exchange
from service.simulator.receipts import Receipts
from service.simulator.verbs import Conference

# What happens: the word by which a document asks to hear of it.
ASKED_BY = {
    "conference-start": "start", "conference-end": "end",
    "participant-join": "join", "participant-leave": "leave",
    "participant-mute": "mute", "participant-unmute": "mute",
    "participant-hold": "hold", "participant-unhold": "hold",
    "participant-modify": "modify", "announcement-end": "announcement",
}  # fmt: skip


class ConferenceReceipts:
    def __init__(self, exchange: Exchange, first: Conference) -> None:
        self._exchange, self._wanted = exchange, first
        self._receipts = Receipts(exchange)
        self._sequence = 0

    def send(self, event: str, about: Form) -> None:
        """Where it was asked for; each takes the next number."""
        wanted = self._wanted
        if not wanted.callback_url or ASKED_BY[event] not in wanted.callback_events:
            return
        self._sequence += 1
        told = {
            "AccountSid": self._exchange.settings.account_sid,
            "StatusCallbackEvent": event,
            "SequenceNumber": str(self._sequence),
            "Timestamp": format_datetime(self._exchange.clock.now()),
            **about,
        }
        self._receipts.send(wanted.callback_url, told, wanted.callback_method)
