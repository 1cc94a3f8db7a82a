"""What a voice document can tell a call to do, as values: one class a verb or noun of TwiML."""

from dataclasses import dataclass, field
from typing import Literal

ANY_KEY = "0123456789*#"
LONGEST_CALL_S = 14_400  # four hours, as the carrier lets any call last


@dataclass(frozen=True, slots=True)
class Say:
    """`breaks_s` is how long its `<break>`s are silent in all."""

    words: str
    language: str = "en-US"
    voice: str = "man"
    loop: int = 1
    breaks_s: float = field(default=0, repr=False)


@dataclass(frozen=True, slots=True)
class Play:
    """A recording by its URL, or tones by `digits`."""

    url: str = ""
    digits: str = ""
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float = 1


Aloud = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    """A question. `finish_on` empty: no key ends it; `timeout_s` counts after what is nested.

    `barge_in`: what is nested can be cut short, by a key or a word. Speech is over after
    `speech_timeout_s` without a word more.
    """

    nested: tuple[Aloud, ...] = ()
    action: str = ""
    method: str = "POST"
    timeout_s: float = 5
    num_digits: int | None = None
    finish_on: str = "#"
    sends_silence: bool = False
    takes_keys: bool = True
    takes_speech: bool = False
    barge_in: bool = True
    speech_timeout_s: float = 5
    partial_url: str = ""
    partial_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Record:
    """A message is taken; a pause of `timeout_s`, a key of `finish_on` or `longest_s` ends it."""

    action: str = ""
    method: str = "POST"
    timeout_s: float = 5
    finish_on: str = ANY_KEY
    longest_s: float = 3600
    beeps: bool = True
    callback_url: str = ""
    callback_method: str = "POST"
    callback_events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True, slots=True)
class Number:
    """A phone to be dialled. What `url` says is heard there alone, before it is connected."""

    to: str
    url: str = ""
    method: str = "POST"
    send_digits: str = ""
    callback_url: str = ""
    callback_method: str = "POST"
    callback_events: frozenset[str] = frozenset({"completed"})
    detection: str = ""
    detection_url: str = ""


@dataclass(frozen=True, slots=True)
class Conference:
    """A room by name. `wait_url` None: the carrier's own music; empty: silence."""

    name: str
    muted: bool = False
    beep: str = "true"
    starts: bool = True
    ends: bool = False
    wait_url: str | None = None
    wait_method: str = "POST"
    most: int = 250
    label: str = ""
    callback_url: str = ""
    callback_method: str = "POST"
    callback_events: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FrontOfQueue:
    """Who has waited longest in the queue of this name. `url` is run for them first."""

    name: str
    url: str = ""
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Dial:
    """`whom` is phones, of which one is connected, or one room or queue."""

    whom: tuple[Number, ...] | Conference | FrontOfQueue
    action: str = ""
    method: str = "POST"
    timeout_s: float = 30
    limit_s: float = LONGEST_CALL_S
    ends_on_star: bool = False
    caller_id: str = ""
    answers_on_bridge: bool = False
    one_by_one: bool = False


@dataclass(frozen=True, slots=True)
class Enqueue:
    """The caller waits in the queue of this name, hearing what `wait_url` says again and again."""

    name: str
    action: str = ""
    method: str = "POST"
    wait_url: str | None = None
    wait_method: str = "POST"


@dataclass(frozen=True, slots=True)
class Leave:
    pass


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Reject:
    reason: Literal["rejected", "busy"] = "rejected"


Far = Dial | Enqueue
Verb = Aloud | Gather | Record | Far | Leave | Redirect | Hangup | Reject
