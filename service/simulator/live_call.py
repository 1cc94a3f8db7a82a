"""One call leg: it fetches documents, runs them, hears keys and tells what happens.

It is a machine without a clock or a thread of its own, so the same code runs under a test and under
a telephone in the browser. Whoever drives it does this, one step at a time and one thread at a time:

    call = LiveCall(documents, now, Pace.REAL)
    call.start_at(url)            # or call.start_with(twiml): runs until there is something to wait for
    call.waiting                  # None: it is over, see call.ending. Else a Wait: `kind`, `seconds`, `turn`
    call.press("1")               # a key; dropped where nothing listens, stops the speech of a question
    call.time_passes(wait.turn)   # `wait.seconds` are over; ignored when something else came first
    call.stay_silent()            # the question's silence, at once, for scripts
    call.hang_up()                # by the phone;  call.hang_up("line") by the other side
    call.start_at(url)            # again, in mid-call: what runs is dropped, the new document runs
    call.events                   # grows; each a dict as below

With Pace.REAL speech takes its time, and a driver must call `time_passes` when a wait is over. With
Pace.INSTANT speech and pauses take none: the only waits left are questions, and their silence passes
only by `stay_silent`, so a script and a test never depend on a clock.

`documents.fetch(url, form, method)` gets one (`form` holds only what is new: Digits, FinishedOnKey)
and raises DocumentError when it can't; `documents.instead(error, url)` gets the fallback's answer,
or None. Both return Fetched, whose `url` is what relative addresses are resolved against. A document
that can't be run is told to `instead` as well, so alerts are written in that one place. A call that
comes in counts as answered as soon as `start_at` is back and `ending` is neither REJECTED nor BUSY.

Events: {"event", "text", "language", "to", "digits", "at", "by"}, None where it says nothing. `event`
is say, play, pause; gather (a question is open); keys (it is closed: digits are what was pressed, ""
is silence); error (text is the carrier's number) and hangup (`by`: "phone" or "line").

Over the control API a browser's phone leaves `pace` out (real); the commands send {"pace": "instant"}
with POST /control/calls and POST /control/calls/SID/answer, and POST /control/calls/SID/silence for
`stay_silent`. A handset that presses keys by itself is `key_script.play_keys(call, keys)`.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol
from urllib.parse import urljoin, urlsplit

from service.simulator import twiml
from service.simulator.twiml import DocumentError, Gather, Pause, Play, Say, Verb

WORDS_A_MINUTE = 170
RECORDING_S = 3.0  # the simulator plays no recordings; it takes the time of a short one
TONE_S = 0.5
MOST_DOCUMENTS = 50
KEYPAD = frozenset("0123456789*#")
APOLOGY = "We are sorry, an application error has occurred. Goodbye."

Event = dict[str, str | None]


class Pace(StrEnum):
    REAL = "real"
    INSTANT = "instant"


class Ending(StrEnum):
    COMPLETED = "completed"
    REJECTED = "rejected"  # before anyone answered
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Fetched:
    url: str
    content_type: str
    body: str


class Documents(Protocol):
    def fetch(self, url: str, form: dict[str, str], method: str) -> Fetched: ...

    def instead(self, error: DocumentError, url: str) -> Fetched | None: ...


@dataclass(frozen=True, slots=True)
class Wait:
    """What the call waits for; `turn` grows with each, so that a late alarm clock harms nothing."""

    kind: Literal["speech", "pause", "question"]
    seconds: float
    takes_keys: bool
    turn: int


@dataclass(frozen=True, slots=True)
class _Document:
    url: str
    method: str
    verbs: tuple[Verb, ...]


# A running document yields waits, is sent a key or None (time passed), and returns its successor.
_Steps = Generator[Wait, str | None, _Document | None]


@dataclass
class LiveCall:
    """See the module's text. `asking` is the question that is open, if one is."""

    documents: Documents
    now: Callable[[], datetime]
    pace: Pace = Pace.REAL
    events: list[Event] = field(default_factory=list)
    waiting: Wait | None = None
    ending: Ending | None = None
    asking: Gather | None = None
    _steps: Generator[Wait, str | None, None] | None = None
    _fetched: int = 0
    _turns: int = 0

    def start_at(self, url: str, method: str = "POST") -> None:
        self._begin(lambda: self._fetch("", url, {}, method))

    def start_with(self, document: str) -> None:
        """Runs a document that came with the order to call; it has no address of its own."""
        self._begin(lambda: _Document("", "POST", twiml.read_document(document)))

    def press(self, digits: str) -> None:
        """Each key goes to where the call stands when it comes. Others than 0-9 * # are no keys."""
        for key in digits:
            if self.waiting and self.waiting.takes_keys and key in KEYPAD:
                self._go_on(key)

    def time_passes(self, turn: int) -> None:
        if self.waiting and self.waiting.turn == turn:
            self._go_on(None)

    def stay_silent(self) -> None:
        """Lets time pass until the open question has had its silence, or the next one has."""
        asked = False
        while self.waiting and not asked:
            asked = self.waiting.kind == "question"
            self._go_on(None)

    def hang_up(self, by: Literal["phone", "line"] = "phone") -> None:
        if self.ending is None:
            self._end(Ending.COMPLETED, by)
            self._steps = None

    def _begin(self, first: Callable[[], _Document]) -> None:
        if self.ending is not None:
            return
        if self._steps:
            self._steps.close()
        self.waiting, self.asking = None, None
        self._steps = self._run(first)
        self._go_on(None)

    def _go_on(self, key: str | None) -> None:
        if self._steps is None:
            return
        try:
            self.waiting = self._steps.send(key)
            while self.pace is Pace.INSTANT and self.waiting.kind != "question":
                self.waiting = next(self._steps)
        except StopIteration:
            if self.ending is None:
                self._end(Ending.COMPLETED, "line")

    def _end(self, ending: Ending, by: str) -> None:
        self.ending, self.waiting, self.asking = ending, None, None
        self._tell("hangup", by=by)

    def _run(self, first: Callable[[], _Document]) -> Generator[Wait, str | None, None]:
        try:
            document: _Document | None = first()
            while document:
                document = yield from self._document(document)
        except DocumentError as error:
            yield from self._apologise(error)

    def _document(self, document: _Document) -> _Steps:
        """Runs the verbs in turn. Returns the document that follows, None when the call is over."""
        for verb in document.verbs:
            match verb:
                case Say() | Play() | Pause():
                    yield from self._aloud(verb)
                case Gather():
                    form = yield from self._question(verb)
                    if form is not None:
                        url = verb.action or document.url
                        return self._fetch(document.url, url, form, verb.method)
                case twiml.Redirect(url=url, method=method):
                    return self._fetch(document.url, url or document.url, {}, method)
                case twiml.Hangup():
                    return None
                case twiml.Reject(reason=reason):
                    self._reject(reason)
                    return None
        return None

    def _reject(self, reason: str) -> None:
        """Turns the call away, which only an unanswered call can be: later it is a hang-up."""
        if not self.events:
            self._end(Ending.BUSY if reason == "busy" else Ending.REJECTED, "line")

    def _aloud(
        self, verb: Say | Play | Pause, takes_keys: bool = False
    ) -> Generator[Wait, str | None, str | None]:
        """Says or plays it as often as asked. Returns the key that stopped it, if one may."""
        loop = 1 if isinstance(verb, Pause) else verb.loop
        for _ in range(loop):
            self._tell_aloud(verb)
            kind: Literal["speech", "pause"] = "pause" if isinstance(verb, Pause) else "speech"
            key = yield self._wait(kind, seconds_of(verb), takes_keys)
            if key is not None:
                return key
        return None

    def _question(self, verb: Gather) -> Generator[Wait, str | None, dict[str, str] | None]:
        """Returns the answer's form, or None when the document goes on with its next verb."""
        self.asking = verb
        key: str | None = None
        for nested in verb.nested:
            key = yield from self._aloud(nested, verb.takes_keys)
            if key is not None:
                break
        self._tell("gather")
        digits, finished_on = yield from self._keys(verb, key)
        self.asking = None
        self._tell("keys", digits=digits)
        if not digits and not verb.sends_silence:
            return None
        return {"Digits": digits} | ({"FinishedOnKey": finished_on} if finished_on else {})

    def _keys(self, verb: Gather, key: str | None) -> Generator[Wait, str | None, tuple[str, str]]:
        """Collects keys until enough, a finishing key or silence. `key` has cut the speech short."""
        digits = ""
        while verb.num_digits is None or len(digits) < verb.num_digits:
            if key is None:
                key = yield self._wait("question", verb.timeout_s, verb.takes_keys)
            if key is None:
                return digits, ""
            if key in verb.finish_on:
                return digits, key
            digits, key = digits + key, None
        return digits, ""

    def _fetch(self, base: str, url: str, form: dict[str, str], method: str) -> _Document:
        """The next document; the fallback's when it can't be had or run. Raises DocumentError."""
        whole = urljoin(base, url)
        try:
            return self._fetch_once(whole, form, method)
        except DocumentError as error:
            self._tell("error", text=str(error.code))
            given = self.documents.instead(error, whole)
            if given is None:
                raise
            return _Document(given.url, "POST", _verbs(given))

    def _fetch_once(self, url: str, form: dict[str, str], method: str) -> _Document:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise DocumentError(twiml.BAD_URL, "A document's address must be a whole URL.")
        self._fetched += 1
        if self._fetched > MOST_DOCUMENTS:
            raise DocumentError(twiml.TOO_MANY, f"A call runs {MOST_DOCUMENTS} documents at most.")
        given = self.documents.fetch(url, form, method)
        return _Document(given.url, method, _verbs(given))

    def _apologise(self, error: DocumentError) -> Generator[Wait, str | None, None]:
        """What the carrier says when we have left it without a document it can run."""
        if not self.events or self.events[-1]["text"] != str(error.code):
            self._tell("error", text=str(error.code))
        yield from self._aloud(Say(APOLOGY))

    def _wait(
        self, kind: Literal["speech", "pause", "question"], seconds: float, takes_keys: bool
    ) -> Wait:
        self._turns += 1
        return Wait(kind, seconds, takes_keys, self._turns)

    def _tell_aloud(self, verb: Say | Play | Pause) -> None:
        match verb:
            case Say(words=words, language=language):
                self._tell("say", text=words, language=language)
            case Play(url=url, digits=digits):
                self._tell("play", text=url or None, digits=digits or None)
            case Pause():
                self._tell("pause")

    def _tell(self, event: str, **told: str | None) -> None:
        blank: Event = dict.fromkeys(("text", "language", "to", "digits", "by"))
        self.events.append({"event": event, **blank, **told, "at": self.now().isoformat()})


def seconds_of(verb: Say | Play | Pause) -> float:
    """How long one round takes at a real pace."""
    match verb:
        case Say(words=words):
            return len(words.split()) * 60 / WORDS_A_MINUTE
        case Play(digits=digits):
            return len(digits) * TONE_S if digits else RECORDING_S
        case Pause(seconds=seconds):
            return seconds


def _verbs(given: Fetched) -> tuple[Verb, ...]:
    return twiml.read_answer(given.content_type, given.body, given.url)
