"""What a leg's own callbacks are told: how it goes, and who picked it up."""

from service.simulator.call_forms import call_receipt, detection_form
from service.simulator.call_orders import CallOrder
from service.simulator.call_terms import Form
from service.simulator.exchange import Exchange
from service.simulator.handsets import Handset, How
from service.simulator.receipts import Receipts
from service.simulator.records import Call

# What machine detection finds; a machine is told apart by what was asked for.
FOUND = {How.FAX: "fax", How.SILENT: "unknown"}
MACHINES = {"Enable": "machine_start", "DetectMessageEnd": "machine_end_beep"}
STATUSES = {"initiated": "initiated", "answered": "in-progress"}


def verdict(order: CallOrder, handset: Handset) -> str | None:
    """Who answered, as far as the carrier can tell; None where nobody asked."""
    if not order.detection:
        return None
    if handset.how is How.MACHINE:
        return MACHINES[order.detection]
    return FOUND.get(handset.how, "human")


class LegReceipts:
    """`order` is None for a call to the line: the line's own address hears how it ended."""

    def __init__(self, exchange: Exchange, call: Call, order: CallOrder | None) -> None:
        self._exchange, self._call, self._order = exchange, call, order
        self._receipts = Receipts(exchange)

    def tell(self, event: str) -> None:
        """A receipt, where it was asked for."""
        url, method, asked = self._wanted()
        if url and event in asked:
            status = STATUSES.get(event, self._call.status)
            self._receipts.send(url, call_receipt(self._exchange, self._call, status), method)

    def tell_verdict(self, order: CallOrder) -> Form:
        """Sends it where the call doesn't wait for it; else returns what the document is told."""
        found = detection_form(self._call)
        if not order.detection_url:
            return found
        if found:
            account = self._exchange.settings.account_sid
            told = {"CallSid": self._call.sid, "AccountSid": account, **found}
            seconds = self._exchange.settings.call_delays.detecting
            self._exchange.agenda.put(
                seconds, lambda: self._receipts.send(order.detection_url, told)
            )
        return {}

    def _wanted(self) -> tuple[str, str, frozenset[str]]:
        if self._order:
            return self._order.callback_url, self._order.callback_method, self._order.events
        line = self._exchange.lines.of(self._call.to)
        return line.status_callback if line else "", "POST", frozenset({"completed"})
