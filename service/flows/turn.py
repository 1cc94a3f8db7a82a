"""A turn in, a reply out: the few words every flow is written in.

A flow is a module of steps. A step takes a `Turn` and returns what to say next; the same step serves
a text and a key press, and only `render` knows the difference. Steps are found by an explicit id in
an append-only register, never by their function's name, because a member may answer tomorrow a
question that was asked before today's deploy.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from service.settings import Settings
from service.text.optout import Consent
from service.text.phone import Phone
from service.text.words import Prompt, prompt


class Channel(StrEnum):
    TEXT = "text"
    CALL = "call"


@dataclass
class Turn:
    """Who said what, where and when. `memo` is kept (sealed) until the next turn."""

    session: Session
    settings: Settings
    channel: Channel
    language: str
    now: datetime
    said: str
    memo: dict[str, Any]
    phone_id: int | None  # None: the caller withholds the number
    placed: bool = False  # on a call of ours
    can_text: bool = True  # False: a landline, or a withheld number
    private: bool = False  # whoever answers this phone wants no group named
    country: str | None = None  # of the number, where that is known
    area: str | None = None  # the state most numbers with the asker's area code belong to
    carrier_did: Consent = Consent.NONE  # what the carrier took the text for, and has answered
    came_at: datetime | None = None  # when it was said, where that was not just now
    secret: bool = False  # what was said is kept nowhere: a code
    far_end: str = ""  # how the call ended that this one was joined to, as the carrier says
    bridged: bool = False  # whether that one was picked up, and the two could talk
    vouched: bool = False  # the network vouches that the call comes from the number it shows
    gone: bool = False  # the caller has hung up: whatever is answered, nobody hears it
    call_sid: str | None = None
    recording: "Recording | None" = None  # what was just left after a tone
    person_id: int | None = None  # whom a message of ours is for
    people: tuple[int, ...] | None = None  # who share this phone, once that was asked
    gave_code: bool = False  # in this very turn, and it was the right one

    @property
    def said_at(self) -> datetime:
        """When it was said: what the ledger of consent keeps."""
        return self.came_at or self.now

    def speak(self, language: str) -> None:
        """From now on answers are in this language."""
        self.language = language
        self.memo["language"] = language


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice message, kept by the carrier under this id."""

    sid: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Go:
    """Where to go on: a step's id and its arguments, plain JSON values."""

    step: str
    args: tuple[Any, ...] = ()


def go(step: str, *args: Any) -> Go:
    return Go(step, args)


@dataclass(frozen=True, slots=True)
class Say:
    """Something said without a question. A call goes straight on to `then`, by default the menu."""

    what: Prompt
    then: Go | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that are not ours, as they are spoken: in the voice of their own language."""

    words: str
    language: str


@dataclass(frozen=True, slots=True)
class Choose:
    """A question with a digit for each answer. 0, a person, is added by itself."""

    what: Prompt
    choices: Mapping[int, Go]
    label: str = "label.menu"  # what we call it when we must ask which question was meant
    back: Go | None = None
    more: Go | None = None  # where MORE goes on
    when_silent: Go | None = None  # on a call, after the third silence; None: a person
    passes: bool = False  # on a call: said once, and without a key it goes on to `when_silent`
    waits_s: int = 1  # where it passes: how long a key is waited for
    plays: str | None = field(default=None, repr=False)  # an address whose sound is heard before
    quotes: Quote | None = None  # somebody's own words that are heard before
    begins: Prompt | None = None  # what is said before either


@dataclass(frozen=True, slots=True)
class Row:
    """One of a list, as read and as heard."""

    what: Prompt
    value: Any


@dataclass(frozen=True, slots=True)
class Pick:
    """One of a list: numbered on a text, one at a time (1 choose, 2 next) on a call."""

    intro: Prompt
    rows: Sequence[Row]
    then: str  # the step that gets the chosen row's value
    more: Go | None = None
    label: str = "label.list"
    back: Go | None = None
    footer: Prompt | None = None  # the eye's only: what one may reply
    choices: Mapping[int, Go] = field(default_factory=dict)  # further digits, after the rows' own
    text: str | None = None  # in the turn's language, when it had to be written to see if it fits


@dataclass(frozen=True, slots=True)
class Listen:
    """Open words on a text, keys (or words) on a call; what was said reaches `then` as `turn.said`.

    One or two `digits` are a count: by text such a number answers it, too. So it does where it `counts`.
    """

    what: Prompt
    then: str
    digits: int = 5
    label: str = "label.question"
    back: Go | None = None
    when_silent: Go | None = None  # as of Choose
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Connect:
    """The call is joined to a listed number, never to one that a caller typed. No text has that.

    How it ended reaches the step `then` as its last argument, in the carrier's word.
    """

    what: Prompt
    to: Phone = field(repr=False)
    tones: str = field(repr=False)  # pressed once that is answered; w: half a second's pause
    shown: str | None  # the number that calls; None: the caller's own
    at_most: timedelta
    then: Go
    # The case of whoever is called: they hear a gate first, and press a key.
    asks_of: int | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One of those who are rung: their phone, and the step that asks them whether they take it."""

    to: Phone = field(repr=False)
    case_id: int
    volunteer_id: int


@dataclass(frozen=True, slots=True)
class Ring:
    """Volunteers are rung, all of these at once; who takes it is joined to the caller. No text has that.

    Each hears a whisper first and must press a key: a machine that picks up takes nothing. How it ended
    reaches `then` as its last argument, in the carrier's word.
    """

    what: Prompt
    whom: Sequence[Rung]
    shown: str
    for_: timedelta  # how long they ring
    at_most: timedelta  # how long they may talk
    then: Go


@dataclass(frozen=True, slots=True)
class Accept:
    """The last thing a volunteer hears alone: after it they are joined to the caller."""

    what: Prompt


@dataclass(frozen=True, slots=True)
class Record:
    """A voice message after the tone. It reaches `then` as `turn.recording`, None when nothing was said."""

    what: Prompt
    then: Go
    at_most: timedelta


@dataclass(frozen=True, slots=True)
class End:
    """The last thing said on a call; on a text the same as Say."""

    what: Prompt


@dataclass(frozen=True, slots=True)
class Nothing:
    """No words of ours: the carrier has answered, or one confirmation has been given already."""


Reply = Say | Choose | Pick | Listen | Connect | Ring | Accept | Record | End | Nothing
# A step answers, or hands on to another step: that one is then asked again when it must be repeated.
Step = Callable[..., Reply | Go]

# Set on a call that came in, after it was offered what a call of ours could not tell; then which.
CAME_IN = "came_in"
# Set on a call by which we called back, once a key has let it in: from then on it is their call.
LET_IN = "let_in"
# Whether the network vouched for a call that came in, as the call's first webhook had it.
VOUCHED = "vouched"
# That some text of theirs was plainly in one language; else what we answer in is only a guess.
SPOKE = "spoke"
# Where a call of ours began: whoever goes back from a code goes back to there.
BEGAN = "began"
EXCHANGE_LASTS = timedelta(hours=24)
MOST_STEPS = 20
STEPS: dict[str, Step] = {}
# What stands before some steps, by their ids: where to go first, or None where nothing comes first.
Guard = Callable[[Turn, Go], Go | None]
GUARDS: dict[str, list[Guard]] = {}
# What a question is called beside others that wait, the usual name first, and last the one for where that
# is another's too; by the step that asked it, with that one's arguments.
NAMES: dict[str, Callable[..., Sequence[Prompt]]] = {}
# Steps whose questions are about one thing, told by their first argument: of two the newer one counts.
ABOUT: dict[str, str] = {}
# Ids that once existed, each with the one that took its place. Never remove a line.
SUCCESSORS: dict[str, str] = {
    "remind.mine": "mine.all",
    "remind.code": "remind.heard",
    "remind.code_said": "code.said",
    "remind.nobody": "call.nobody",
}


def step(name: str) -> Callable[[Step], Step]:
    """Enters a function into the register under a name that never changes."""

    def enter(function: Step) -> Step:
        if name in STEPS:
            raise ValueError(f"two steps are called {name}")
        STEPS[name] = function
        return function

    return enter


def guard(first: Guard, *names: str) -> None:
    """Has `first` asked before each of these steps. It must let them pass once it has had its way."""
    for name in names:
        GUARDS.setdefault(name, []).append(first)


def closing(turn: Turn, what: Prompt) -> Reply:
    """The last word of a call of ours. A call that came in goes on; so may a text."""
    if turn.channel is Channel.TEXT:
        return Say(what)
    if turn.memo.get(CAME_IN):
        return Say(what, go("call.waiting"))
    return End(prompt("call.goodbye", what=what))


def follow(turn: Turn, where: Go) -> tuple[Go, Reply]:
    """Takes the step (its successor when a deploy has replaced it) until one answers.

    Returns the step that answered with its reply.
    """
    for _ in range(MOST_STEPS):
        name = SUCCESSORS.get(where.step, where.step)
        found = _guarded(turn, name, where) or STEPS[name](turn, *where.args)
        if not isinstance(found, Go):
            return where, found
        where = found
    raise RuntimeError(f"{where.step} never comes to an answer")


def _guarded(turn: Turn, name: str, where: Go) -> Go | None:
    guards = GUARDS.get(name, ())
    return next((first for one in guards if (first := one(turn, where))), None)
