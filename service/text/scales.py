"""Scales: what the words of a text weigh together, by a table of points.

Phrases (`phrases.py`) find what somebody thought of. People say the same in words nobody thought of, so
each word, pair of words and piece of a word bears points, learned from texts that people have labelled
(`tests/teaching`). Adding them up by hand gives the same sum: that is all there is to it.

    sum of the points of all marks / root of the number of words + the scale's start
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import pairwise
from math import sqrt

from service.errors import ConfigurationError
from service.text.language import bare

Points = tuple[int, ...]  # thousandths, one for each scale of a table
_TOKEN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
STEM = 4  # letters: "drinking" and "drinks" have much in common
STEM_PIECE = STEM + 1
PIECES = (3, 4)
OF_PIECE = "~"  # before a piece in a table, so that it isn't taken for a word
FEWEST = 3  # a text of one word must not weigh more than it says
_MOST_REMEMBERED = 10_000
_LONGEST = 24  # letters of a token that are looked at: nobody's words are longer


def tokens(text: str) -> list[str]:
    """The words and signs of a text as they were written, but for case, accents and apostrophes."""
    return _TOKEN.findall(bare(text).replace("'", "").replace("’", ""))


def marks(said: Sequence[str], written: Sequence[str]) -> set[str]:
    """What is weighed of a text as it is `said` (`reading.py`) and `written` (`tokens`), but for pieces.

    >>> sorted(marks(["i", "quit"], ["i", "quitt"]))
    ['i', 'i quit', 'i+quit', 'quit']
    """
    stems = [one[:STEM] for one in written]
    found = {*said}
    found.update([f"{one} {two}" for one, two in pairwise(said)])
    found.update([f"{one}+{two}" for one, two in pairwise(stems)])
    apart = zip(stems, stems[1:], stems[2:], strict=False)
    for one, two, three in apart:
        found.add(f"{one}+{two}+{three}")
        found.add(f"{one}*{three}")
    return found


def pieces(token: str) -> set[str]:
    """Parts of a word with its ends: what slips and other forms of it leave alone.

    >>> sorted(pieces("no"))
    ['_no', '_no_', 'no_']
    """
    whole = f"_{token[:_LONGEST]}_"
    size = len(whole)
    found = {whole[:STEM_PIECE]}
    for length in PIECES:
        found.update([whole[at : at + length] for at in range(size - length + 1)])
    return found


class Scales:
    """A table of points, with as many scales as it has columns."""

    def __init__(self, starts: Sequence[float], rows: Mapping[str, Points]) -> None:
        self._starts = tuple(starts)
        self._rows = rows
        begins = len(OF_PIECE)
        self._pieces = {
            mark[begins:]: row for mark, row in rows.items() if mark.startswith(OF_PIECE)
        }
        self._of_token: dict[str, Points] = {}  # people use few words, and a text is read twice
        self._nothing: Points = (0,) * len(self._starts)

    @classmethod
    def beside(cls, package: str, name: str) -> "Scales":
        """The table that stands beside a package's modules. Raises ConfigurationError."""
        try:
            return cls.read(files(package).joinpath(name).read_text("utf-8").splitlines())
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"{package}, {name}: {error}") from error

    @classmethod
    def read(cls, lines: Iterable[str]) -> "Scales":
        """A table as `tests/teaching` writes it. Raises ConfigurationError.

        Comments (`#`), then `start` and its numbers, then a mark a line with its points, by tabs.
        """
        rows = (line.rstrip("\n").split("\t") for line in lines if not line.startswith("# "))
        try:
            word, *starts = next(rows)
            if word != "start":
                raise ValueError("it must begin with start")
            points = {mark: tuple(map(int, row)) for mark, *row in rows}
            return cls([float(one) for one in starts], points)
        except (StopIteration, ValueError) as error:
            raise ConfigurationError(f"no table of points: {error}") from error

    def weigh(
        self, said: Sequence[str], written: Sequence[str], more: Iterable[str] = ()
    ) -> list[float]:
        """What the text weighs on each scale; above nothing speaks for it, below against it.

        `more`: marks of another kind, as a table of phrases has found them.
        """
        known = self._rows
        found = [known[mark] for mark in marks(said, written) if mark in known]
        found += [known[mark] for mark in more if mark in known]
        found += [self._of_token.get(one) or self._weigh_token(one) for one in set(written)]
        root = 1000 * sqrt(max(FEWEST, sum(word != "." for word in said)))
        sums = map(sum, zip(self._nothing, *found, strict=True))
        return [start + total / root for start, total in zip(self._starts, sums, strict=True)]

    def __contains__(self, mark: str) -> bool:
        return mark in self._rows

    def heaviest(
        self, said: Sequence[str], written: Sequence[str], more: Iterable[str] = ()
    ) -> Iterator[tuple[str, Points]]:
        """The marks of a text with their points, as they weigh on the first scale: the explanation."""
        of_tokens = (f"{OF_PIECE}{piece}" for one in set(written) for piece in pieces(one))
        every = [*more, *marks(said, written), *of_tokens]
        found = ((mark, self._rows[mark]) for mark in every if mark in self._rows)
        yield from sorted(found, key=lambda one: -abs(one[1][0]))

    def _weigh_token(self, token: str) -> Points:
        known = self._pieces
        found = [known[piece] for piece in pieces(token) if piece in known]
        points = tuple(map(sum, zip(self._nothing, *found, strict=True)))
        if len(self._of_token) < _MOST_REMEMBERED:
            self._of_token[token] = points
        return points
