"""Where a running call gets its documents: by webhook, with what it knows of itself in the form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from service.simulator.attributes import UNREACHABLE, DocumentError
from service.simulator.call_forms import call_form
from service.simulator.call_terms import Fetched, Form, Tape
from service.simulator.cookies import Jar
from service.simulator.exchange import Exchange
from service.simulator.overrides import split_overrides
from service.simulator.receipts import Receipts
from service.simulator.recordings import about_recording, keep_recording, tape_at, tape_in
from service.simulator.records import Call
from service.simulator.verbs import Record
from service.simulator.webhooks import Delivered


@dataclass(slots=True)
class CallDocuments:
    """`extra` goes with the first request only: who answered, as far as the carrier can tell.

    `before` is called ahead of each request, so that it tells the call's status of that moment.
    `along` says what goes with every request just now: a caller's place in a queue.
    """

    exchange: Exchange
    call: Call
    fallback_url: str
    before: Callable[[], None]
    along: Callable[[], Form] = dict
    extra: Form = field(default_factory=dict)
    jar: Jar = field(default_factory=Jar)

    def fetch(self, url: str, form: Form, method: str) -> Fetched:
        """Raises DocumentError."""
        self.before()
        told = {**call_form(self.exchange, self.call), **self.extra, **self.along(), **form}
        self.extra = {}
        return _fetched(self.exchange.webhooks.send(url, told, method, jar=self.jar), url)

    def instead(self, error: DocumentError, url: str) -> Fetched | None:
        """The fallback's document, told what went wrong where. Raises DocumentError."""
        self.exchange.alerts.add(error.code, url)
        if not self.fallback_url:
            return None
        form = call_form(self.exchange, self.call)
        webhooks = self.exchange.webhooks
        given = webhooks.send_fallback(self.fallback_url, form, error.code, url, self.jar)
        return _fetched(given, self.fallback_url)

    def tell(self, url: str, form: Form, method: str) -> None:
        told = {**call_form(self.exchange, self.call), **form}
        self.exchange.webhooks.send(url, told, method, jar=self.jar)

    def tape(self, url: str) -> Tape | None:
        """Raises DocumentError."""
        try:
            return tape_at(self.exchange, url) or self._handed_on(url)
        except DocumentError as error:
            self.exchange.alerts.add(error.code, url)
            raise

    def _handed_on(self, url: str) -> Tape | None:
        """A sound that the line itself gives out. Sounds elsewhere aren't fetched.

        Such a request has none of the usual form. https://www.twilio.com/docs/voice/twiml/play
        """
        if urlsplit(url).netloc != urlsplit(self.exchange.settings.voice_url).netloc:
            return None
        given = self.exchange.webhooks.send(url, {}, "GET")
        if given.error or given.answer is None:
            raise DocumentError(given.error or UNREACHABLE, "The sound can't be had.")
        return tape_in(given.answer.body, given.answer.content_type)

    def keep(self, verb: Record, words: str, seconds: float) -> Form:
        kept = keep_recording(self.exchange, self.call.sid, words, seconds)
        about = about_recording(self.exchange, kept)
        self._tell_of_tape(verb, "completed", about)
        return about

    def absent(self, verb: Record) -> None:
        self._tell_of_tape(verb, "absent", {})

    def _tell_of_tape(self, verb: Record, status: str, about: Form) -> None:
        """Where it was asked for."""
        if verb.callback_url and status in verb.callback_events:
            told = {**call_form(self.exchange, self.call), **about, "RecordingStatus": status}
            told |= {"RecordingChannels": "1", "RecordingSource": "RecordVerb"}
            Receipts(self.exchange).send(verb.callback_url, told, verb.callback_method)


def _fetched(delivered: Delivered, url: str) -> Fetched:
    """Raises DocumentError. The override in the fragment stays: relative addresses drop it anyway."""
    if delivered.error or delivered.answer is None:
        raise DocumentError(delivered.error or 0, "No document could be had.")
    answer = delivered.answer
    body = answer.body.decode("utf-8", "replace")
    return Fetched(split_overrides(url)[0], answer.content_type, body)
