"""A way on when nothing behind the door answers: words and keys from the process alone.

The crisis line's number comes first, a key connects to it, another tries the turn again. Nothing here asks
the database, the queue or the carrier. Silence passes from one question to the next within one document, so
it has its end even if we are gone by then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from service.carrier import twiml
from service.crisis.answers import own_too, where_help_is
from service.crisis.confirmed import book_of
from service.crisis.lines import LONGEST_TALK, line_for, number_to_join
from service.settings import Settings
from service.text.language import Language
from service.text.phone import Phone
from service.text.words import prompt, spoken

CONNECT, AGAIN = "1", "2"
TIMES_ASKED = 3
VOLUNTEER_S = 4  # how long their key is waited for: the caller waits, too
BOTH: tuple[Language, ...] = ("en", "es")
# As an address has it.
LANGUAGES: Mapping[str, Language] = {"en": "en", "es": "es"}


@dataclass(frozen=True, slots=True)
class Lost:
    """A turn without an answer. `where` is its address below /voice, by which it is tried again; `told`
    what the carrier says but once: how a joined call ended, which message was left."""

    where: str
    caller: Phone | None
    placed: bool = False  # on a call of ours
    language: Language | None = None  # None: we can't know, both are spoken
    told: Mapping[str, str] | None = None

    def url(self, base: str, door: str = "") -> str:
        query = f"?{urlencode(self.told)}" if self.told else ""
        return f"{base}/voice/{door}{quote(self.where)}{query}"

    @property
    def languages(self) -> Sequence[Language]:
        return (self.language,) if self.language else BOTH


def instead(settings: Settings, lost: Lost) -> str:
    """Where help is, a key to be connected, a key to try again."""
    joins = _line(settings, lost) is not None
    return _asked(settings, lost, "trouble.way_on" if joins else "trouble.way_back")


def at_the_gate(settings: Settings, lost: Lost) -> str:
    """The same where whoever picked up has pressed no key yet: neutral, with a key to try again."""
    return _asked(settings, lost, "trouble.gate")


def try_again(settings: Settings, lost: Lost) -> str:
    """Back to the turn itself: had it been answered after all, that answer is heard."""
    return twiml.response(twiml.redirect(lost.url(settings.public_url)))


def connect(settings: Settings, lost: Lost) -> str:
    """The crisis line, as the caller's own number: some lines go by where a call comes from."""
    verbs = joining(settings, lost, lost.url(settings.public_url, "line/"))
    return twiml.response(*verbs) if verbs else instead(settings, lost)


def joining(settings: Settings, lost: Lost, ended: str) -> list[str]:
    """What joins a call to that line, and how it ended comes to `ended`; nothing where none can be joined."""
    number = _line(settings, lost)
    if number is None:
        return []
    limit_s = round(LONGEST_TALK.total_seconds())
    dial = twiml.dial(ended, number.e164, shown=_shown(settings, lost), tones="", limit_s=limit_s)
    return [*_joining(settings, lost), dial]


def connected(settings: Settings, lost: Lost, how: str) -> str:
    """After the crisis line: `how` that call ended, in the carrier's word."""
    return _asked(settings, lost, "trouble.joined" if how == "completed" else "trouble.not_joined")


def after_crisis(settings: Settings, lost: Lost, pressed: str, far_end: str) -> str:
    """What follows words of a crisis: the line has hung up, its key was pressed, or another one."""
    if far_end:
        return connected(settings, lost, far_end)
    return (connect if pressed == CONNECT else instead)(settings, lost)


def whisper(settings: Settings, case_id: int, volunteer_id: int) -> str:
    """What a volunteer hears: somebody in trouble comes before our books."""
    words = [_say("trouble.whisper", language, settings) for language in BOTH]
    action = f"{settings.public_url}/voice/take/{case_id}/{volunteer_id}"
    question = twiml.gather(action, *words, timeout_s=VOLUNTEER_S, tells_silence=False)
    return twiml.response(question, twiml.hangup())


def _asked(settings: Settings, lost: Lost, key: str) -> str:
    """Said three times, each a question; then the number once more, and the end."""
    action = lost.url(settings.public_url, "way/")
    question = twiml.gather(action, *_said(settings, lost, key), tells_silence=False)
    last = [] if key == "trouble.gate" else _said(settings, lost, "trouble.last")
    return twiml.response(*[question] * TIMES_ASKED, *last, twiml.hangup())


def _said(settings: Settings, lost: Lost, key: str) -> list[str]:
    where = country(settings, lost)
    return [_say(key, language, settings, where) for language in lost.languages]


def _say(key: str, language: Language, settings: Settings, where: str = "") -> str:
    book = book_of(settings)
    line = line_for(where, "crisis", book)
    help_ = where_help_is(where, language, book=book) + own_too(where, language, "ear", book)
    what = prompt(
        key,
        caller=settings.caller_name(language),
        help=help_,
        digit=(line and line.spanish_key) or "",
    )
    return twiml.say(spoken(what, language), language)


def _joining(settings: Settings, lost: Lost) -> list[str]:
    """In Spanish with the key that line asks for."""
    where = country(settings, lost)
    line = line_for(where, "crisis", book_of(settings))
    keyed = {"es": "trouble.joining_by_key"} if line and line.spanish_key else {}
    return [
        _say(keyed.get(language, "trouble.joining"), language, settings, where)
        for language in lost.languages
    ]


def _shown(settings: Settings, lost: Lost) -> str | None:
    """On a call of ours the carrier would show our number; a hidden one has none to show."""
    if lost.caller is None:
        return settings.line_number
    return lost.caller.e164 if lost.placed else None


def country(settings: Settings, lost: Lost) -> str:
    """The caller's own, as at a 0: another country's line can't be called from there."""
    return (lost.caller and lost.caller.country) or settings.home_country


def _line(settings: Settings, lost: Lost) -> Phone | None:
    return number_to_join(country(settings, lost), settings.bridges, book_of(settings))
