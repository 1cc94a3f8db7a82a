"""A text as phrases are looked for in it: plain words, spelled one way.

Case, accents, doubled letters, punctuation, digits for letters, short forms, missing or needless
spaces and common slips are taken away here, so that a table of phrases needs to say a thing once.
A dot is a word too: it stands where a sentence begins or ends, also at both ends of the text.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import OSA

from service.text.language import bare

Words = tuple[str, ...]

STOP = "."
_TOKEN = re.compile(r"[a-z0-9@$](?:[a-z0-9@$*!']*[a-z0-9@$*])?|[.!?;:]+(?=\s|$)|\n|[🔫💊🔪]")
_DOUBLED = re.compile(r"([a-z])\1+")
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_FUZZY_FROM = 5  # letters: below, one slip makes too many other words
_SPLIT_FROM = 6
_LONGEST_RUN = 240  # letters without a space that are still taken apart; both ends of a longer one


def fold(word: str) -> str:
    """Doubled letters as one: `killl` and `kil` are the same word."""
    return _DOUBLED.sub(r"\1", word)


@dataclass(frozen=True)
class Lexicon:
    """How words are written: spelling.toml, and what a room adds to it."""

    spelling: Mapping[str, Words]  # as it stands there: what is read
    folded: Mapping[str, Words]  # the same for letters doubled or not
    joined: Mapping[tuple[str, str], Words]
    fillers: frozenset[str]
    everyday: frozenset[str]
    real: frozenset[str]  # words that look like slips of ours and are left as they are
    short_pieces: frozenset[str]
    cores: re.Pattern[str] | None  # what makes a run of letters worth taking apart

    @classmethod
    def of(cls, *tables: Mapping[str, Any]) -> "Lexicon":
        """The tables together; of two rows that differ the later wins."""
        spelling = {
            variant: _folded(meant)
            for rows in tables
            for meant, variants in rows.get("spelling", {}).items()
            for variant in variants.split()
        }
        real = _listed("real", tables)
        cores = "|".join(map(re.escape, sorted(_listed("cores", tables))))
        return cls(
            spelling=spelling,
            folded={
                fold(variant): meant
                for variant, meant in spelling.items()
                if fold(variant) not in real and "'" not in variant
            },
            joined={
                _pair(written): _folded(meant)
                for rows in tables
                for meant, pairs in rows.get("joined", {}).items()
                for written in pairs
            },
            fillers=_listed("fillers", tables),
            everyday=_listed("everyday", tables),
            real=real,
            short_pieces=_listed("short_pieces", tables),
            cores=re.compile(cores) if cores else None,
        )

    def spell(self, word: str) -> Words:
        """A word of a table as texts are read: short forms written out, letters folded."""
        return self.spelling.get(word) or self.folded.get(fold(word)) or (fold(word),)


def _listed(name: str, tables: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(fold(word) for rows in tables for word in rows.get(name, "").split())


def _folded(words: str) -> Words:
    return tuple(fold(word) for word in words.split())


def _pair(written: str) -> tuple[str, str]:
    first, second = _folded(written)
    return first, second


_MOST_REMEMBERED = 20_000


class Reader:
    """Reads texts with a lexicon; with `mending`, slips are traced back to the vocabulary."""

    def __init__(self, lexicon: Lexicon, vocabulary: Iterable[str], mending: bool) -> None:
        self._lexicon = lexicon
        self._known = frozenset(vocabulary).union(*lexicon.spelling.values())
        self._kept = self._known | lexicon.real
        self._mending = mending
        self._resolved_before: dict[str, Words] = {}  # single words, no numbers
        self._longest = max(map(len, self._known))
        # In one order: of two words as near, one process must not take another than the next.
        every = sorted(self._known)
        long = [word for word in every if len(word) >= _FUZZY_FROM and word.isalpha()]
        self._near = _with_one_left_out(long)
        self._swapped = {
            swap: word
            for word in every
            for swap in _swaps(word)
            if swap not in self._kept and 3 <= len(word) < _FUZZY_FROM
        }

    def read(self, text: str) -> list[str]:
        """The words of a text, fillers left out.

        >>> Reader(EVERYONES, ["want", "sleep"], mending=True).read("I w4nna SLEEEEP my self!")
        ['.', 'i', 'want', 'to', 'slep', 'myself', '.']
        """
        plain = text.lower().replace("’", "'")
        plain = plain if plain.isascii() else bare(plain)
        found = [STOP]
        raw = _TOKEN.findall(plain)
        letters = [len(word) for word in raw].count(1) >= 3
        fillers, joined, before = self._lexicon.fillers, self._lexicon.joined, self._resolved_before
        for piece in _letters_joined(raw) if letters else raw:
            for word in before.get(piece) or self._resolved(piece):
                if word in fillers or (word == STOP and found[-1] == STOP):
                    continue
                if together := joined.get((found[-1], word)):
                    found[-1:] = together
                else:
                    found.append(word)
        if found[-1] != STOP:
            found.append(STOP)
        return _one_word_sentences_joined(found)

    def _resolved(self, raw: str) -> Words:
        """A word read, and remembered: people use few, and a text is read twice."""
        if raw[0] in ".!?;:\n":
            return (STOP,)
        found = self._resolve(raw)
        if raw.isalpha():
            if len(self._resolved_before) >= _MOST_REMEMBERED:
                self._resolved_before.clear()  # the words people use are back within a few texts
            self._resolved_before[raw] = found
        return found

    def _resolve(self, raw: str) -> Words:
        if spelled := self._lexicon.spelling.get(raw):
            return spelled
        word = fold(raw.replace("'", ""))
        if spelled := self._lexicon.folded.get(word):
            return spelled
        if word in self._kept or word.isdigit():
            return (word,)
        if not word.isalpha() and any(map(str.isalpha, word)):
            return self._resolve_leet(word)
        return self._mend(word) if self._mending else (word,)

    def _resolve_leet(self, word: str) -> Words:
        letters = fold(word.translate(_LEET).replace("*", ""))
        if spelled := self._lexicon.folded.get(letters):
            return spelled
        return (letters,) if letters in self._kept else self._mend(letters)

    def _mend(self, word: str) -> Words:
        if swapped := self._swapped.get(word):
            return (swapped,)
        if _FUZZY_FROM <= len(word) <= self._longest + 1 and (near := self._nearest(word)):
            return (near,)
        cores = self._lexicon.cores
        if cores and len(word) >= _SPLIT_FROM and cores.search(word):
            return self._taken_apart(word)
        return (word,)

    def _nearest(self, word: str) -> str | None:
        """The word of ours that is one slip away, if one is."""
        for key in (word, *_one_left_out(word)):
            for candidate in self._near.get(key, ()):
                if OSA.distance(word, candidate, score_cutoff=1) <= 1:
                    return candidate
        return None

    def _taken_apart(self, run: str) -> Words:
        """`iwanttodie` as its words; as it is, when something is left over."""
        if len(run) > _LONGEST_RUN:
            half = _LONGEST_RUN // 2
            return (*self._taken_apart(run[:half]), *self._taken_apart(run[-half:]))
        best: list[Words | None] = [()] + [None] * len(run)
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - self._longest), end):
                before, piece = best[start], run[start:end]
                if before is None or not self._may_be_a_piece(piece):
                    continue
                if best[end] is None or len(before) + 1 < len(best[end] or ()):
                    best[end] = (*before, piece)
        pieces = best[-1]
        if pieces is None:
            return (run,)
        return tuple(word for piece in pieces for word in self._lexicon.spell(piece))

    def _may_be_a_piece(self, piece: str) -> bool:
        if len(piece) < 3:
            return piece in self._lexicon.short_pieces
        return piece in self._known or piece in self._lexicon.folded


def _letters_joined(raw: list[str]) -> Iterator[str]:
    """`k i l l` as one word: three or more single letters in a row."""
    run: list[str] = []
    for word in raw:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        yield from ["".join(run)] if len(run) >= 3 else run
        run = []
        yield word
    yield from ["".join(run)] if len(run) >= 3 else run


def _one_word_sentences_joined(found: list[str]) -> list[str]:
    """`i. want. to. sleep.` is one sentence; `hi. bye.` are two."""
    if found.count(STOP) <= 3:
        return found
    stops = [at for at, word in enumerate(found) if word == STOP]
    needless = {
        second
        for first, second, third in zip(stops, stops[1:], stops[2:], strict=False)
        if third - first == 4
    }
    return [word for at, word in enumerate(found) if at not in needless]


def _one_left_out(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _with_one_left_out(vocabulary: list[str]) -> dict[str, list[str]]:
    """Every word, and every word with one letter left out, to the words it may come from."""
    near: dict[str, list[str]] = {}
    for word in vocabulary:
        for key in {word, *_one_left_out(word)}:
            near.setdefault(key, []).append(word)
    return near


def _swaps(word: str) -> list[str]:
    """The word with two neighbouring letters exchanged, the first kept: `kill`, `klil`."""
    return [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        for at in range(1, len(word) - 1)
        if word[at] != word[at + 1]
    ]


_TABLE = tomllib.loads(files(__package__).joinpath("spelling.toml").read_text("utf-8"))
EVERYONES = Lexicon.of(_TABLE)


def lexicon_with(table: Mapping[str, Any]) -> Lexicon:
    """Everyone's words and a room's own."""
    return Lexicon.of(_TABLE, table)
