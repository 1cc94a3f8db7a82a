"""Texts on their way to a handset: created, moved from state to state, told about in receipts.

queued → sending → sent → delivered, or undelivered where the handset can't be had; a service's text
starts as accepted (or scheduled) and is queued next. The first state has no receipt, `sending` shows
in a fetch only.
"""

from dataclasses import dataclass
from decimal import Decimal

from service.simulator.exchange import Exchange
from service.simulator.faults import TEXT_FAULTS
from service.simulator.handsets import LANDLINE_HANDSET
from service.simulator.opt_outs import OPTED_OUT
from service.simulator.orders import TextOrder
from service.simulator.receipts import Receipts
from service.simulator.records import Message
from service.simulator.refusals import ApiRefusal
from service.text.phone import Phone
from service.text.segments import segments

PRICE_A_SEGMENT = Decimal("0.0075")
# Where the carrier tries a landline and tells by receipt; elsewhere it refuses at once (21635).
TRIES_LANDLINES = frozenset({"US", "CA", "GB"})
# Known before it leaves, so there is no `sent`; a full queue (30001) even ends as failed.
NEVER_SENT = frozenset({LANDLINE_HANDSET, 30001, 30034})
END_WITH = {None: "delivered", 30001: "failed"}


@dataclass(frozen=True, slots=True)
class Step:
    """`silent`: no receipt is sent for it."""

    status: str
    delay_s: float
    error: int | None = None
    silent: bool = False


class Texts:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._receipts = Receipts(exchange)
        self._senders: dict[str, str] = {}

    def create(self, order: TextOrder) -> Message:
        """Takes an order. Raises ApiRefusal where the recipient has opted out or is a landline abroad."""
        self._check_recipient(order)
        message = self._record(order)
        self._exchange.ledger.add("text", message, order.body)
        if self._exchange.faults.strikes("receipts-early"):
            self._hurry(message)
        else:
            self._go_on(message, self._steps(message), self._wait_for(order))
        return message

    def reply(self, message: Message, kind: str = "reply") -> Message:
        """Sends a text that answers one: it is on record already when the webhook's answer is read."""
        message.service_sid = self._exchange.settings.messaging_service_sid or None
        self._exchange.messages.add(message)
        self._exchange.ledger.add(kind, message, message.body)
        if not message.ended:
            self._go_on(message, self._steps(message))
        return message

    def cancel(self, message: Message) -> None:
        """Only what is still scheduled can be. Raises ApiRefusal."""
        with self._exchange.messages.lock:
            if message.status != "scheduled":
                raise ApiRefusal(30409)
            self._move(message, Step("canceled", 0))
        self._receipts.tell(message)

    def _check_recipient(self, order: TextOrder) -> None:
        sender = order.sender or self._chosen_sender(order.to)
        if self._exchange.opt_outs.blocks(sender, order.to):
            raise ApiRefusal(OPTED_OUT)
        landline = self._exchange.handsets.of(order.to).is_landline
        if landline and Phone.parse(order.to).country not in TRIES_LANDLINES:
            raise ApiRefusal(21635)

    def _record(self, order: TextOrder) -> Message:
        first = "accepted" if order.service_sid else "queued"
        message = Message(
            sender=order.sender,
            to=order.to,
            body=order.body,
            direction="outbound-api",
            status="scheduled" if order.send_at else first,
            created_at=self._exchange.clock.now(),
            segments=segments(order.body).count,
            media=order.media,
            service_sid=order.service_sid,
            callback_url=order.callback_url,
        )
        if message.media:
            message.sid = "MM" + message.sid[2:]
        return self._exchange.messages.add(message)

    def _chosen_sender(self, to: str) -> str:
        """Of a pool, each recipient keeps the number it first had a text from."""
        lines = self._exchange.settings.line_numbers
        return self._senders.setdefault(to, lines[len(self._senders) % len(lines)])

    def _steps(self, message: Message) -> tuple[Step, ...]:
        delays = self._exchange.settings.receipt_delays
        error = self._error(message)
        queued = (Step("queued", 0),) if message.status in {"accepted", "scheduled"} else ()
        sending = Step("sending", delays.sending, silent=True)
        sent = () if error in NEVER_SENT else (Step("sent", delays.sent),)
        ends = END_WITH.get(error, "undelivered")
        return (*queued, sending, *sent, Step(ends, delays.final, error))

    def _error(self, message: Message) -> int | None:
        struck = self._exchange.faults.first_of(TEXT_FAULTS)
        if struck:
            return TEXT_FAULTS[struck]
        return self._exchange.handsets.of(message.to).text_error

    def _wait_for(self, order: TextOrder) -> float:
        if order.send_at is None:
            return 0
        return max(0.0, (order.send_at - self._exchange.clock.now()).total_seconds())

    def _hurry(self, message: Message) -> None:
        """All the receipts before the order is answered, which a busy carrier does manage."""
        for step in self._steps(message):
            with self._exchange.messages.lock:
                self._move(message, step)
            if not step.silent:
                self._receipts.tell_at_once(message)

    def _go_on(self, message: Message, steps: tuple[Step, ...], wait_s: float = 0) -> None:
        if steps:
            delay = wait_s + steps[0].delay_s
            self._exchange.agenda.put(delay, lambda: self._perform(message, steps))

    def _perform(self, message: Message, steps: tuple[Step, ...]) -> None:
        if message.ended:
            return
        self._go_on(message, steps[1:])
        self._take(message, steps[0])

    def _take(self, message: Message, step: Step) -> None:
        with self._exchange.messages.lock:
            if message.ended:
                return
            self._move(message, step)
        if not step.silent:
            self._receipts.tell(message)

    def _move(self, message: Message, step: Step) -> None:
        now = self._exchange.clock.now()
        message.status, message.error_code, message.updated_at = step.status, step.error, now
        if message.sender is None:
            message.sender = self._chosen_sender(message.to)
        if step.status == "sent":
            message.sent_at = now
            message.price = PRICE_A_SEGMENT * message.segments
        if step.status == "delivered":
            message.arrived_at = now
