"""Receipts for texts: what the carrier tells a status callback, and what can go wrong with that."""

import secrets

from service.simulator.exchange import Exchange
from service.simulator.records import Message

LATE_S = 60.0
AGAIN_S = 0.2
API_VERSION = "2010-04-01"


class Receipts:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def tell(self, message: Message) -> None:
        """Says in which state the text is now, unless nobody asked or a fault is on."""
        faults = self._exchange.faults
        if not message.callback_url or faults.strikes("receipts-lost"):
            return
        send = self._sender(message)
        delay = self._held_back(message)
        if delay:
            self._exchange.agenda.put(delay, send)
        else:
            send()
        if faults.strikes("receipts-doubled"):
            self._exchange.agenda.put(delay + AGAIN_S, send)

    def _sender(self, message: Message) -> "_Receipt":
        form = self._form(message)
        return _Receipt(self._exchange, message.callback_url, form, secrets.token_hex(16))

    def _held_back(self, message: Message) -> float:
        """Seconds. A `sent` that comes after its `delivered` is held back just longer than that takes."""
        faults = self._exchange.faults
        if faults.strikes("receipts-late"):
            return LATE_S
        if message.status == "sent" and faults.strikes("receipts-reordered"):
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


class _Receipt:
    """One receipt as it was when the state changed, however late or often it is sent."""

    def __init__(self, exchange: Exchange, url: str, form: dict[str, str], mark: str) -> None:
        self._exchange, self._url, self._form, self._mark = exchange, url, form, mark

    def __call__(self) -> None:
        self._exchange.webhooks.send(self._url, self._form, mark=self._mark)
