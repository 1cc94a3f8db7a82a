"""Words that end, begin or explain what we send: the carrier's own, ours, and plain sentences.

The carrier's words count only as the whole message, never nearly: "stop by the church?" ends nothing.
Sentences ("take me off", "no me escriban más") stand in optout.toml and are read without mending slips.
People ask it in words nobody thought of, too: those are weighed (`scales.py`, optout_points.tsv), and what
weighs much against it overrules a sentence that only sounds like it.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from service.text.apart import spaced
from service.text.language import bare
from service.text.phrases import Book
from service.text.reading import EVERYONES
from service.text.scales import Scales, tokens


class Consent(StrEnum):
    """What a whole message asks of us."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    NONE = "none"


# Twilio acts on these before we do (its page on Advanced Opt-Out); no product word may be one of them.
CARRIER_WORDS = {
    Consent.STOP: "STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT".split(),
    Consent.START: "START YES UNSTOP".split(),
    Consent.HELP: "HELP INFO".split(),
}
# Ours, for those who write Spanish: carriers ask ALTO and AYUDA of lines in Spanish.
OUR_WORDS = {
    Consent.STOP: [
        "ALTO",
        "PARAR",
        "BAJA",
        "CANCELAR",
        "DETENER",
        "PARE",
        "PAREN",
        "SALIR",
        "NO MAS",
    ],
    Consent.START: ["EMPEZAR", "INICIO"],
    Consent.HELP: ["AYUDA"],
}
# A sentence of the table holds unless so much speaks against it; one that only looks like it, too.
OVERRULED_BELOW, OVERRULES_HARMLESS = -2.5, 3.2
# Words. Fewer are judged by the tables alone: one may be like STOP, two may name a group ("stop thu").
NAMED = 3
RESERVED = frozenset(word for words in CARRIER_WORDS.values() for word in words)


@dataclass(frozen=True, slots=True)
class Asking:
    """A row of optout.toml; `harmless` rows take away what they overlap."""

    name: str
    why: str
    phrases: tuple[str, ...]
    harmless: bool = False
    weak: bool = False


def told_consent(kind: str | None) -> Consent:
    """What the carrier says that a text meant to it: it has answered that by itself.

    >>> str(told_consent("STOP")), str(told_consent(None))
    ('stop', 'none')
    """
    word = (kind or "").lower()
    return Consent(word) if word in list(Consent) else Consent.NONE


def consent_word(text: str) -> Consent:
    """What a message that is one of the agreed words, and nothing else, asks of us.

    Case, accents, spaces around and a dot or exclamation mark behind don't matter.

    >>> str(consent_word(" Stop. ")), str(consent_word("NO MÁS")), str(consent_word("stop by?"))
    ('stop', 'stop', 'none')
    """
    word = " ".join(bare(text).rstrip(" .!\r\n\t").split())
    return _MEANINGS.get(word.upper(), Consent.NONE)


def behind_stop(text: str) -> str | None:
    """What stands behind a stop word of either language, bare; None where none begins the text, or ends it.

    >>> behind_stop("STOP Tue."), behind_stop("no más mar"), behind_stop("stop"), behind_stop("the tue")
    ('tue', 'mar', None, None)
    """
    plain = bare(text)
    found = _BEGINS_WITH_STOP.match(plain)
    return plain[found.end() :].strip(" .,:;!?\t\r\n") or None if found else None


def plain_opt_out(text: str) -> bool:
    """Whether a sentence asks us to stop, in words of the sender's own; never by resemblance to STOP.

    >>> plain_opt_out("please stop texting me"), plain_opt_out("can't stop drinking")
    (True, False)
    >>> plain_opt_out("CONTACT Kim"), plain_opt_out("FUERA hasta lun"), plain_opt_out("fuera de mi telefono")
    (False, False, True)
    >>> plain_opt_out("NOTE take me off the statin"), plain_opt_out("note: take me off your list")
    (False, True)
    """
    said, written, rows = marks_of(text)
    if sum(word.isalnum() for word in written) < NAMED or _IS_PLAIN.fullmatch(bare(text)):
        return bool(_BOOK.find(said))
    weight = _SCALES.weigh(said, written, rows)[0]
    found = _BOOK.every(said)
    if _HAS_OURS.match(bare(text)):
        return bool(_BOOK.left_of(found)) and weight > 0
    if _BOOK.left_of(found):
        return weight > OVERRULED_BELOW
    return weight > (OVERRULES_HARMLESS if found else 0)


def marks_of(text: str) -> tuple[list[str], list[str], list[str]]:
    """A text as it is weighed: as it is said, as it was written, and the rows of optout.toml found."""
    text = spaced(text)
    said = _BOOK.words(text)
    rows = (f"={'!' if one.row.harmless else ''}{one.row.name}" for one in _BOOK.every(said))
    return said, tokens(text), [*rows]


def _read() -> Book[Asking]:
    table: dict[str, Any] = tomllib.loads(
        files(__package__).joinpath("optout.toml").read_text("utf-8")
    )
    lists = {name: words.split() for name, words in table.pop("lists").items()}
    rows = [
        Asking(name, **{**row, "phrases": tuple(row["phrases"])}) for name, row in table.items()
    ]
    return Book(rows, EVERYONES, lists, mending=False)


_MEANINGS = {
    word: consent
    for words in (CARRIER_WORDS, OUR_WORDS)
    for consent, them in words.items()
    for word in them
}
_BOOK = _read()
_SCALES = Scales.beside("service.text", "optout_points.tsv")
_STOPS = "|".join(word.lower() for word, meant in _MEANINGS.items() if meant is Consent.STOP)
# A word of ours with a name or a time behind it, and a code: the points know neither.
_IS_PLAIN = re.compile(
    r"(?:contacto?|buddy|compa) [\w'-]+( [\w'-]+)?[.!]*|[\d\s.,-]+|"
    r"fuera (?:hasta|por (?:\d|una?|dos)|\d+|una semana|un dia|dos|tres|cuatro|cinco)\b[\w ]*[.!]*"
)
# Words of ours with anything behind them: it may be of pills, or of people, that are to be taken off.
_HAS_OURS = re.compile(
    r"(?:note|nota|goal|meta|appt|appointment|cita|checkin|check in|registro|contacto?s|"
    r"wave|saludo)\b[ :]"
)
_BEGINS_WITH_STOP = re.compile(rf"\W*(?:{_STOPS})\b[\s.,:-]*(?=\w)")
