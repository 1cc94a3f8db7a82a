"""Which words of a text are the place: a town with its state, or a town.

Every stretch of words that spells a town is weighed: a state beside it says most, then a word like
`near` before it, its size, its neighbours, capitals; a town whose name is a word weighs less.
"""

from collections.abc import Iterator

from service.meetings import places
from service.meetings.misspelled import guess_town, likest, spelled
from service.meetings.ordinary import is_ordinary
from service.meetings.regions import region_of
from service.meetings.stated_towns import (
    BIG,
    KNOWN_BY_ALL,
    State,
    behind_state,
    misspelled_with_state,
    region_at,
    states_in,
    the_one,
    with_state,
)
from service.meetings.town_weights import COUNTIES, TELEGRAM, beside, is_clause, weigh
from service.meetings.town_words import (
    LONGEST_TOWN,
    Span,
    Text,
    joined,
    may_be_town,
    may_begin,
    may_end,
    name_of,
    slot_of,
)
from service.meetings.vocabulary import ALSO_TOWNS, Meaning
from service.meetings.words import Word

CITY = 500_000  # people: New York is a place to start from, Montana is not
ENOUGH = 3.0  # weight from which a town is believed
NEARLY_ENOUGH = 1.5  # where another follows it
EITHER = frozenset("or o".split())
JOINED = EITHER | {"and", "y"}
# Who asks for these needs no town: an unknown word is a slip of something else.
AFAR = (Meaning("mode", "phone"), Meaning("mode", "online"))
ANY = Meaning("kind", "any")
KNOWN_AFTER_NEAR = 5_000  # people, abroad
LIKE_LONGER = 86.0  # of 100
LONG = 60  # words; in more than that a town needs something beside it to be looked at
MOST_RUNS = 2  # stretches in which a misspelled town is looked for
Run = tuple[int, int]


def find_town(text: Text) -> Span | None:
    """The town in a text, the likeliest of those it may name."""
    states = states_in(text.words)
    if best := _heaviest(list(with_state(text, states))):
        return best
    spans = [span for span in _alone(text) if not _inside(span, states)]
    alone = _said_again(text, spans) or _first_of_two(text, spans, _heaviest(spans))
    free = [state for state in states if not _covers(text, alone, state)]
    if alone and (told_apart := the_one(text, free, alone)):
        return told_apart
    if best := _heaviest(list(behind_state(text, free))):
        return best
    if free and (stated := misspelled_with_state(text, free)):
        return stated
    return _nearly_longer(text, alone) if alone else None


def _inside(span: Span, states: list[State]) -> bool:
    """`mexico` in `new mexico`."""
    return any(
        at <= span.start and span.end <= end and end - at > span.end - span.start
        for at, end, _ in states
    )


def _said_again(text: Text, spans: list[Span]) -> Span | None:
    """Of two towns the one that is named twice: `hulett or sundance, id rather sundance`."""
    places = [span.place for span in spans]
    either = any(word.text in EITHER for word in text.words)
    again = [span for span in spans if places.count(span.place) > 1]
    return max(again, key=lambda span: span.weight) if either and again else None


def _first_of_two(text: Text, spans: list[Span], best: Span | None) -> Span | None:
    """`nampa o caldwell`: the first is as good, however big the second."""
    if best is None or best.start < 2 or text.words[best.start - 1].text not in JOINED:
        return best
    before = [one for one in spans if one.end == best.start - 1 and one.weight >= NEARLY_ENOUGH]
    return max(before, key=lambda one: one.weight, default=best)


def _covers(text: Text, span: Span | None, state: State) -> bool:
    """Whether the state's name is part of a town's: `virginia beach`; not New York behind an unknown town."""
    if span is None or span.start > state[0] or state[1] > span.end:
        return False
    same = (span.start, span.end) == state[:2]
    return not (same and span.start and may_be_town(text.words[span.start - 1]))


def _nearly_longer(text: Text, span: Span) -> Span:
    """`colonia heights` is nearly Colonial Heights, not Colonia and a word more."""
    start, end = span.start, span.end
    while end < len(text.words) and _goes_on(text.words[end]):
        end += 1
    while start and _goes_on(text.words[start - 1]) and not text.words[start].after_comma:
        start -= 1
    if (start, end) == (span.start, span.end) or end - start > LONGEST_TOWN:
        return span
    found = likest(joined(text.words, start, end), None, LIKE_LONGER)
    return Span(start, end, found, span.weight) if found else span


def _goes_on(word: Word) -> bool:
    goes_on = may_be_town(word) and not word.after_comma and len(word.text) > 1
    return goes_on and word.text not in COUNTIES


def _heaviest(spans: list[Span]) -> Span | None:
    best = max(spans, key=lambda span: (span.weight, span.end - span.start), default=None)
    return best if best and best.weight >= ENOUGH else None


def _alone(text: Text) -> Iterator[Span]:
    """Towns spelled right that have a word we know nothing else about, or that everybody knows."""
    words, count = text.words, len(text.words)
    texts = [word.text for word in words]
    unknown = [word.meaning is None and not word.text.isdigit() for word in words]
    for start, word in enumerate(words):
        if not may_begin(word) or (count > LONG and not _stands_out(text, start)):
            continue
        frame = text.searching and _begins(words, start)
        if not frame and True not in unknown[start : start + LONGEST_TOWN]:
            continue
        for end in range(start + 1, _stop(words, start)):
            whole = True in unknown[start:end]
            if not (whole or frame) or not places.may_be_named(texts[start:end]):
                continue
            if span := _span(text, start, end, whole):
                yield span


def _stop(words: list[Word], start: int) -> int:
    """Where a name that begins here ends for certain: at a comma, or when it is as long as any."""
    for end in range(start + 1, min(len(words), start + LONGEST_TOWN)):
        if words[end].after_comma:
            return end + 1
    return min(len(words), start + LONGEST_TOWN) + 1


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
    if name is None or not _is_town(text, name, start, stop):
        return None
    people = places.by_name(name)[0].weight
    if not unknown and people < KNOWN_BY_ALL:
        return None
    if people < CITY and region_of(tuple(name.split())):
        return None
    return Span(start, stop, spelled(name, None), weigh(text, start, stop, people))


def _is_town(text: Text, name: str, start: int, stop: int) -> bool:
    """Abroad a small one, too, where the text says that a town comes."""
    if places.is_town(name):
        return True
    told = start and text.says_near(start - 1)
    told = told or (stop < len(text.words) and text.words[stop].text in COUNTIES)
    known = places.by_name(name) if told else []
    return bool(known) and known[0].weight >= KNOWN_AFTER_NEAR


def _known_in(text: Text, at: int) -> bool:
    """`in pueblo`: a word of sentences that is a city, right after a word that says where."""
    word = text.words[at]
    alone = word.title and is_clause(text.words, at, at + 1) and not text.spanish
    if not (word.says_nothing and text.searching and at and (alone or text.says_near(at - 1))):
        return False
    return places.is_town(word.text) and places.by_name(word.text)[0].weight >= BIG


def misspelled_town(text: Text) -> Span | None:
    """The town most like a stretch of words that may be one; only when a kind of meeting is named."""
    if not text.searching:
        return None
    runs = _runs(text.words)
    near = [run for run in runs if text.near(run[0])]
    afar = any(word.meaning in AFAR for word in text.words)
    telegram = text.unexplained <= 3 and len(text.words) <= TELEGRAM and not afar
    if not any(slot_of(word) == "kind" and word.meaning != ANY for word in text.words):
        telegram = telegram and len(runs) == 1 and runs[0][1] - runs[0][0] == text.unexplained
    others = [run for run in runs if run not in near and (telegram or is_clause(text.words, *run))]
    for start, end in (near + others)[:MOST_RUNS]:
        names = [word.text for word in text.words[start:end]]
        if found := guess_town(names, (start, end) in near):
            first, last, place = found
            return Span(start + first, start + last, place, ENOUGH)
    return _unknown(text, near[0]) if near else None


def _runs(words: list[Word]) -> list[Run]:
    """Stretches of words that mean nothing to us."""
    runs: list[Run] = []
    for at, word in enumerate(words):
        if word.text == "city" and runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
            continue
        if word.text in COUNTIES or len(word.text) == 1:
            continue
        following = words[at + 1] if at + 1 < len(words) else None
        goes_on = following and (_goes_on(following) or following.text == "city")
        if not may_be_town(word) or (region_at(words, at) and not goes_on):
            continue  # `colorodo springs`, `oklahomma city` are no states
        if runs and runs[-1][1] == at and not word.after_comma:
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
    return runs


def _unknown(text: Text, run: Run) -> Span | None:
    """A town no file of ours has, taken at its word: a feed from another country may know it."""
    part = text.words[slice(*run)]
    if len(part) > 2 or (text.unexplained > 3 and not part[0].title):
        return None
    if len(part) == 1 and (part[0].text in ALSO_TOWNS or len(part[0].text) < 4):
        return None
    if all(is_ordinary(word.text) for word in part) and not part[0].title:
        return None
    return Span(*run, " ".join(word.text for word in part).title(), ENOUGH)
