"""Towns with their state beside them: the surest places there are, also misspelled."""

from collections.abc import Iterator

from service.meetings import places
from service.meetings.misspelled import likest, spelled
from service.meetings.regions import (
    ALSO_WORDS,
    EVERYDAY,
    LONGEST_FROM,
    SPANISH_WORDS,
    region_nearly,
    region_of,
)
from service.meetings.town_words import (
    LONGEST_TOWN,
    Span,
    Text,
    joined,
    may_be_town,
    name_of,
    slot_of,
)
from service.meetings.vocabulary import ALSO_TOWNS, UNLISTED_TOWNS
from service.meetings.words import Word

# A name made of words that mean something else is a town's only when the town has some size.
KNOWN_BY_ALL = 1_000
BIG = 50_000
STATE_BESIDE = 10.0
LIKE_LONGER = 90.0  # of 100
# What goes on behind a state: `im in tulsa ok need a meeting`.
AFTER_A_STATE = frozenset(
    """need any is are looking want i im where what whats please pls thanks hay do can busco necesito quiero
    hola hi hello""".split()
)
GOES = frozenset("a al el haber mi".split())  # behind `va`, where it is no Virginia
EITHER = frozenset("or o".split())
LINKS = frozenset("of de the el la del in en".split())  # between a town and its state
BEHIND_LINKS = LINKS | frozenset("that is thats its near around".split())
MOST_LINKS = 3
THATS = frozenset("thats its is es".split())  # before the state of a town named already
State = tuple[int, int, str]  # words from, to (not included), code


def states_in(words: list[Word]) -> list[State]:
    """Where states are spelled, in whichever way."""
    found = [
        region_at(words, at)
        for at, word in enumerate(words)
        if (word.text in LONGEST_FROM and not _inside_a_sentence(words, at))
        or (word.meaning is None and len(word.text) > 5)
    ]
    return [state for state in found if state and not _is_phrase(words[state[0]])]


def _inside_a_sentence(words: list[Word], at: int) -> bool:
    """`in` and `me` where no state can stand: small, no stop beside them, nothing of a search behind."""
    word = words[at]
    if (
        word.text == "va"
        or word.text not in EVERYDAY
        or word.capitals
        or word.after_comma
        or not at
    ):
        return False
    if at + 1 == len(words) or words[at + 1].after_comma or LONGEST_FROM[word.text] > 1:
        return False
    after = words[at + 1]
    return after.text not in AFTER_A_STATE and (word.text == "on" or slot_of(after) is None)


def _is_phrase(word: Word) -> bool:
    """`al` of `al anon`, `in` of `in person`."""
    return word.text in ALSO_WORDS and slot_of(word) is not None


def region_at(words: list[Word], at: int) -> State | None:
    """The state spelled from this word on."""
    word = words[at]
    for length in range(min(LONGEST_FROM.get(word.text, 0), len(words) - at), 0, -1):
        if region := region_of(tuple([word.text for word in words[at : at + length]])):
            return at, at + length, region
    region = None if word.meaning else region_nearly(word.text)
    return (at, at + 1, region) if region else None


def with_state(text: Text, states: list[State]) -> Iterator[Span]:
    """Towns spelled right before a state; of two that share it the first: `medford or ashland oregon`."""
    for state in states:
        if span := _town_before(text, state):
            yield _first_of_two(text, span, state) or span


def _first_of_two(text: Text, span: Span, state: State) -> Span | None:
    between = span.start - 1
    if between < 1 or text.words[between].text not in EITHER:
        return None
    for start in range(max(0, between - LONGEST_TOWN), between):
        name = name_of(text.words, start, between)
        unknown = any(map(may_be_town, text.words[start:between]))
        if name and unknown and places.by_name(name, state[2]):
            return stated(text, start, state[1], spelled(name, state[2]))
    return None


def behind_state(text: Text, states: list[State]) -> Iterator[Span]:
    """Towns spelled right after a state: `montana, havre`."""
    words = text.words
    for at, end, region in states:
        leads = at == 0 and words[at].text not in EVERYDAY
        if words[at].text in ALSO_WORDS and not (words[at].capitals or leads):
            continue
        if span := _town_behind(text, _after_links(words, end), region):
            yield span


def _town_behind(text: Text, start: int, region: str) -> Span | None:
    words = text.words
    for stop in range(min(len(words), start + LONGEST_TOWN), start, -1):
        name = name_of(words, start, stop)
        known = name and any(map(may_be_town, words[start:stop])) and places.by_name(name, region)
        if name and known:
            return stated(text, start, stop, spelled(name, region))
    return None


def _after_links(words: list[Word], at: int) -> int:
    """Where a town would begin: `new mexico [that is] carrizozo`."""
    stop = min(len(words), at + MOST_LINKS)
    while at < stop and words[at].text in BEHIND_LINKS:
        at += 1
    return at


def _town_before(text: Text, state: State) -> Span | None:
    _, end, region = state
    at = _before_links(text.words, state)
    for start in range(max(0, at - LONGEST_TOWN), at):
        spoken = joined(text.words, start, at)
        if f"{spoken} {region}" in UNLISTED_TOWNS and name_of(text.words, start, at):
            return stated(text, start, end, f"{spoken.title()}, {region}")
        if not places.may_be_named(spoken.split(" ")):
            continue
        name = name_of(text.words, start, at) or _of_our_words(text.words, start, state)
        found = places.by_name(name, region) if name else ()
        if name and found and _is_state(text, start, state, found[0].weight):
            return _nearly_longer(text, start, state) or stated(
                text, start, end, spelled(name, region)
            )
    return None


def _nearly_longer(text: Text, start: int, state: State) -> Span | None:
    """`spokan valley wa` is nearly Spokane Valley, not Valley and a word more."""
    before = start - 1
    if before < 0 or not may_be_town(text.words[before]) or text.words[start].after_comma:
        return None
    at, end, region = state
    found = likest(joined(text.words, before, at), region, LIKE_LONGER)
    return stated(text, before, end, found) if found else None


def _before_links(words: list[Word], state: State) -> int:
    """Where a town would end: `sunnyside [de] washington`, `ely, [the] nevada one`."""
    at = state[0]
    if words[at].text in ALSO_WORDS:
        return at
    while at > 1 and state[0] - at < MOST_LINKS and words[at - 1].text in LINKS:
        at -= 1
    return at


def the_one(text: Text, states: list[State], town: Span) -> Span | None:
    """A town told apart by its state further on: `glasgow, the montana one`, `marion. thats va`."""
    for at, end, region in states:
        one = end < len(text.words) and text.words[end].text == "one"
        told = at >= town.end and (one or text.words[at - 1].text in THATS)
        name = joined(text.words, town.start, town.end)
        if told and places.by_name(name, region):
            return stated(text, town.start, town.end, spelled(name, region))
    return None


def _of_our_words(words: list[Word], start: int, state: State) -> str | None:
    """`la junta colorado`: a name of words of ours, where it is a town of some size."""
    at, _, region = state
    doubtful = words[at].text in ALSO_WORDS and not (words[at].after_comma or words[at].capitals)
    if at - start == 1 or doubtful:
        return None
    name = joined(words, start, at)
    found = places.by_name(name, region)
    return name if found and found[0].weight >= KNOWN_BY_ALL else None


def stated(text: Text, start: int, end: int, place: str) -> Span:
    """These words as a place with its state, the surest there is."""
    weight = STATE_BESIDE + text.before(start) + text.asked(start)
    return Span(start, end, place, weight, state=True)


def _is_state(text: Text, start: int, state: State, people: int) -> bool:
    """`or` in `paris or rome` is no Oregon; `OR`, `, or` and an `or` at the very end are."""
    words, (at, end, _) = text.words, state
    if end - at > 1 or words[at].text not in ALSO_WORDS or words[at].capitals:
        return True
    if not _may_be_state(text, start, at, people):
        return False
    if end == len(words) or words[at].after_comma or words[end].after_comma:
        sure = at - start > 1 or words[at].after_comma or people >= _enough(words[at])
        return sure or words[start].text not in ALSO_TOWNS
    if words[at].text not in EVERYDAY or words[end].text in AFTER_A_STATE:
        return True
    if words[at].text == "va":
        return words[end].text not in GOES
    return slot_of(words[end]) is not None and words[at].text != "on"


def _enough(word: Word) -> int:
    """How many people make `independence la` a town at the end of a text."""
    return BIG if word.text in ("in", "or", "me", "hi", "ok", "on") else KNOWN_BY_ALL


def _may_be_state(text: Text, start: int, at: int, people: int) -> bool:
    """Not behind a word of sentences, not in Spanish, not inside a phrase like `in person`."""
    words = text.words
    if at - start == 1 and words[start].meaning and people < KNOWN_BY_ALL:
        return words[at].text not in EVERYDAY
    if words[at].text in SPANISH_WORDS and text.spanish and not words[at].after_comma:
        return words[at].text not in ("de", "la") and text.near(start)
    return words[at].meaning is None or words[at].says_nothing
