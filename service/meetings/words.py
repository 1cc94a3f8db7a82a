"""A text as a row of words, each with what it means, so that what is left over may be a place."""

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from service.meetings.vocabulary import LONG_WORDS, LONGEST_PHRASE, PHRASES, Meaning

_WORD = re.compile(r"\d?[A-Za-z][A-Za-z0-9+]*|\d+|[,?]")
TYPING_SLIP = 84  # of 100: `meetng` and `beginers` are above, town names hardly ever


@dataclass(slots=True)
class Word:
    """One word of a text."""

    text: str  # lower case, without accents
    capitals: bool  # written in capitals only, as in `IN`
    after_comma: bool
    meaning: Meaning | None = None


def plain(text: str) -> str:
    """Without accents, apostrophes, and the dots and hyphens inside short names; case kept.

    >>> plain("Reunión de A.A. mañana, Al-Anon?")
    'Reunion de AA manana, Al Anon?'
    """
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    bare = re.sub(r"['’`´]", "", bare).replace("-", " ").replace("/", " ")
    return re.sub(r"\b([A-Za-z])\.([A-Za-z])\b\.?", r"\1\2", bare)


def read(text: str) -> list[Word]:
    """The words of a text that went through `plain`, with the meaning of each phrase of the vocabulary."""
    words: list[Word] = []
    comma = False
    for piece in _WORD.findall(text):
        if piece in ",?":
            comma = piece == ","
            continue
        words.append(Word(piece.lower(), piece.isupper(), comma))
        comma = False
    _mark(words)
    return words


def _mark(words: list[Word]) -> None:
    """Longest phrase first, left to right."""
    texts = [word.text for word in words]
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            if meaning := PHRASES.get(tuple(texts[at : at + length])):
                for word in words[at : at + length]:
                    word.meaning = meaning
                at += length
                break
        else:
            at += 1


def repair(word: Word) -> None:
    """Gives a long word that is nearly one of ours that one's meaning."""
    if len(word.text) < 5 or word.meaning:
        return
    near = process.extractOne(word.text, LONG_WORDS, scorer=fuzz.ratio, score_cutoff=TYPING_SLIP)
    if near:
        word.meaning = PHRASES[(near[0],)]
