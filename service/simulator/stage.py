"""What every part of a running call does: it tells what happens, waits, and says things aloud."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urljoin

from service.simulator.call_terms import Documents, Event, Form, Heard, Pace, Wait, WaitKind
from service.simulator.verbs import Aloud, Gather, Pause, Play, Say

WORDS_A_MINUTE = 170
RECORDING_S = 3.0  # of sounds that lie elsewhere: they aren't fetched, and take a short one's time
TONE_S = 0.5
TAPE = "tape"  # who speaks in a recording that is played


@dataclass
class Stage:
    """`asking` is the question that is open, `taping` whether a tape runs.

    `farewell` is for an action that hears of a caller's hanging up, once the call is over.
    """

    documents: Documents
    now: Callable[[], datetime]
    pace: Pace = Pace.REAL
    events: list[Event] = field(default_factory=list)
    asking: Gather | None = None
    taping: bool = False
    farewell: Callable[[Form], None] | None = None
    turns: int = 0

    def tell(self, event: str, **told: str | None) -> None:
        blank: Event = dict.fromkeys(("text", "language", "to", "digits", "by"))
        self.events.append({"event": event, **blank, **told, "at": self.now().isoformat()})

    def aloud(
        self, verb: Aloud, base: str = "", takes_keys: bool = False, takes_speech: bool = False
    ) -> Generator[Wait, Heard, Heard]:
        """Says or plays it as often as asked. Returns what stopped it, if something may.

        Raises DocumentError for a recording that isn't there. Addresses are beside the document at `base`.
        """
        loop = 1 if isinstance(verb, Pause) else verb.loop
        if isinstance(verb, Play) and verb.url:
            verb = replace(verb, url=urljoin(base, verb.url))
        for _ in range(loop):
            seconds = self._tell_aloud(verb)
            kind: WaitKind = "pause" if isinstance(verb, Pause) else "speech"
            heard = yield self.wait(kind, seconds, takes_keys, takes_speech)
            if heard is not None:
                return heard
        return None

    def wait(
        self, kind: WaitKind, seconds: float, takes_keys: bool, takes_speech: bool = False
    ) -> Wait:
        self.turns += 1
        return Wait(kind, seconds, takes_keys, self.turns, takes_speech)

    def _tell_aloud(self, verb: Aloud) -> float:
        """Returns how many seconds it takes."""
        match verb:
            case Say(words=words, language=language):
                self.tell("say", text=words, language=language)
            case Play(url=url) if url:
                return self._play(url)
            case Play(digits=digits):
                self.tell("play", digits=digits)
            case Pause():
                self.tell("pause")
        return seconds_of(verb)

    def _play(self, url: str) -> float:
        """A recording of ours is heard as the words that are on it."""
        tape = self.documents.tape(url)
        self.tell("play", text=url)
        if tape is None:
            return RECORDING_S
        self.tell("voice", text=tape.words, by=TAPE)
        return tape.seconds


def seconds_of(verb: Aloud) -> float:
    """How long one round of words, tones or silence takes at a real pace."""
    match verb:
        case Say(words=words, breaks_s=breaks_s):
            return seconds_to_say(words) + breaks_s
        case Play(digits=digits):
            return len(digits) * TONE_S
        case Pause(seconds=seconds):
            return seconds


def seconds_to_say(words: str) -> float:
    return len(words.split()) * 60 / WORDS_A_MINUTE
