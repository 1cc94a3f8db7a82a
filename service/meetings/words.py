"""A text as a row of words, each with what it means, so that what is left over may be a place."""

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from service.meetings.vocabulary import (
    LONG_PARTS,
    LONG_WORDS,
    LONGEST_FROM,
    PHRASES,
    SINGLE,
    Meaning,
)

_WORD = re.compile(r"\d?[A-Za-z][A-Za-z0-9+]*|\d+(?:st|nd|rd|th)?|[,;?!.&]")
_BETWEEN = frozenset(",;?!.&")
# Short forms inside names of towns: their dot ends no sentence.
_SHORTENED = re.compile(r"\b(st|ste|mt|ft|pt|sta|sto)\.", re.IGNORECASE)
# The state, which is elsewhere `a la` written together.
_ALABAMA = re.compile(r"(?<=[a-z] )(?:Ala\b\.?|ala\.?(?=\s*(?:$|,)))")
_INITIALS = re.compile(r"\b([A-Za-z])\.\s?([A-Za-z])\b\.?")
_MARKS = str.maketrans({**dict.fromkeys("'’`´", ""), "-": " ", "/": " ", "&": " and "})
_TILDE = re.compile(r"(?<=[aeiou])n?~(?=[aeio])", re.IGNORECASE)  # `ma~ana`
TYPING_SLIP = 84  # of 100: `meetng` and `beginers` are above, town names hardly ever
MOST_REPAIRS = 24  # unknown words of one text
# How Spanish is typed by ear, and what is written together: brought to what the tables have.
SPELLED = {
    "alas": "a las", "alos": "a los", "enel": "en el", "ala": "a la", "ay": "hay", "ai": "hay",
    "kiero": "quiero", "nesesito": "necesito", "oi": "hoy", "oy": "hoy", "aki": "aqui",
    "lk": "lake", "leik": "lake", "gr8": "great", "b4": "before",
    "ase": "hace", "ermano": "hermano", "ija": "hija", "ijo": "hijo",
    "anonimus": "anonimos", "anonymus": "anonymous", "anonymos": "anonymous",
    "anonimous": "anonymous", "annonymous": "anonymous", "anonymouse": "anonymous",
}  # fmt: skip
# `pm` is an afternoon or an evening: it says nothing without an hour.
_HALVES = {"am": Meaning("daypart", "morning")}


@dataclass(slots=True)
class Word:
    """One word of a text."""

    text: str  # lower case, without accents
    capitals: bool  # written in capitals only, as in `IN`
    after_comma: bool  # a comma or the end of a sentence stands before it
    meaning: Meaning | None = None
    title: bool = False  # `Butte` in a text that has small letters, too
    after_stop: bool = False  # the end of a sentence stands before it

    @property
    def says_nothing(self) -> bool:
        """No part of a search and no place: `the`, `there`, `in`."""
        return self.meaning is not None and self.meaning.slot in ("filler", "near")


def plain(text: str) -> str:
    """Without accents, apostrophes, and the dots and hyphens inside short names; case kept.

    >>> plain("Reunión de A.A. mañana, Al-Anon?")
    'Reunion de AA manana, Al Anon?'
    """
    bare = text
    if not text.isascii():
        bare = unicodedata.normalize("NFKD", text)
        bare = "".join(c for c in bare if not unicodedata.combining(c))
    if "~" in bare:
        bare = _TILDE.sub("n", bare)
    if "." in bare:
        bare = _SHORTENED.sub(r"\1 ", bare)
    bare = bare.translate(_MARKS)
    return _INITIALS.sub(r"\1\2", bare) if "." in bare else bare


def read(text: str) -> list[Word]:
    """The words of a text that went through `plain`, with the meaning of each phrase of the vocabulary."""
    words: list[Word] = []
    low = text.islower()
    shouted = not low and text.isupper()
    small = not (low or shouted or text.istitle())
    comma = stop = False
    for piece in _WORD.findall(_ALABAMA.sub("Alabama", text) if "la" in text else text):
        if piece in _BETWEEN:
            comma = True
            stop = stop or piece in ".?!"
            continue
        lower = piece if low else piece.lower()
        title = capitals = False
        if lower != piece:
            title = small and piece[0].isupper() and piece[1:].islower()
            capitals = not shouted and piece.isupper()
        if lower not in SPELLED:
            words.append(Word(lower, capitals, comma, SINGLE.get(lower), title, stop))
            comma = stop = False
            continue
        for spelled in SPELLED[lower].split():
            words.append(Word(spelled, capitals, comma, SINGLE.get(spelled), title, stop))
            comma = stop = False
    _mark_phrases(words)
    return words


def _mark_phrases(words: list[Word]) -> None:
    """Longest phrase first, left to right."""
    texts = [word.text for word in words]
    marked = 0
    for at, pair in enumerate(itertools.pairwise(texts)):
        if at >= marked and pair in LONGEST_FROM:
            marked = at + _mark_phrase(words, texts, at, LONGEST_FROM[pair])
    if not _HALVES.keys().isdisjoint(texts):
        _mark_halves(words)


def _mark_halves(words: list[Word]) -> None:
    """`sat am` is a morning."""
    for before, word in itertools.pairwise(words):
        if word.text in _HALVES and before.meaning and before.meaning.slot == "when":
            word.meaning = _HALVES[word.text]


def _mark_phrase(words: list[Word], texts: list[str], at: int, longest: int) -> int:
    """How many words the phrase has that begins here; 0 when there is none."""
    for length in range(min(longest, len(words) - at), 1, -1):
        meaning = PHRASES.get(tuple(texts[at : at + length]))
        if meaning and True not in [word.after_comma for word in words[at + 1 : at + length]]:
            for word in words[at : at + length]:
                word.meaning = meaning
            return length
    return 0


def repair(words: list[Word], unless: range | tuple[()] = ()) -> bool:
    """Long words that are nearly one of ours are read as that one; those at `unless` are left.

    True when there was one.
    """
    unknown = [
        word
        for at, word in enumerate(words)
        if word.meaning is None and len(word.text) >= 5 and at not in unless
    ]
    slips = 0
    for word in unknown[:MOST_REPAIRS]:
        if meant := nearest(word.text):
            word.text = meant
            slips += 1
    if slips:
        _mark_anew(words)
    return slips > 0


def _mark_anew(words: list[Word]) -> None:
    """Only what repairs have made readable: a name of two words is one again."""
    for word in words:
        word.meaning = SINGLE.get(word.text) or word.meaning
    _mark_phrases(words)


@lru_cache(maxsize=4096)
def nearest(text: str) -> str | None:
    """The word of the vocabulary that this is nearly, if there is one; its first letter is believed.

    >>> nearest("telefno"), nearest("bozeman")
    ('telefono', None)
    """
    for listed in (LONG_WORDS, LONG_PARTS):
        near = listed.get(text[0], ())
        found = process.extractOne(text, near, scorer=fuzz.ratio, score_cutoff=TYPING_SLIP)
        if found and abs(len(found[0]) - len(text)) <= 2:
            return str(found[0])
    return None
