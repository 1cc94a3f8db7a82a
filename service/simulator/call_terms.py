"""What a running call is made of: what it asks from outside, what it waits for, what it hears."""

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Protocol

from service.simulator.attributes import DocumentError
from service.simulator.verbs import Record, Verb

Form = dict[str, str]
Event = dict[str, str | None]
WaitKind = Literal["speech", "pause", "question", "recording", "far"]


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


@dataclass(frozen=True, slots=True)
class Tape:
    """A recording that is played: what was said, and how long it lasts."""

    words: str
    seconds: float


class Documents(Protocol):
    def fetch(self, url: str, form: Form, method: str) -> Fetched:
        """Raises DocumentError."""

    def instead(self, error: DocumentError, url: str) -> Fetched | None:
        """The fallback's answer, if there is one. Raises DocumentError."""

    def tell(self, url: str, form: Form, method: str) -> None:
        """A webhook whose answer nobody waits for."""

    def keep(self, verb: Record, words: str, seconds: float) -> Form:
        """Keeps a recording. Returns what its action is told about it."""

    def absent(self, verb: Record) -> None:
        """There was nothing to keep."""

    def tape(self, url: str) -> Tape | None:
        """The recording of ours that lies there, if one does. Raises DocumentError."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What the call waits for; `turn` grows with each, so that a late alarm clock harms nothing.

    `far`: for somebody else; time alone does not end it.
    """

    kind: WaitKind
    seconds: float
    takes_keys: bool
    turn: int
    takes_speech: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the caller is expected to do something."""
        return self.kind in {"question", "recording"}


@dataclass(frozen=True, slots=True)
class Spoken:
    words: str


# A key, words, or None: time has passed.
Heard = str | Spoken | None


@dataclass(frozen=True, slots=True)
class Document:
    url: str
    method: str
    verbs: tuple[Verb, ...]


# A running document yields waits, is sent what was heard, and returns its successor.
Steps = Generator[Wait, Heard, Document | None]


class FarIsOver(Exception):
    """Thrown into a call that was connected: it goes on, and its action is told `form`."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self.form = form


class HoldChanged(Exception):
    """Thrown into a call that is connected or waits to be: its music starts, stops, or gives way to `url`."""

    def __init__(self, url: str = "", method: str = "POST") -> None:
        super().__init__()
        self.url, self.method = url, method


class HungUp(Exception):
    """A document ended the call."""


class LeftQueue(Exception):
    """A document took its caller out of the queue."""
