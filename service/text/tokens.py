"""A text as its words: plain for reading, and as they were written. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.text.language import bare

_TOKEN = re.compile(r"\S+")
_MARKS = ".,;:!?\"'()[]¡¿-"


@dataclass(frozen=True, slots=True)
class Word:
    """Lower case, without accents and marks; and where in the text it stands."""

    bare: str
    start: int
    end: int


def words_of(said: str) -> list[Word]:
    """In their order; what is nothing but marks is none."""
    found = (Word(_plain(one[0]), one.start(), one.end()) for one in _TOKEN.finditer(said))
    return [word for word in found if word.bare]


def as_one(words: Sequence[Word]) -> str:
    return " ".join([word.bare for word in words])


def as_written(said: str, words: Sequence[Word]) -> str:
    """These words of it, with their marks; neighbours as they stood."""
    if not words:
        return ""
    runs, start = [], words[0].start
    for one, following in zip(words, [*words[1:], None], strict=True):
        between = said[one.end : following.start] if following else None
        if following is None or between is None or between.strip() or not between:
            runs.append(said[start : one.end])
            start = following.start if following else start
    return " ".join(runs).strip(" \t\r\n,;:-")


def _plain(word: str) -> str:
    """`P.M.` is pm.

    >>> _plain("8P.M.,"), _plain("(Mié)")
    ('8pm', 'mie')
    """
    return bare(word).strip(_MARKS).replace("p.m", "pm").replace("a.m", "am")
