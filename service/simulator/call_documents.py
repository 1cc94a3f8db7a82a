"""Where a running call gets its documents: by webhook, with what it knows of itself in the form."""

from collections.abc import Callable
from dataclasses import dataclass, field

from service.simulator.call_forms import call_form
from service.simulator.exchange import Exchange
from service.simulator.live_call import Fetched
from service.simulator.overrides import split_overrides
from service.simulator.records import Call
from service.simulator.twiml import DocumentError
from service.simulator.webhooks import Delivered


@dataclass(slots=True)
class CallDocuments:
    """`extra` goes with the first request only: who answered, as far as the carrier can tell.

    `before` is called ahead of each request, so that it tells the call's status of that moment.
    """

    exchange: Exchange
    call: Call
    fallback_url: str
    before: Callable[[], None]
    extra: dict[str, str] = field(default_factory=dict)

    def fetch(self, url: str, form: dict[str, str], method: str) -> Fetched:
        """Raises DocumentError."""
        self.before()
        told = {**call_form(self.exchange, self.call), **self.extra, **form}
        self.extra = {}
        return _fetched(self.exchange.webhooks.send(url, told, method), url)

    def instead(self, error: DocumentError, url: str) -> Fetched | None:
        """The fallback's document, told what went wrong where. Raises DocumentError."""
        self.exchange.alerts.add(error.code, url)
        if not self.fallback_url:
            return None
        form = call_form(self.exchange, self.call)
        webhooks = self.exchange.webhooks
        given = webhooks.send_fallback(self.fallback_url, form, error.code, url)
        return _fetched(given, self.fallback_url)


def _fetched(delivered: Delivered, url: str) -> Fetched:
    """Raises DocumentError. The override in the fragment stays: relative addresses drop it anyway."""
    if delivered.error or delivered.answer is None:
        raise DocumentError(delivered.error or 0, "No document could be had.")
    answer = delivered.answer
    body = answer.body.decode("utf-8", "replace")
    return Fetched(split_overrides(url)[0], answer.content_type, body)
