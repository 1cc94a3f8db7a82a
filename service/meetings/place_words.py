"""Which words of a text are the place: a town with its state, or a town.

Every stretch of words that spells a town is weighed: a state beside it says most, then a word like
`near` before it, its size, its neighbours, capitals; a town whose name is a word weighs less.
"""

from collections.abc import Iterator
from functools import lru_cache

from service.meetings import places
from service.meetings.guessed_towns import misspelled_with_state, nearly_longer
from service.meetings.misspelled import spelled
from service.meetings.ordinary import is_ordinary
from service.meetings.regions import region_of
from service.meetings.stated_towns import (
    BIG,
    KNOWN_BY_ALL,
    State,
    behind_state,
    states_in,
    the_one,
    with_state,
)
from service.meetings.town_weights import ENOUGH, beside, is_clause, weigh
from service.meetings.town_words import (
    COUNTIES,
    LONGEST_TOWN,
    OURS,
    Span,
    Text,
    may_be_town,
    may_end,
    name_of,
    slot_of,
)
from service.meetings.words import Word

CITY = 100_000  # people: New York is a place to start from, Montana is not
NEARLY_ENOUGH = 1.5  # where another follows it
EITHER = frozenset("or o".split())
JOINED = EITHER | {"and", "y"}
KNOWN_AFTER_NEAR = 5_000  # people, abroad
LONG_NAME = 7  # letters: hardly a word that happens to be a town abroad
LONG = 60  # words; in more than that a town needs something beside it to be looked at


def find_town(text: Text) -> Span | None:
    """The town in a text, the likeliest of those it may name."""
    states = states_in(text.words)
    if states and (best := _heaviest(list(with_state(text, states)))):
        return best
    spans = [span for span in _alone(text) if not (states and _inside(span, states))]
    spans.reverse()
    alone = _said_again(text, spans) or _first_of_two(text, spans, _heaviest(spans))
    free = [state for state in states if not _covers(text, alone, state)]
    if alone and (told_apart := the_one(text, free, alone)):
        return told_apart
    if free and (best := _heaviest(list(behind_state(text, free)))):
        return best
    if free and (stated := misspelled_with_state(text, free)):
        return stated
    return nearly_longer(text, alone) if alone else None


def _inside(span: Span, states: list[State]) -> bool:
    """`mexico` in `new mexico`."""
    return any(
        at <= span.start and span.end <= end and end - at > span.end - span.start
        for at, end, _ in states
    )


def _said_again(text: Text, spans: list[Span]) -> Span | None:
    """Of two towns the one that is named twice: `hulett or sundance, id rather sundance`."""
    if len(spans) < 2:
        return None
    places = [span.place for span in spans]
    either = any(word.text in EITHER for word in text.words)
    again = [span for span in spans if places.count(span.place) > 1]
    return max(again, key=lambda span: span.weight) if either and again else None


def _first_of_two(text: Text, spans: list[Span], best: Span | None) -> Span | None:
    """`nampa o caldwell`: the first is as good, however big the second."""
    first = best
    while first and (before := _before_it(text, spans, first)):
        first = before
    return first


def _before_it(text: Text, spans: list[Span], span: Span) -> Span | None:
    """The town right before a comma or an `or`."""
    word = text.words[span.start - 1] if span.start else None
    joined = word is not None and word.text in JOINED
    if not (joined or text.words[span.start].after_comma):
        return None
    end = span.start - joined
    before = [one for one in spans if one.end == end and one.weight >= NEARLY_ENOUGH]
    return max(before, key=lambda one: one.weight, default=None)


def _covers(text: Text, span: Span | None, state: State) -> bool:
    """Whether the state's name is part of a town's: `virginia beach`; not New York behind an unknown town."""
    if span is None or span.start > state[0] or state[1] > span.end:
        return False
    same = (span.start, span.end) == state[:2]
    return not (same and span.start and may_be_town(text.words[span.start - 1]))


def _heaviest(spans: list[Span]) -> Span | None:
    best = max(spans, key=lambda span: (span.weight, span.end - span.start), default=None)
    return best if best and best.weight >= ENOUGH else None


def _alone(text: Text) -> Iterator[Span]:
    """Towns spelled right that have a word we know nothing else about, or that everybody knows."""
    words = text.words
    texts = [word.text for word in words]
    unknown = [word.meaning is None and not word.text.isdigit() for word in words]
    for start, stop in _stretches(text):
        frame = text.searching and _begins(words, start)
        if not frame and True not in unknown[start:stop]:
            continue
        for length in places.lengths_named(texts[start:stop]):
            end = start + length
            whole = True in unknown[start:end]
            if (whole or frame) and (span := _span(text, start, end, whole)):
                yield span


def _stretches(text: Text) -> Iterator[tuple[int, int]]:
    """Where a name may begin, and must end: at a comma, or when it is as long as any."""
    words, comma = text.words, len(text.words)
    short = comma <= LONG
    for start in range(comma - 1, -1, -1):
        word = words[start]
        if (word.meaning is None or word.text not in OURS) and (short or _stands_out(text, start)):
            yield start, min(comma, start + LONGEST_TOWN)
        if word.after_comma:
            comma = start


def _span(text: Text, start: int, end: int, whole: bool) -> Span | None:
    if not may_end(text.words[end - 1]) and (whole or end - start == 1):
        return None
    return _town(text, start, end, unknown=True) if whole else _framed_town(text, start, end)


def _begins(words: list[Word], start: int) -> bool:
    return not start or words[start].after_comma or _is_frame(words[start - 1])


def _stands_out(text: Text, at: int) -> bool:
    return text.words[at].title or text.before(at) > 0 or beside(text.words, at, at + 1) > 0


def _framed_town(text: Text, start: int, stop: int) -> Span | None:
    """A town of words of ours that stands as a name may: `na [miles city] monday`."""
    after = text.words[stop] if stop < len(text.words) else None
    ends = after is None or after.after_comma or _is_frame(after)
    of = after is not None and after.text in ("de", "del", "of")  # `el centro de tucson`
    near = start > 0 and text.says_near(start - 1) and not of
    if stop - start == 1 and not _known_in(text, start):
        return None
    if "kind" in (slot_of(text.words[start]), slot_of(text.words[stop - 1])):
        return None
    return _town(text, start, stop, unknown=False) if ends or near else None


def _is_frame(word: Word) -> bool:
    return word.meaning is not None and word.meaning.slot != "filler"


def _town(text: Text, start: int, stop: int, unknown: bool) -> Span | None:
    name = name_of(text.words, start, stop)
    people = _people(name, _is_told(text, start, stop)) if name else 0
    if name is None or people < (1 if unknown else KNOWN_BY_ALL):
        return None
    return Span(start, stop, spelled(name, None), weigh(text, start, stop, people))


@lru_cache(maxsize=4096)
def _people(name: str, told: bool) -> int:
    """How many live in the biggest so called; 0 for what is no town, or rather a state.

    Abroad a small one counts, too, where the text has told that a town comes.
    """
    known = places.by_name(name)
    people = known[0].weight if known else 0
    if not places.is_town(name) and not (told and people >= KNOWN_AFTER_NEAR):
        return 0
    return 0 if people < CITY and region_of(tuple(name.split())) else people


def _is_told(text: Text, start: int, stop: int) -> bool:
    if start and text.says_near(start - 1):
        return True
    word = text.words[start]
    if text.searching and len(word.text) >= LONG_NAME and not is_ordinary(word.text):
        return True
    return stop < len(text.words) and text.words[stop].text in COUNTIES


def _known_in(text: Text, at: int) -> bool:
    """`in pueblo`: a word of sentences that is a city, right after a word that says where."""
    word = text.words[at]
    alone = word.title and is_clause(text.words, at, at + 1) and not text.spanish
    if not (word.says_nothing and text.searching and at and (alone or text.says_near(at - 1))):
        return False
    people = places.by_name(word.text)[0].weight if places.is_town(word.text) else 0
    return people >= (KNOWN_BY_ALL if word.title else BIG)
