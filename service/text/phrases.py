"""Phrases as tables write them, and finding them in the words of a text.

    stop/quit texting/calling me     words in their order; a/b: either
    not to? text me                  word?: may be missing
    <person> .. wants                <name>: a list given with the table
    take me .. off                   ..: up to three other words; ...: up to six
    . stop .                         a dot alone: a sentence begins or ends here

A phrase is looked for only where its rarest word stands, forwards and backwards from there, so that
a text without any such word costs next to nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Generic, NamedTuple, Protocol, TypeVar

from service.errors import ConfigurationError
from service.text.reading import STOP, Lexicon, Reader

GAPS = {"..": 3, "...": 6}  # how many other words may stand between


class Row(Protocol):
    """A row of a table. `harmless`: what it finds takes away what it overlaps instead of adding.

    `weak`: gives way to a harmless phrase even where it says more.
    """

    @property
    def name(self) -> str: ...
    @property
    def phrases(self) -> tuple[str, ...]: ...
    @property
    def harmless(self) -> bool: ...
    @property
    def weak(self) -> bool: ...


R = TypeVar("R", bound=Row)


class Part(NamedTuple):
    """One place in a phrase: any of these words, or a gap of up to so many others."""

    words: frozenset[str]
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Phrase(Generic[R]):
    """A phrase from its rarest word outwards: `before` runs backwards from there, `after` forwards."""

    row: R
    before: tuple[Part, ...]
    after: tuple[Part, ...]
    # One of them must stand right beside it; empty: not so simple.
    next_words: frozenset[str]
    last_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match(Generic[R]):
    """A phrase found in the words from `start` up to, not including, `end`."""

    row: R
    start: int
    end: int

    def takes(self, other: "Match[R]") -> bool:
        """Whether the other is explained by this one: they overlap, and it doesn't say more."""
        overlap = self.start < other.end and other.start < self.end
        inside = other.start <= self.start and self.end <= other.end
        same = (self.start, self.end) == (other.start, other.end)
        return overlap and (same or not inside or other.row.weak)


class Book(Generic[R]):
    """All phrases of a table, by the word they are looked for at."""

    def __init__(
        self,
        rows: Iterable[R],
        lexicon: Lexicon,
        lists: Mapping[str, Iterable[str]],
        *,
        mending: bool,
        also_known: Iterable[str] = (),
    ) -> None:
        """Raises ConfigurationError for a list that isn't there.

        `mending`: slips are traced back to the table's words and those `also_known`.
        """
        self._lexicon = lexicon
        self._lists = lists
        self._phrases: dict[str, list[Phrase[R]]] = {}
        self._by_next: dict[str, dict[str, list[Phrase[R]]]] = {}
        vocabulary = set(also_known)
        for row in rows:
            for parts in (parts for phrase in row.phrases for parts in self._read(phrase, row)):
                self._add(row, parts)
                vocabulary.update(word for part in parts for word in part.words)
        self._index_by_next()
        self._reader = Reader(lexicon, vocabulary - {STOP}, mending)

    def words(self, text: str) -> list[str]:
        """The text as its phrases are looked for."""
        return self._reader.read(text)

    def find(self, said: list[str]) -> list[Match[R]]:
        """What the words say: every phrase but the harmless ones and what those take away."""
        return self.left_of(self.every(said))

    def every(self, said: list[str]) -> list[Match[R]]:
        """All phrases that stand there, the harmless ones too."""
        return list(self._all(said))

    @staticmethod
    def left_of(found: list[Match[R]]) -> list[Match[R]]:
        """What the harmless ones among these leave."""
        harmless: dict[int, list[Match[R]]] = {}  # by place, so that a long text stays linear
        for match in (match for match in found if match.row.harmless):
            for place in range(match.start, match.end):
                harmless.setdefault(place, []).append(match)
        return [
            hit
            for hit in found
            if not hit.row.harmless
            and not any(
                one.takes(hit)
                for place in range(hit.start, hit.end)
                for one in harmless.get(place, ())
            )
        ]

    def _all(self, said: list[str]) -> Iterator[Match[R]]:
        following = [*said[1:], ""]
        for at, word in enumerate(said):
            if word not in self._phrases:
                continue
            for phrase in self._by_next[word].get(following[at], self._phrases[word]):
                if phrase.last_words and said[at - 1] not in phrase.last_words:
                    continue
                end = _follow(said, at + 1, 1, phrase.after) if phrase.after else at + 1
                if end is None:
                    continue
                start = _follow(said, at - 1, -1, phrase.before) if phrase.before else at - 1
                if start is not None:
                    yield Match(phrase.row, start + 1, end)

    def _add(self, row: R, parts: tuple[Part, ...]) -> None:
        at = max(range(len(parts)), key=lambda place: self._rarity(parts[place]))
        before, after = parts[:at][::-1], parts[at + 1 :]
        phrase = Phrase(row, before, after, _beside(after), _beside(before))
        for word in parts[at].words:
            self._phrases.setdefault(word, []).append(phrase)

    def _index_by_next(self) -> None:
        """Splits the phrases of a word by the word that must follow: most needn't be looked at."""
        for word, phrases in self._phrases.items():
            following = frozenset[str]().union(*(phrase.next_words for phrase in phrases))
            self._by_next[word] = {
                after: [one for one in phrases if not one.next_words or after in one.next_words]
                for after in following
            }
            self._phrases[word] = [one for one in phrases if not one.next_words]

    def _rarity(self, part: Part) -> tuple[bool, bool, int]:
        """Certain, out of the ordinary, and few: a good word to look for first."""
        certain = not part.optional and not part.gap
        unusual = not part.words & self._lexicon.everyday and STOP not in part.words
        return certain, certain and unusual, -len(part.words)

    def _read(self, phrase: str, row: R) -> Iterator[tuple[Part, ...]]:
        """A written phrase as its parts; several where an alternative is more than one word."""
        for choice in product(*(self._choices(piece, row) for piece in phrase.split())):
            yield tuple(part for parts in choice for part in parts)

    def _choices(self, piece: str, row: R) -> list[tuple[Part, ...]]:
        if piece in GAPS:
            return [(Part(frozenset(), gap=GAPS[piece]),)]
        if ".." in piece:
            raise ConfigurationError(f"{row.name}: a gap is .. or ..., not {piece}")
        optional = piece.endswith("?")
        spelled = [
            tuple(word for part in one.split("-") for word in self._lexicon.spell(part))
            for one in self._alternatives(piece.removesuffix("?"), row)
        ]
        single = frozenset(words[0] for words in spelled if len(words) == 1)
        several = [
            tuple(Part(frozenset({word})) for word in words) for words in spelled if len(words) > 1
        ]
        one = [(Part(single, optional),)] if single else []
        return one + several + ([()] if optional and several else [])

    def _alternatives(self, piece: str, row: R) -> Iterator[str]:
        for one in piece.split("/"):
            if not one.startswith("<"):
                yield one
            elif one.strip("<>") in self._lists:
                yield from self._lists[one.strip("<>")]
            else:
                raise ConfigurationError(f"{row.name}: there is no list {one}")


def _beside(parts: tuple[Part, ...]) -> frozenset[str]:
    """The words that must come first; empty where a gap or something else may."""
    certain = parts and not parts[0].optional and not parts[0].gap
    return parts[0].words if certain else frozenset()


def _follow(
    said: list[str], at: int, step: int, parts: tuple[Part, ...], first: int = 0
) -> int | None:
    """Where the parts lead from `at` in this direction; None when they don't stand there."""
    for number in range(first, len(parts)):
        words, optional, gap = parts[number]
        if gap:
            return _skip(said, at, step, gap, parts, number + 1)
        there = 0 <= at < len(said) and said[at] in words
        if optional:
            found = _follow(said, at + step, step, parts, number + 1) if there else None
            if found is not None:
                return found
        elif there:
            at += step
        else:
            return None
    return at


def _skip(
    said: list[str], at: int, step: int, gap: int, parts: tuple[Part, ...], first: int
) -> int | None:
    """A gap never reaches over the end of a sentence."""
    after = parts[first] if first < len(parts) else None
    sure = after.words if after and not (after.optional or after.gap) else None
    for _ in range(gap + 1):
        inside = 0 <= at < len(said)
        if sure is None or (inside and said[at] in sure):
            found = _follow(said, at, step, parts, first)
            if found is not None:
                return found
        if not inside or said[at] == STOP:
            return None
        at += step
    return None
