"""What is told instead of named, and whether a text asks: phrases of `tables/`, found in any order."""

import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from service.meetings.vocabulary import table
from service.text.phrases import Book, Match
from service.text.reading import lexicon_with


@dataclass(frozen=True, slots=True)
class Row:
    """A row of stories.toml or asking.toml."""

    name: str
    phrases: tuple[str, ...]
    harmless: bool = False
    weak: bool = False


class Story(NamedTuple):
    """What the phrases of a text come to."""

    kinds: tuple[str, ...]  # of groups, in the order their phrases stand
    attrs: frozenset[str]
    asks: bool
    tells: bool
    veto: bool
    for_families: bool
    words: tuple[str, ...] = ()  # as phrases are looked for

    @property
    def of_others(self) -> bool:
        """Whether it is somebody else's trouble that is told."""
        return bool(set(self.kinds) & {"al-anon", "nar-anon", "gam-anon"})


def tell(text: str) -> Story:
    """Finds the phrases of both tables in a text."""
    text = _FELLOWSHIP.sub("fellowship", text)
    if "beb" in text:
        text = _BABY.sub("nino", text)
    words = _BOOK.words(text)
    found = _BOOK.find(words)
    if not found:
        return nothing_told("?" in text)._replace(words=tuple(words))
    said = {match.row.name for match in found}
    names = _names_of(found) if said - _NO_KINDS else []
    return Story(
        tuple(dict.fromkeys(name for name in names if not name.startswith(OF_ATTRS))),
        frozenset(name.removeprefix(OF_ATTRS) for name in names if name.startswith(OF_ATTRS)),
        "asks" in said or "?" in text,
        "tells" in said,
        "veto" in said,
        "for_families" in said,
        tuple(words),
    )


def nothing_told(asks: bool) -> Story:
    """Of a text without a word that could tell or ask anything; `asks` when it has a question mark."""
    return _ASKED if asks else _NOTHING


def _names_of(found: list[Match[Row]]) -> list[str]:
    """What is told, in the order it stands."""
    told = [match for match in found if match.row.name not in _NO_KINDS]
    return [match.row.name for match in sorted(_of_whom(told), key=lambda match: match.start)]


def _of_whom(told: list[Match[Row]]) -> list[Match[Row]]:
    """Without what is told of another where it is the sender's own: `my wife says i drink`."""
    own = [match for match in told if match.row.name == SELF]
    return [
        match
        for match in told
        if match.row.name != SELF
        and not (match.row.weak and any(match.start < one.end <= match.end for one in own))
    ]


def book_of(rows: dict[str, Any]) -> Book[Row]:
    """A book of these rows of a table; its lists are those of both tables."""
    read = [Row(key, **{**row, "phrases": tuple(row["phrases"])}) for key, row in rows.items()]
    ours = {"spelling": _clipped(str([rows, _LISTS])), "everyday": " ".join(_LISTS["meeting"])}
    return Book(read, lexicon_with(ours), _LISTS, mending=False)


def _clipped(tables: str) -> dict[str, str]:
    """How an ending is dropped in writing as in speaking: `drinkin`, `gamblin`."""
    return {word: word.removesuffix("g") for word in _ENDING.findall(tables)}


_NOTHING = Story((), frozenset(), False, False, False, False)
_ASKED = _NOTHING._replace(asks=True)
SELF, OF_ATTRS = "self", "attr_"
# One word for all of them: that somebody goes to one is said of each alike.
# It begins with its first letters: a search for `\b` looks at every letter, and costs three times as much.
_FELLOWSHIP = re.compile(
    r"[anogANOG](?<!\w.)(?:(?<=[anog])a|(?<=[an])\.a\.?|(?<=a)l[- ]?anon|(?<=n)ar[- ]?anon)(?![\w'])",
    re.IGNORECASE,
)
# `bebe` is a baby behind these words, and else somebody who drinks.
_BABY = re.compile(r"(?<=\b(?:mi|su|un|al) )beb[eé]\b|(?<=\bnuestr[oa] )beb[eé]\b", re.IGNORECASE)
_ENDING = re.compile(r"\b[a-z]{3,}ing\b")
_STORIES, _ASKS = table("stories"), table("asking")
_LISTS = {
    key: listed.split() for told in (_STORIES, _ASKS) for key, listed in told.pop("lists").items()
}
_NO_KINDS = frozenset(_ASKS)
_BOOK = book_of(_STORIES | _ASKS)
