"""The words people use when they look for a meeting, read from `tables/`: English and Spanish, as data."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from typing import Any, NamedTuple


class Meaning(NamedTuple):
    """What a phrase says: which slot of a query, and with which value."""

    slot: str  # kind topic attr when daypart time mode near filler
    value: str


FILLER = Meaning("filler", "")  # a word of a sentence; there is only this one


def table(name: str) -> dict[str, Any]:
    """A file of `tables/`."""
    return tomllib.loads(files(__package__).joinpath("tables", f"{name}.toml").read_text("utf-8"))


def _phrases(slot: str, rows: Mapping[str, str]) -> Iterator[tuple[tuple[str, ...], Meaning]]:
    for value, listed in rows.items():
        for phrase in listed.replace("\n", " ").split(","):
            if words := phrase.replace("-", " ").replace(".", " ").split():
                yield tuple(words), Meaning(slot, value)
                if len(words) > 1 and words[-1] == "anonymous":
                    yield (*words[:-1], "anon"), Meaning(slot, value)


def _all_phrases() -> Iterator[tuple[tuple[str, ...], Meaning]]:
    """The later of two that say different things wins."""
    told = (
        word
        for name in ("stories", "asking", "troubles")
        for word in _TOLD.findall(str(table(name)))
    )
    yield from (((word,), FILLER) for word in told)
    yield from (((word,), FILLER) for word in _FILLERS["words"].split())
    yield from (((word,), Meaning("near", "")) for word in _FILLERS["near"].split())
    yield from ((words, FILLER) for words, _ in _phrases("filler", _FILLED))
    for slot in ("topic", "kind"):
        yield from _phrases(slot, _KINDS[slot])
    for slot, rows in table("slots").items():
        yield from _phrases(slot, rows)


# Every word of a story or a question is explained by it, and is no town.
_TOLD = re.compile(r"\b[a-z]{3,}\b")
_FILLERS, _KINDS = table("fillers"), table("kinds")
_FILLED = {"": _FILLERS["phrases"]}
PHRASES: dict[tuple[str, ...], Meaning] = dict(_all_phrases())
SINGLE = {words[0]: said for words, said in PHRASES.items() if len(words) == 1}
# The length of the longest phrase that begins with two words.
LONGEST_FROM: dict[tuple[str, str], int] = {}
for _first, _second, *_others in (words for words in PHRASES if len(words) > 1):
    _length = 2 + len(_others)
    LONGEST_FROM[_first, _second] = max(_length, LONGEST_FROM.get((_first, _second), 0))
# Two-letter names that are also a state or a word: a fellowship only beside "meeting" or in front.
SHORT_KINDS: Mapping[str, str] = _KINDS["short"]
MEETING_WORDS = frozenset(
    words[0] for words, said in PHRASES.items() if said == ("kind", "any") and len(words) == 1
)
BESIDE_A_PLACE = frozenset(_FILLERS["beside_a_place"].split())
SOCIAL = frozenset(_FILLERS["social"].split())
_TOWNS = table("towns")
ALSO_TOWNS = frozenset(_TOWNS["also_words"].split())
UNLISTED_TOWNS = frozenset(_TOWNS["unlisted"].split(", "))


def _by_letter(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for word in words:
        found.setdefault(word[0], set()).add(word)
    return {letter: tuple(sorted(listed)) for letter, listed in found.items()}


# For typing slips: words long enough that one wrong letter leaves them recognisable, by first letter.
LONG_WORDS = _by_letter(
    words[0]
    for words, said in PHRASES.items()
    if len(words) == 1 and len(words[0]) >= 5 and said.slot not in ("filler", "near")
)
# Of the words in names of more than one: `anonimous`, `recovry`.
LONG_PARTS = _by_letter(
    word
    for words, said in PHRASES.items()
    for word in words
    if len(words) > 1 and len(word) >= 6 and said.slot in ("kind", "topic")
)
