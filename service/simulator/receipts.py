"""Receipts for texts and calls: what the carrier tells a status callback, and what can go wrong."""

import secrets

from service.simulator.exchange import Exchange
from service.simulator.records import Message
from service.simulator.webhook_forms import API_VERSION

LATE_S = 60.0
AGAIN_S = 0.2


class Receipts:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def tell(self, message: Message) -> None:
        """Says in which state the text is now, to the address that was given for that."""
        if message.callback_url:
            trails = message.status == "sent"
            self.send(message.callback_url, self._form(message), trails=trails)

    def tell_at_once(self, message: Message) -> None:
        """The same, here and now: whoever ordered the text hears this before the order is answered."""
        if message.callback_url:
            self._exchange.webhooks.send(message.callback_url, self._form(message))

    def send(
        self, url: str, form: dict[str, str], method: str = "POST", trails: bool = False
    ) -> None:
        """One receipt, as the faults that are on let it go. `trails`: it may be overtaken by the next."""
        faults, agenda = self._exchange.faults, self._exchange.agenda
        if faults.strikes("receipts-lost"):
            return
        mark = secrets.token_hex(16)  # the same however often it is sent
        delay = self._held_back(trails)

        def post() -> None:
            self._exchange.webhooks.send(url, form, method, mark)

        agenda.put(delay, post)
        if faults.strikes("receipts-doubled"):
            agenda.put(delay + AGAIN_S, post)

    def _held_back(self, trails: bool) -> float:
        """Seconds. A `sent` that comes after its `delivered` is held back just longer than that takes."""
        faults = self._exchange.faults
        if faults.strikes("receipts-late"):
            return LATE_S
        if trails and faults.strikes("receipts-reordered"):
            return self._exchange.settings.receipt_delays.final + AGAIN_S
        return 0.0

    def _form(self, message: Message) -> dict[str, str]:
        form = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": message.status,
            "SmsStatus": message.status,
            "AccountSid": self._exchange.settings.account_sid,
            "From": message.sender or "",
            "To": message.to,
            "ApiVersion": API_VERSION,
        }
        if message.service_sid:
            form["MessagingServiceSid"] = message.service_sid
        if message.error_code:
            form["ErrorCode"] = str(message.error_code)
        if message.status in {"delivered", "undelivered"}:
            form["RawDlrDoneDate"] = f"{self._exchange.clock.now():%y%m%d%H%M}"
        return form
