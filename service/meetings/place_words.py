"""Which words of a text are the place: a town with its state, or a town.

Every stretch of words that spells a town is weighed: a state beside it says most, then a word like
`near` before it, its size, its neighbours, capitals; a town whose name is a word weighs less.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log10

from service.meetings import places
from service.meetings.misspelled import guess_town, likest, spelled
from service.meetings.regions import (
    ALSO_WORDS,
    EVERYDAY,
    LONGEST_SPELLING,
    SPANISH_WORDS,
    region_nearly,
    region_of,
)
from service.meetings.vocabulary import ALSO_TOWNS, PHRASES, UNLISTED_TOWNS, Meaning
from service.meetings.words import Word

PLACE = Meaning("place", "")
LONGEST_TOWN = 4
# A name made of words that mean something else is a town's only when the town has some size.
KNOWN_BY_ALL = 1_000
BIG = 50_000
CITY = 500_000  # people: New York is a place to start from, Montana is not
ENOUGH = 3.0  # weight from which a town is believed
STATE_BESIDE = 10.0
BEFORE = {"its": 3.0, "to": 2.0, "from": 0.5, "leaving": 0.0}
AFTER_NEAR, KIND_BESIDE, SLOT_BESIDE, AT_AN_END, CAPITAL, ALSO_A_WORD = (
    4.0,
    2.0,
    1.0,
    1.0,
    2.0,
    -3.0,
)
ALL_EXPLAINED, STORY = 2.0, -1.0
TELEGRAM = 10  # words of a text that is no story
ARTICLES = frozenset("the to of de la el los las a about here there".split())


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (not included) name this place."""

    start: int
    end: int
    place: str
    weight: float
    state: bool  # a state beside it


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a text, and what is known of it as a whole."""

    words: list[Word]
    searching: bool  # it names a kind of meeting
    spanish: bool

    @property
    def unexplained(self) -> int:
        return sum(word.meaning is None for word in self.words)

    def near(self, at: int) -> bool:
        """Whether `near`, `in` or the like stands before this word."""
        return self.before(at) >= AFTER_NEAR

    def before(self, at: int) -> float:
        """What the word before a town says for it."""
        at -= 1
        while at > 0 and self.words[at].text in ARTICLES and not self.says_near(at):
            if self.words[at].text in BEFORE:
                break
            at -= 1
        if at < 0 or self.words[at + 1].after_comma:
            return 0.0
        if self.words[at].text in BEFORE:
            return BEFORE[self.words[at].text]
        return AFTER_NEAR if self.says_near(at) else 0.0

    def says_near(self, at: int) -> bool:
        meaning = self.words[at].meaning
        return meaning is not None and meaning.slot == "near"


def find_town(text: Text) -> Span | None:
    """The town in a text, the likeliest of those it may name."""
    spans = [*_with_state(text), *_alone(text)]
    best = max(spans, key=lambda span: (span.weight, span.end - span.start), default=None)
    if best and best.weight >= ENOUGH:
        return best
    return _misspelled(text)


def _with_state(text: Text) -> Iterator[Span]:
    """Towns before a state, in whichever spelling of either."""
    for at in range(1, len(text.words)):
        region, end = region_at(text.words, at)
        if region and (span := _town_before(text, at, end, region)):
            yield span


def region_at(words: list[Word], at: int) -> tuple[str | None, int]:
    """The state spelled from this word on, and where its spelling ends."""
    for length in range(min(LONGEST_SPELLING, len(words) - at), 0, -1):
        if region := region_of(tuple(word.text for word in words[at : at + length])):
            return region, at + length
    word = words[at]
    return (None if word.meaning else region_nearly(word.text)), at + 1


def _town_before(text: Text, at: int, end: int, region: str) -> Span | None:
    for start in range(max(0, at - LONGEST_TOWN), at):
        name = _name(text.words, start, at) or _known_with_state(text.words, start, at, region)
        if name and f"{name} {region}" in UNLISTED_TOWNS:
            return _stated(text, start, end, f"{name.title()}, {region}")
        found = places.by_name(name, region) if name else ()
        if name and found and _is_state(text, start, at, end, found[0].weight):
            return _stated(text, start, end, spelled(name, region))
    if end - at == 1 and text.words[at].text in ALSO_WORDS and not _looks_stated(text, at):
        return None
    return _misspelled_before(text, at, end, region)


def _known_with_state(words: list[Word], start: int, at: int, region: str) -> str | None:
    """`la junta colorado`: a name of words of ours, where it is a town of some size."""
    name = " ".join(word.text for word in words[start:at])
    if at - start == 1 or words[at].text in ALSO_WORDS:
        return None
    found = places.by_name(name, region)
    return name if found and found[0].weight >= KNOWN_BY_ALL else None


def _misspelled_before(text: Text, at: int, end: int, region: str) -> Span | None:
    """A slip in the town's name, or a town too small for any list."""
    first = at
    while first > max(0, at - LONGEST_TOWN) and _may_be_town(text.words[first - 1]):
        first -= 1
        if text.words[first].after_comma:
            break
    for start in range(first, at):
        name = " ".join(word.text for word in text.words[start:at])
        if len(name) >= 4 and (found := likest(name, region)):
            return _stated(text, start, end, found)
    if first < at and (text.searching or text.near(first)):
        start = first if text.near(first) else at - 1
        name = " ".join(word.text for word in text.words[start:at])
        return _stated(text, start, end, f"{name.title()}, {region}")
    return None


def _stated(text: Text, start: int, end: int, place: str) -> Span:
    return Span(start, end, place, STATE_BESIDE + text.before(start), True)


def _may_be_town(word: Word) -> bool:
    return word.meaning is None and not word.text.isdigit()


def _is_state(text: Text, start: int, at: int, end: int, people: int) -> bool:
    """`or` in `paris or rome` is no Oregon; `OR`, `, or` and an `or` at the very end are."""
    words = text.words
    if end - at > 1 or words[at].text not in ALSO_WORDS or words[at].capitals:
        return True
    town = words[start:at]
    everyday = words[at].text in EVERYDAY
    if len(town) == 1 and everyday and people < KNOWN_BY_ALL and town[0].meaning:
        return False
    if words[at].text in SPANISH_WORDS and text.spanish and not words[at].after_comma:
        return False
    if words[at].meaning and not words[at].says_nothing:
        return False  # part of a phrase: `in person`
    if words[at].after_comma or end == len(words) or words[end].after_comma:
        sure = len(town) > 1 or words[at].after_comma or people >= BIG
        return sure or town[0].text not in ALSO_TOWNS
    following = words[end].meaning
    if words[at].text not in EVERYDAY:
        return True
    return following is not None and not words[end].says_nothing and words[at].text != "on"


def _looks_stated(text: Text, at: int) -> bool:
    """Whether a word that is also a state stands as one behind a town we don't know."""
    words = text.words
    if words[at].capitals:
        return True
    if at == len(words) - 1:
        return words[at].text not in EVERYDAY
    kind_follows = _slot(words[at + 1]) == "kind" and not text.spanish
    return kind_follows and words[at].text not in ("or", "in", "on")


def _slot(word: Word) -> str | None:
    return word.meaning.slot if word.meaning and not word.says_nothing else None


def _name(words: list[Word], start: int, stop: int) -> str | None:
    """These words as a name, unless they can't be one."""
    part = words[start:stop]
    if any(word.after_comma for word in part[1:]) or all(word.text.isdigit() for word in part):
        return None
    if len(part) == 1 and _slot(part[0]) not in (None, "attr"):
        return None
    if len(part) > 1 and (_is_ours(part[0]) or _is_ours(part[-1])):
        return None
    return " ".join(word.text for word in part)


def _is_ours(word: Word) -> bool:
    """True for words no town's name begins or ends with: `in paris`, `aa paris`, `paris tonight`."""
    said = PHRASES.get((word.text,))
    return said is not None and (said.slot in ("near", "kind", "mode") or word.text in _NO_NAME)


_NO_NAME = frozenset(
    "i im is are the my we it there and to for of or y e con para hay un una".split()
)


def _alone(text: Text) -> Iterator[Span]:
    """Towns spelled right that have a word we know nothing else about, or that everybody knows."""
    words = text.words
    for start in range(len(words)):
        for stop in range(min(len(words), start + LONGEST_TOWN), start, -1):
            if span := _town(text, start, stop):
                yield span


def _town(text: Text, start: int, stop: int) -> Span | None:
    words = text.words
    unknown = sum(map(_may_be_town, words[start:stop]))
    if stop - start == 1 and not unknown and not _known_in(text, start):
        return None
    name = _name(words, start, stop)
    if name is None or not places.is_town(name):
        return None
    people = places.by_name(name)[0].weight
    if not unknown and (people < KNOWN_BY_ALL or not (text.searching or text.near(start))):
        return None
    if region_of(tuple(word.text for word in words[start:stop])) and people < CITY:
        return None
    return Span(start, stop, spelled(name, None), _weight(text, start, stop, people), False)


def _known_in(text: Text, at: int) -> bool:
    """`in pueblo`: a word of sentences that is a city, right after a word that says where."""
    word = text.words[at]
    if not (word.says_nothing and text.searching and at and text.says_near(at - 1)):
        return False
    return places.is_town(word.text) and places.by_name(word.text)[0].weight >= BIG


def _weight(text: Text, start: int, stop: int, people: int) -> float:
    weight = min(4.0, log10(max(people, 100)) - 2) + text.before(start) + (stop - start - 1)
    if stop - start == 1 and text.words[start].text in ALSO_TOWNS:
        weight += ALSO_A_WORD
    if text.words[start].title and start and not text.words[start].after_comma:
        weight += CAPITAL
    if start == 0 or stop == len(text.words):
        weight += AT_AN_END
    others = text.unexplained - sum(map(_may_be_town, text.words[start:stop]))
    if not others and len(text.words) <= TELEGRAM:
        weight += ALL_EXPLAINED
    elif others > 5 or len(text.words) > TELEGRAM:
        weight += STORY
    return weight + _beside(text.words, start, stop)


def _beside(words: list[Word], start: int, stop: int) -> float:
    """What the neighbours say: `aa havre`, `havre tonight`."""
    neighbours = [words[at] for at in (start - 1, stop) if 0 <= at < len(words)]
    slots = {_slot(word) for word in neighbours} - {None}
    return KIND_BESIDE if "kind" in slots else SLOT_BESIDE if slots else 0.0


def _misspelled(text: Text) -> Span | None:
    """The town most like a stretch of words that may be one; only when a kind of meeting is named."""
    if not text.searching:
        return None
    runs = _runs(text.words)
    near = [run for run in runs if text.near(run[0])]
    telegram = text.unexplained <= 3 and len(text.words) <= TELEGRAM
    beside = [run for run in runs if run not in near and telegram]
    for start, end in near + beside:
        names = [word.text for word in text.words[start:end]]
        if found := guess_town(names, (start, end) in near):
            first, last, place = found
            return Span(start + first, start + last, place, ENOUGH, False)
    return _unknown(text, near[0]) if near else None


def _runs(words: list[Word]) -> list[tuple[int, int]]:
    """Stretches of words that mean nothing to us."""
    runs: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if not _may_be_town(word) or region_at(words, at)[0]:
            continue
        if runs and runs[-1][1] == at and not word.after_comma:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _unknown(text: Text, run: tuple[int, int]) -> Span | None:
    """A town no file of ours has, taken at its word: a feed from another country may know it."""
    part = text.words[slice(*run)]
    if len(part) > 2 or (text.unexplained > 3 and not part[0].title):
        return None
    if len(part) == 1 and (part[0].text in ALSO_TOWNS or len(part[0].text) < 4):
        return None
    return Span(*run, " ".join(word.text for word in part).title(), ENOUGH, False)
