"""Which words of a text are the place: a postal code, a town with its state, or a town."""

import re
from dataclasses import dataclass
from functools import lru_cache

from service.meetings import places
from service.meetings.regions import ALSO_WORDS, EVERYDAY, LONGEST_SPELLING, region_of
from service.meetings.vocabulary import ALSO_TOWNS, PHRASES, Meaning
from service.meetings.words import Word, repair

PLACE = Meaning("place", "")
LONGEST_TOWN = 4
MOST_GUESSES = 8  # each costs a look through some thousand names
# Towns made of words that usually mean something else, known by both words together.
DOUBLE_NAMES = {
    ("miles", "city"),
    ("sun", "city"),
    ("tell", "city"),
    ("del", "city"),
    ("morning", "sun"),
}
# A slip in a town's name is believed more easily where the text says that a town comes.
LIKE_AFTER_NEAR, LIKE_ANYWHERE = 78.0, 82.0
# A tiny town spelled exactly gives way to a much bigger one a letter away: Bozman MD, Bozeman MT.
# People, as places.sqlite has them.
TINY, BIG, NEARLY = 2_000, 20_000, 90.0
CITY = 500_000

_ZIP = re.compile(r"(?<![\d+-])(\d{5})(?:-\d{4}| \d{4}(?!\d))?(?!\d|-\d)")
_CANADA = re.compile(r"\b([ABCEGHJ-NPRSTVXY]\d[A-Z])[ -]?(\d[A-Z]\d)\b", re.IGNORECASE)
_UK = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?) (\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
_OUTCODE = re.compile(r"\b(?:near|in|around|at|by) ([A-Z]{1,2}\d[A-Z\d]?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (not included) name this place."""

    start: int
    end: int
    place: str
    sure: bool  # a state beside it
    known: bool = True  # there is such a town in that state


def take_code(text: str) -> tuple[str | None, str]:
    """The postal code in a text, in its usual form, and the text without it.

    >>> take_code("aa 59718-1234"), take_code("na m5v2t6")
    (('59718', 'aa  '), ('M5V 2T6', 'na  '))
    """
    for pattern in (_ZIP, _CANADA, _UK, _OUTCODE):
        if found := pattern.search(text):
            code = " ".join(part.upper() for part in found.groups())
            return code, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def find_town(words: list[Word], searching: bool) -> Span | None:
    """The town in a text; `searching` when it names a kind of meeting, so that a slip is a town's.

    What follows `near` or `in` comes first, then the longest name.
    """
    runs = _runs(words)
    spans = [span for start, end in runs for span in _exact(words, start, end)]
    if known := [span for span in spans if span.known]:
        return max(known, key=lambda span: (_after_near(words, span), span.sure, _length(span)))
    if double := _double_name(words):
        return double
    guess = _misspelled(words, runs, searching)
    if searching:
        return guess or (spans[0] if spans else None)
    return guess if guess and guess.sure and _names_a_state(words[guess.end - 1]) else None


def _names_a_state(word: Word) -> bool:
    """Not by a word like `me`: `call me` asks for no town in Maine."""
    return word.capitals or word.text not in ALSO_WORDS


def _length(span: Span) -> int:
    return span.end - span.start


def _runs(words: list[Word]) -> list[tuple[int, int]]:
    """Stretches of words that mean nothing to us: where a name can be."""
    runs: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if word.meaning or word.text.isdigit():
            continue
        if runs and runs[-1][1] == at and not word.after_comma:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _exact(words: list[Word], start: int, end: int) -> list[Span]:
    """Towns spelled right that have a word in this stretch; `los`, `new` or `city` beside it may belong."""
    first, last = max(0, start - 2), min(len(words), end + 2)
    spans = []
    for begin in range(first, end):
        for stop in range(min(last, begin + LONGEST_TOWN), max(begin, start), -1):
            if span := _town_at(words, begin, stop):
                spans.append(span)
                break
    return spans


def _town_at(words: list[Word], start: int, stop: int) -> Span | None:
    texts = tuple(word.text for word in words[start:stop])
    if any(word.after_comma for word in words[start + 1 : stop]) or _is_our_phrase(texts):
        return None
    name = " ".join(texts)
    if not places.is_town(name):
        return None
    region, end = _region_after(words, stop)
    if region is None and region_of(texts) and not _is_city(name):
        return None  # a state alone is no place to start from, New York is
    known = region is None or bool(places.by_name(name, region))
    return Span(start, end, spelled(name, region), region is not None, known)


def _is_city(name: str) -> bool:
    return places.by_name(name)[0].weight >= CITY


def _is_our_phrase(texts: tuple[str, ...]) -> bool:
    """True for words that begin or end with a small word no town needs: `in paris`, `aa paris`."""
    return len(texts) > 1 and any(
        (meaning := PHRASES.get((text,))) and meaning.slot in ("near", "kind")
        for text in (texts[0], texts[-1])
    )


def _region_after(words: list[Word], at: int) -> tuple[str | None, int]:
    for length in range(min(LONGEST_SPELLING, len(words) - at), 0, -1):
        texts = tuple(word.text for word in words[at : at + length])
        if (region := region_of(texts)) and _meant_as_state(words, at, length):
            return region, at + length
    return None, at


def _meant_as_state(words: list[Word], at: int, length: int) -> bool:
    """`or` in `paris or rome` is no Oregon; `OR`, `, or` and an `or` at the very end are."""
    word, town = words[at], words[at - 1].text
    if length > 1 or word.text not in ALSO_WORDS or word.capitals or word.after_comma:
        return True
    if at == len(words) - 1:
        return town not in ALSO_TOWNS
    return word.text not in EVERYDAY and bool(places.by_name(town, region_of((word.text,))))


def _after_near(words: list[Word], span: Span) -> bool:
    before = span.start - 1
    while before >= 0 and words[before].text in ("the", "to", "of", "de", "la", "el"):
        before -= 1
    meaning = words[before].meaning if before >= 0 else None
    return meaning is not None and meaning.slot == "near"


def _double_name(words: list[Word]) -> Span | None:
    for at in range(len(words) - 1):
        if (words[at].text, words[at + 1].text) in DOUBLE_NAMES:
            region, end = _region_after(words, at + 2)
            return Span(at, end, spelled(f"{words[at].text} {words[at + 1].text}", region), True)
    return None


def _misspelled(words: list[Word], runs: list[tuple[int, int]], searching: bool) -> Span | None:
    """The likeliest town, looked for after `near` first; without a search only where a state is said."""
    near = [run for run in runs if _after_near(words, Span(*run, "", False))]
    others = [run for run in runs if run not in near]
    for start, end in others if searching else ():
        for word in words[start:end]:
            repair(word)
    parts = [(part, run in near) for run in near + others for part in _stretches(*run)]
    guesses = MOST_GUESSES
    for (begin, stop), after_near in parts:
        region, end = _region_after(words, stop)
        if not _may_be_town(words, begin, stop) or not (searching or region):
            continue
        name = " ".join(word.text for word in words[begin:stop])
        if found := _likest(
            name, region, LIKE_AFTER_NEAR if after_near or region else LIKE_ANYWHERE
        ):
            return Span(begin, end, found, region is not None)
        guesses -= 1
        if not guesses:
            break
    return _unknown(words, near[0]) if near else None


def _may_be_town(words: list[Word], begin: int, stop: int) -> bool:
    part = words[begin:stop]
    if any(word.meaning for word in part) or sum(len(word.text) for word in part) < 4:
        return False
    # When its last word is the state, a shorter stretch says so.
    return len(part) == 1 or _region_after(words, stop - 1)[1] != stop


def _unknown(words: list[Word], run: tuple[int, int]) -> Span | None:
    """A town no file of ours has, taken at its word: a feed from another country may know it."""
    part = words[slice(*run)]
    if any(word.meaning for word in part):
        return None
    return Span(*run, " ".join(word.text for word in part).title(), False)


def _stretches(start: int, end: int) -> list[tuple[int, int]]:
    """Parts of a stretch, the longest first."""
    parts = [(a, b) for a in range(start, end) for b in range(end, a, -1) if b - a <= LONGEST_TOWN]
    return sorted(parts, key=lambda part: part[0] - part[1])


@lru_cache(maxsize=2048)
def spelled(name: str, region: str | None) -> str:
    """A known town as `Town, ST` or `Town`; its misspelled big sister where it is itself tiny."""
    exact = places.by_name(name, region)
    if region:
        return (
            str(exact[0].place)
            if exact
            else _likest(name, region, LIKE_AFTER_NEAR) or _named(name, region)
        )
    if not exact or exact[0].weight > TINY or len(name) < 5:
        return exact[0].place.name if exact else name.title()
    bigger = [near for near in places.like(name) if near.weight >= BIG and near.likeness >= NEARLY]
    return max(bigger, key=lambda near: near.weight).place.name if bigger else exact[0].place.name


def _named(name: str, region: str) -> str:
    return f"{name.title()}, {region}"


@lru_cache(maxsize=2048)
def _likest(name: str, region: str | None, floor: float) -> str | None:
    found = [near for near in places.like(name, region) if near.likeness >= floor]
    if not found:
        return None
    best = max(found, key=lambda near: near.likeness + 2 * near.weight.bit_length()).place
    return str(best) if region else best.name
