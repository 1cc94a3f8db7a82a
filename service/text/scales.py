"""Scales: what the words of a text weigh together, by a table of points.

Phrases (`phrases.py`) find what somebody thought of. People say the same in words nobody thought of, so
each word, pair of words and piece of a word bears points, learned from texts that people have labelled
(`tests/teaching`). Adding them up by hand gives the same sum: that is all there is to it.

    sum of the points of all marks / root of the number of words + the scale's start
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import pairwise, repeat
from math import sqrt

from service.errors import ConfigurationError
from service.text.language import bare
from service.text.reading import STOP

Points = tuple[int, ...]  # thousandths, one for each scale of a table
# The points of all scales lie side by side in one number, so that adding up is one sum.
_BITS = 30
_FULL, _HALF = 1 << _BITS, 1 << (_BITS - 1)
_ZEROS = repeat(0)
_TOKEN = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
STEM = 4  # letters: "drinking" and "drinks" have much in common
STEM_PIECE = STEM + 1
PIECES = (3, 4)
OF_PIECE = "~"  # before a piece in a table, so that it isn't taken for a word
FEWEST = 3  # a text of one word must not weigh more than it says
_MOST_REMEMBERED = 20_000
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
    found.update([f"{one}*{three}" for one, three in zip(stems, stems[2:], strict=False)])
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

    def __init__(self, starts: Sequence[float], rows: Mapping[str, int]) -> None:
        self._starts = tuple(starts)
        begins = len(OF_PIECE)
        is_piece = {mark: mark.startswith(OF_PIECE) for mark in rows}
        self._rows = {mark: row for mark, row in rows.items() if not is_piece[mark]}
        self._pieces = {mark[begins:]: row for mark, row in rows.items() if is_piece[mark]}
        self._of_token: dict[str, int] = {}  # people use few words, and a text is read twice

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
            points = {mark: _pack(row) for mark, *row in rows}
            return cls([float(one) for one in starts], points)
        except (StopIteration, ValueError) as error:
            raise ConfigurationError(f"no table of points: {error}") from error

    def weigh(
        self, said: Sequence[str], written: Sequence[str], more: Iterable[str] = ()
    ) -> list[float]:
        """What the text weighs on each scale; above nothing speaks for it, below against it.

        `more`: marks of another kind, as a table of phrases has found them.
        """
        known = self._rows.get
        total = sum(map(known, marks(said, written), _ZEROS)) + sum(map(known, more, _ZEROS))
        remembered = self._of_token.get
        for token in {*written}:
            points = remembered(token)
            total += self._weigh_token(token) if points is None else points
        words = len(said) - said.count(STOP)
        root = 1000 * sqrt(words if words > FEWEST else FEWEST)
        sums = _unpack(total, len(self._starts))
        return [start + one / root for start, one in zip(self._starts, sums, strict=True)]

    def __contains__(self, mark: str) -> bool:
        return mark in self._rows

    def heaviest(
        self, said: Sequence[str], written: Sequence[str], more: Iterable[str] = ()
    ) -> Iterator[tuple[str, Points]]:
        """The marks of a text with their points, as they weigh on the first scale: the explanation."""
        known = {mark: self._rows[mark] for mark in [*more, *marks(said, written)] if mark in self}
        for piece in (piece for one in {*written} for piece in pieces(one)):
            if piece in self._pieces:
                known[f"{OF_PIECE}{piece}"] = self._pieces[piece]
        found = [(mark, _unpack(points, len(self._starts))) for mark, points in known.items()]
        yield from sorted(found, key=lambda one: -abs(one[1][0]))

    def _weigh_token(self, token: str) -> int:
        points = sum(map(self._pieces.get, pieces(token), _ZEROS))
        if len(self._of_token) >= _MOST_REMEMBERED:
            self._of_token.clear()
        self._of_token[token] = points
        return points


def _pack(points: Iterable[str]) -> int:
    total = place = 0
    for one in points:  # a hundred thousand times at every start: the plainest way is the quickest
        total += int(one) << place
        place += _BITS
    return total


def _unpack(total: int, scales: int) -> Points:
    found = []
    for _ in range(scales):
        one = (total + _HALF) % _FULL - _HALF
        found.append(one)
        total = (total - one) >> _BITS
    return tuple(found)
