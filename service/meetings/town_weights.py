"""How much a stretch of words weighs as the town that is asked for."""

from math import log10

from service.meetings.ordinary import is_ordinary
from service.meetings.town_words import COUNTIES, Text, may_be_town, slot_of
from service.meetings.vocabulary import ALSO_TOWNS
from service.meetings.words import Word

ENOUGH = 3.0  # weight from which a town is believed
KIND_BESIDE, SLOT_BESIDE, AT_AN_END, CAPITAL, ALSO_A_WORD = 2.0, 1.0, 1.0, 2.0, -3.0
CLAUSE = 3.5
ALL_EXPLAINED, STORY = 2.0, -1.0
TELEGRAM = 10  # words of a text that is no story
COUNTY = 2.0
BUILDINGS = frozenset(
    """church chapel hospital clinic school library baptist lutheran methodist catholic presbyterian
    community street ave avenue road border""".split()
)
BUILDING = -8.0
WELL_KNOWN = 20_000  # people: Amarillo is a word, too, but rather the city


def weigh(text: Text, start: int, stop: int, people: int) -> float:
    """What its size, its place in the text and its neighbours say for a town of so many people."""
    words = text.words
    sentence = not start and text.searching and stop < len(words) and words[stop].after_stop
    weight = min(4.0, log10(max(people, 100)) - 2) + text.before(start) + (stop - start - 1)
    if stop - start == 1 and _is_a_word(text, start, people, sentence):
        weight += ALSO_A_WORD
    if words[start].title and start and not words[start].after_comma:
        weight += CAPITAL
    weight += _county(words, start, stop) + beside(words, start, stop) + text.asked(start)
    return weight + _standing(text, start, stop, sentence) + _left_over(text, start, stop)


def _standing(text: Text, start: int, stop: int, sentence: bool) -> float:
    """More for what stands alone between two stops, some for the beginning and the end."""
    if sentence or (start and text.searching and is_clause(text.words, start, stop)):
        return CLAUSE
    return AT_AN_END if start == 0 or stop == len(text.words) else 0.0


def _left_over(text: Text, start: int, stop: int) -> float:
    """More where nothing else is unknown, less in a story."""
    others = text.unexplained - sum(map(may_be_town, text.words[start:stop]))
    if not others and len(text.words) <= TELEGRAM:
        return ALL_EXPLAINED
    return STORY if others > 5 or len(text.words) > TELEGRAM else 0.0


def _county(words: list[Word], start: int, stop: int) -> float:
    """`ballina co mayo`: the town stands before its county; `calvary chapel` is none."""
    if stop < len(words) and words[stop].text in BUILDINGS and not words[stop].after_comma:
        return BUILDING
    if start and words[start - 1].text in COUNTIES:
        return -COUNTY
    behind = stop + 1 < len(words) and words[stop].text in COUNTIES and may_be_town(words[stop + 1])
    return COUNTY if behind else 0.0


def is_clause(words: list[Word], start: int, stop: int) -> bool:
    """Whether these words stand between two stops; at the end `hope` is a word, or somebody's name."""
    if start and not words[start].after_comma:
        return False
    if stop == len(words):
        return words[start].text not in ALSO_TOWNS
    return words[stop].after_comma


def _is_a_word(text: Text, at: int, people: int, sentence: bool) -> bool:
    """Whether it is rather a word than a town: where `near` or a capital says otherwise only a few are."""
    word = text.words[at]
    if word.text in ALSO_TOWNS:
        return True
    told = people >= WELL_KNOWN or text.near(at) or word.title or sentence
    return not told and is_ordinary(word.text)


def beside(words: list[Word], start: int, stop: int) -> float:
    """What the neighbours say: `aa havre`, `havre tonight`."""
    before = slot_of(words[start - 1]) if start else None
    after = slot_of(words[stop]) if stop < len(words) else None
    if not (before or after):
        return 0.0
    kind = before == "kind" or after == "kind" or _is_telegram(words, start, stop)
    return KIND_BESIDE if kind else SLOT_BESIDE


def _is_telegram(words: list[Word], start: int, stop: int) -> bool:
    """`lgbt teens blanding?`: all that stands beside it between two stops is part of a search."""
    first, last = start, stop
    while first and not words[first].after_comma:
        first -= 1
    while last < len(words) and not words[last].after_comma:
        last += 1
    return all(map(slot_of, [*words[first:start], *words[stop:last]]))
