"""What every part of a running call does: it tells what happens, waits, and says things aloud."""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime

from service.simulator.call_terms import Documents, Event, Form, Heard, Pace, Wait, WaitKind
from service.simulator.verbs import Aloud, Gather, Pause, Play, Say

WORDS_A_MINUTE = 170
RECORDING_S = 3.0  # the simulator plays no recordings; it takes the time of a short one
TONE_S = 0.5


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
        self, verb: Aloud, takes_keys: bool = False, takes_speech: bool = False
    ) -> Generator[Wait, Heard, Heard]:
        """Says or plays it as often as asked. Returns what stopped it, if something may."""
        loop = 1 if isinstance(verb, Pause) else verb.loop
        for _ in range(loop):
            self._tell_aloud(verb)
            kind: WaitKind = "pause" if isinstance(verb, Pause) else "speech"
            heard = yield self.wait(kind, seconds_of(verb), takes_keys, takes_speech)
            if heard is not None:
                return heard
        return None

    def wait(
        self, kind: WaitKind, seconds: float, takes_keys: bool, takes_speech: bool = False
    ) -> Wait:
        self.turns += 1
        return Wait(kind, seconds, takes_keys, self.turns, takes_speech)

    def _tell_aloud(self, verb: Aloud) -> None:
        match verb:
            case Say(words=words, language=language):
                self.tell("say", text=words, language=language)
            case Play(url=url, digits=digits):
                self.tell("play", text=url or None, digits=digits or None)
            case Pause():
                self.tell("pause")


def seconds_of(verb: Aloud) -> float:
    """How long one round takes at a real pace."""
    match verb:
        case Say(words=words, breaks_s=breaks_s):
            return seconds_to_say(words) + breaks_s
        case Play(digits=digits):
            return len(digits) * TONE_S if digits else RECORDING_S
        case Pause(seconds=seconds):
            return seconds


def seconds_to_say(words: str) -> float:
    return len(words.split()) * 60 / WORDS_A_MINUTE
