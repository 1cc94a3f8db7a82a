"""What is told instead of named, and whether a text asks: phrases of `tables/`, found in any order."""

import re
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Story:
    """What the phrases of a text come to."""

    kinds: tuple[str, ...]  # of groups, in the order their phrases stand
    attrs: frozenset[str]
    asks: bool
    tells: bool
    veto: bool
    for_families: bool

    @property
    def of_others(self) -> bool:
        """Whether it is somebody else's trouble that is told."""
        return bool(set(self.kinds) & {"al-anon", "nar-anon", "gam-anon"})


def tell(text: str) -> Story:
    """Finds the phrases of both tables in a text."""
    told = sorted(_of_whom(_found(_STORIES, text)), key=lambda match: match.start)
    said = {match.row.name for match in _found(_ASKING, _FELLOWSHIP.sub("fellowship", text))}
    names = [match.row.name for match in told]
    return Story(
        tuple(dict.fromkeys(name for name in names if not name.startswith(OF_ATTRS))),
        frozenset(name.removeprefix(OF_ATTRS) for name in names if name.startswith(OF_ATTRS)),
        "asks" in said or "?" in text,
        "tells" in said,
        "veto" in said,
        "for_families" in said,
    )


def _found(book: Book[Row], text: str) -> list[Match[Row]]:
    return book.find(book.words(text))


def _of_whom(told: list[Match[Row]]) -> list[Match[Row]]:
    """Without what is told of another where it is the sender's own: `my wife says i drink`."""
    own = [match for match in told if match.row.name == SELF]
    return [
        match
        for match in told
        if match.row.name != SELF
        and not (match.row.weak and any(match.start < one.end <= match.end for one in own))
    ]


def _book(name: str, mending: bool) -> Book[Row]:
    rows: dict[str, Any] = table(name)
    lists = {key: listed.split() for key, listed in rows.pop("lists").items()}
    lexicon = lexicon_with({"real": rows.pop("real", "")})
    read = [Row(key, **{**row, "phrases": tuple(row["phrases"])}) for key, row in rows.items()]
    return Book(read, lexicon, lists, mending=mending)


SELF, OF_ATTRS = "self", "attr_"
# One word for all of them: that somebody goes to one is said of each alike.
_FELLOWSHIP = re.compile(
    r"\b(?:aa|a\.a\.?|na|n\.a\.?|oa|ga|al[- ]?anon|nar[- ]?anon)(?![\w'])", re.IGNORECASE
)
_STORIES, _ASKING = _book("stories", mending=False), _book("asking", mending=False)
