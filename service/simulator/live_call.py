"""One call leg: it fetches documents, runs them, hears keys and words, and tells what happens.

It is a machine without a clock or a thread of its own, so the same code runs under a test and under
a telephone in the browser. Whoever drives it does this, one step at a time and one thread at a time:

    call = LiveCall(documents, now, Pace.REAL)
    call.start_at(url)            # or call.start_with(twiml): runs until there is something to wait for
    call.waiting                  # None: it is over, see call.ending. Else a Wait: `kind`, `seconds`, `turn`
    call.press("1")               # a key; dropped where nothing listens, stops the speech of a question
    call.speak("a meeting")       # words; likewise, and into a recording
    call.time_passes(wait.turn)   # `wait.seconds` are over; ignored when something else came first
    call.stay_silent()            # the question's silence, at once, for scripts
    call.hang_up()                # by the phone;  call.hang_up("line") by the other side
    call.start_at(url)            # again, in mid-call: what runs is dropped, the new document runs
    call.events                   # grows; each a dict as below

With Pace.REAL speech takes its time, and a driver must call `time_passes` when a wait is over. With
Pace.INSTANT speech and pauses take none: the only waits left are questions and recordings, whose
silence passes only by `stay_silent`, so a script and a test never depend on a clock; and what is
heard while waiting for somebody else, which takes its time at either pace.

A document that connects the call with others sets `call.far` to its verb and waits. The driver
connects it, and says so:

    call.hold(True)               # nobody is there yet: the music plays, if there is any
    call.hold(False)              # it stops: somebody is
    call.interject(url)           # runs a document for this caller alone, then waits again
    call.far_is_over(form)        # goes on; the verb's action is told `form`

A call with `stands_by` waits in the same way, with `far` None, where its document ends.

`documents.fetch(url, form, method)` gets one (`form` holds only what is new: Digits, FinishedOnKey,
SpeechResult) and raises DocumentError when it can't; `documents.instead(error, url)` gets the
fallback's answer, or None. Both return Fetched, whose `url` is what relative addresses are resolved
against. A document that can't be run is told to `instead` as well, so alerts are written in that one
place. A call that comes in counts as answered as soon as `start_at` is back and `ending` is neither
REJECTED nor BUSY. Once it is over, `farewell` is for an action that hears of a caller's hanging up.

Events: {"event", "text", "language", "to", "digits", "at", "by"}, None where it says nothing. `event`
is say, play, pause; gather (a question is open); keys (it is closed: digits are what was pressed, text
what was said, "" and None are silence); record (the tape runs); recorded (text is what is on it); dial
(`to` rings), conference, queue (`to` is its name); bridge (`to` is on the line now); voice (a person
says text, `by` the phone itself, the other, or a tape that is played); error (text is the carrier's
number) and hangup (`by`: "phone" or "line").

Over the control API a browser's phone leaves `pace` out (real); the commands send {"pace": "instant"}
with POST /control/calls and POST /control/calls/SID/answer, and POST /control/calls/SID/silence for
`stay_silent`. A handset that presses keys by itself is `key_script.play_keys(call, keys)`.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from math import inf
from typing import Literal
from urllib.parse import urljoin, urlsplit

from service.simulator import attributes, listening, twiml
from service.simulator.attributes import DocumentError
from service.simulator.call_terms import (
    Document,
    Ending,
    FarIsOver,
    Fetched,
    Form,
    Heard,
    HoldChanged,
    HungUp,
    LeftQueue,
    Pace,
    Spoken,
    Steps,
    Wait,
)
from service.simulator.connecting import resolved
from service.simulator.stage import Stage
from service.simulator.verbs import (
    Conference,
    Dial,
    Enqueue,
    Far,
    Gather,
    Hangup,
    Leave,
    Pause,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)

MOST_DOCUMENTS = 50
KEYPAD = frozenset("0123456789*#")
APOLOGY = "We are sorry, an application error has occurred. Goodbye."


@dataclass
class LiveCall(Stage):
    """See the module's text."""

    stands_by: bool = False
    waiting: Wait | None = None
    ending: Ending | None = None
    far: Far | None = None
    _steps: Generator[Wait, Heard, None] | None = None
    _holds: bool = False
    _fetched: int = 0

    def start_at(self, url: str, method: str = "POST") -> None:
        self._begin(lambda: self._fetch("", url, {}, method))

    def start_with(self, document: str) -> None:
        """Runs a document that came with the order to call; it has no address of its own."""
        self._begin(lambda: Document("", "POST", twiml.read_document(document)))

    def press(self, digits: str) -> None:
        """Each key goes to where the call stands when it comes. Others than 0-9 * # are no keys."""
        for key in digits:
            if self.waiting and self.waiting.takes_keys and key in KEYPAD:
                self._go_on(key)

    def speak(self, words: str) -> None:
        if self.waiting and self.waiting.takes_speech:
            self._go_on(Spoken(words))

    def time_passes(self, turn: int) -> None:
        if self.waiting and self.waiting.turn == turn:
            self._go_on(None)

    def stay_silent(self) -> None:
        """Lets time pass until the open question has had its silence, or the next one has."""
        asked = False
        while self.waiting and self.waiting.kind != "far" and not asked:
            asked = self.waiting.is_open
            self._go_on(None)

    def hang_up(self, by: Literal["phone", "line"] = "phone") -> None:
        if self.ending is None:
            self._end(Ending.COMPLETED, by)
            self._drop()

    def hold(self, music: bool) -> None:
        """For a call that is connected or waits to be: whether it hears music."""
        if self.far and self._holds is not music:
            self._holds = music
            self._throw(HoldChanged())

    def interject(self, url: str, method: str = "POST") -> None:
        """For a call that is connected or waits to be: this is heard first."""
        if self.far:
            self._holds = False
            self._throw(HoldChanged(url, method))

    def far_is_over(self, form: Form) -> None:
        if self.far:
            self._throw(FarIsOver(form))

    def _begin(self, first: Callable[[], Document]) -> None:
        if self.ending is not None:
            return
        self._drop()
        self.waiting, self.asking, self.taping, self.farewell = None, None, False, None
        self._steps = self._run(first)
        self._go_on(None)

    def _drop(self) -> None:
        steps, self._steps = self._steps, None
        if steps:
            steps.close()

    def _go_on(self, heard: Heard) -> None:
        steps = self._steps
        if steps:
            self._advance(lambda: steps.send(heard))

    def _throw(self, change: Exception) -> None:
        steps = self._steps
        if steps and self.waiting:
            self._advance(lambda: steps.throw(change))

    def _advance(self, step: Callable[[], Wait]) -> None:
        try:
            self.waiting = step()
            while self._steps and self._passes_at_once(self.waiting):
                self.waiting = next(self._steps)
        except StopIteration:
            if self.ending is None:
                self._end(Ending.COMPLETED, "line")

    def _passes_at_once(self, wait: Wait) -> bool:
        return self.pace is Pace.INSTANT and wait.kind in {"speech", "pause"} and not self.far

    def _end(self, ending: Ending, by: str) -> None:
        self.ending, self.waiting, self.asking, self.taping = ending, None, None, False
        self.tell("hangup", by=by)

    def _run(self, first: Callable[[], Document]) -> Generator[Wait, Heard, None]:
        try:
            yield from self._all(first())
            if self.stands_by and self.ending is None:
                yield from self._wait_for_others()
        except HungUp:
            return
        except DocumentError as error:
            yield from self._apologise(error)

    def _all(self, document: Document | None) -> Generator[Wait, Heard, None]:
        """The document, the one it leads to, and so on to the end."""
        while document:
            document = yield from self._document(document)

    def _document(self, document: Document) -> Steps:
        """Runs the verbs in turn. Returns the document that follows, None when there is none."""
        for verb in document.verbs:
            match verb:
                case Say() | Play() | Pause():
                    yield from self.aloud(verb, document.url)
                case Gather() | Record() | Dial() | Enqueue():
                    form = yield from self._answer_to(verb, document.url)
                    if form is not None:
                        return self._fetch(document.url, verb.action, form, verb.method)
                case Redirect(url=url, method=method):
                    return self._fetch(document.url, url, {}, method)
                case Leave() | Hangup() | Reject():
                    self._go(verb)
        return None

    def _answer_to(
        self, verb: Gather | Record | Far, base: str
    ) -> Generator[Wait, Heard, Form | None]:
        """What the verb's action is told, or None when the document goes on with its next verb."""
        match verb:
            case Gather():
                return (yield from listening.question(self, verb, base))
            case Record():
                return (yield from listening.record(self, verb, base))
        form = yield from self._connect(verb, base)
        return form if verb.action else None

    def _go(self, verb: Leave | Hangup | Reject) -> None:
        """Out of the queue, or out of the call. Only an unanswered call can be turned away."""
        if isinstance(verb, Leave):
            if isinstance(self.far, Enqueue):
                raise LeftQueue
            return
        if isinstance(verb, Reject) and not self.events:
            busy = verb.reason == "busy"
            self._end(Ending.BUSY if busy else Ending.REJECTED, "line")
        raise HungUp

    # Other people

    def _connect(self, verb: Far, base: str) -> Generator[Wait, Heard, Form]:
        """Waits until it is over with the others. Returns what the action is told."""
        if self.far or self.stands_by:
            raise DocumentError(
                attributes.NOT_TWIML, "What one hears alone may not connect the call."
            )
        self.far = resolved(verb, base)
        try:
            yield from self._wait_for_others(base)
        except FarIsOver as over:
            return over.form
        except LeftQueue:
            return {"QueueResult": "leave"}
        except GeneratorExit:
            self.farewell = self._farewell_of(verb, base)
            raise
        finally:
            self.far, self._holds = None, False
        return {}

    def _farewell_of(self, verb: Far, base: str) -> Callable[[Form], None] | None:
        url = urljoin(base, verb.action)
        return (lambda form: self.documents.tell(url, form, verb.method)) if verb.action else None

    def _wait_for_others(self, base: str = "") -> Generator[Wait, Heard, None]:
        """Hears music while it is on hold, and what is meant for this caller alone."""
        change = HoldChanged()
        while True:
            try:
                if change.url:
                    yield from self._heard_alone(base, change.url, change.method)
                elif self._holds:
                    yield from self._music(base)
                while True:
                    yield self.wait("far", inf, False)
            except HoldChanged as changed:
                change = changed

    def _music(self, base: str) -> Generator[Wait, Heard, None]:
        """What waitUrl says: a queue asks for it again and again, a room once."""
        url, method, again = _music_of(self.far)
        if url is None:
            self.tell("play", text="music")
        while url:
            turn = self.turns
            yield from self._heard_alone(base, url, method)
            if self.turns == turn:  # nothing was said: an empty document must not spin
                yield self.wait("pause", 1, False)
            url = url if again else None

    def _heard_alone(self, base: str, url: str, method: str) -> Generator[Wait, Heard, None]:
        """What can't be run is silence here: the others must not be lost over it."""
        try:
            yield from self._all(self._fetch(base, url, {}, method))
        except DocumentError as error:
            self.tell("error", text=str(error.code))

    # Documents

    def _fetch(self, base: str, url: str, form: Form, method: str) -> Document:
        """The next document; the fallback's when it can't be had or run. Raises DocumentError."""
        whole = urljoin(base, url)
        try:
            return self._fetch_once(whole, form, method)
        except DocumentError as error:
            self.tell("error", text=str(error.code))
            given = self.documents.instead(error, whole)
            if given is None:
                raise
            return Document(given.url, "POST", _verbs(given))

    def _fetch_once(self, url: str, form: Form, method: str) -> Document:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise DocumentError(attributes.BAD_URL, "A document's address must be a whole URL.")
        self._fetched += not self.far  # what is heard while waiting may repeat for hours
        if self._fetched > MOST_DOCUMENTS:
            most = f"A call runs {MOST_DOCUMENTS} documents at most."
            raise DocumentError(attributes.TOO_MANY, most)
        given = self.documents.fetch(url, form, method)
        return Document(given.url, method, _verbs(given))

    def _apologise(self, error: DocumentError) -> Generator[Wait, Heard, None]:
        """What the carrier says when we have left it without a document it can run."""
        if not self.events or self.events[-1]["text"] != str(error.code):
            self.tell("error", text=str(error.code))
        yield from self.aloud(Say(APOLOGY))


def _music_of(verb: Far | None) -> tuple[str | None, str, bool]:
    """Its address (None: the carrier's own music, "": silence), method, and whether it is repeated."""
    if isinstance(verb, Enqueue):
        return verb.wait_url, verb.wait_method, True
    if isinstance(verb, Dial) and isinstance(verb.whom, Conference):
        return verb.whom.wait_url, verb.whom.wait_method, False
    return "", "POST", False


def _verbs(given: Fetched) -> tuple[Verb, ...]:
    return twiml.read_answer(given.content_type, given.body, given.url)
