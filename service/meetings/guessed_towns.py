"""Towns that no list spells so: a slip of a name we know, or one we must take at its word."""

from service.meetings.misspelled import guess_town, likest
from service.meetings.ordinary import is_ordinary
from service.meetings.regions import ALSO_WORDS, EVERYDAY
from service.meetings.stated_towns import State, region_at, stated
from service.meetings.town_weights import ENOUGH, TELEGRAM, is_clause
from service.meetings.town_words import (
    COUNTIES,
    LONGEST_TOWN,
    Span,
    Text,
    joined,
    may_be_town,
    name_of,
    slot_of,
)
from service.meetings.vocabulary import ALSO_TOWNS, Meaning
from service.meetings.words import Word

# Who asks for these needs no town: an unknown word is a slip of something else.
AFAR = (Meaning("mode", "phone"), Meaning("mode", "online"))
ANY = Meaning("kind", "any")
LIKE_LONGER = 86.0  # of 100
SHORT = 4  # words: of more, `junta` alone may be anything but a search
MOST_STATES = 3  # for which a misspelled town is looked for, a millisecond each
MOST_RUNS = 2  # stretches in which a misspelled town is looked for
Run = tuple[int, int]


def misspelled_with_state(text: Text, states: list[State]) -> Span | None:
    """The first town nearly spelled before a state, or one too small for any list."""
    looked = 0
    for state in states:
        if text.words[state[0]].text in ALSO_WORDS and not _looks_stated(text, state):
            continue
        if span := _nearly_before(text, state):
            return span
        looked += 1
        if looked == MOST_STATES:
            break
    return None


def _nearly_before(text: Text, state: State) -> Span | None:
    at, end, region = state
    first = _start_of_run(text.words, at)
    for start in range(max(0, at - LONGEST_TOWN), at):
        name = name_of(text.words, start, at)
        part = text.words[start:at]
        if name is None or len(name) < 4 or any(map(slot_of, part)):
            continue
        if not any(map(may_be_town, part)):
            continue
        if found := likest(name, region):
            return stated(text, start, end, found)
    if first == at or text.words[at].meaning or not (text.searching or text.near(first)):
        return None
    start = first if text.near(first) else at - 1
    return stated(text, start, end, f"{joined(text.words, start, at).title()}, {region}")


def _start_of_run(words: list[Word], at: int) -> int:
    first = at
    while first > max(0, at - LONGEST_TOWN + 1) and may_be_town(words[first - 1]):
        first -= 1
        if words[first].after_comma:
            break
    return first


def _looks_stated(text: Text, state: State) -> bool:
    """Whether a word that is also a state stands as one behind a town we don't know."""
    at, word = state[0], text.words[state[0]]
    if word.capitals:
        return True
    if at == len(text.words) - 1:
        unknown_before = at > 0 and may_be_town(text.words[at - 1])
        return word.text not in EVERYDAY or (text.searching and unknown_before)
    kind_follows = slot_of(text.words[at + 1]) == "kind" and not text.spanish
    return kind_follows and word.text not in ("or", "in", "on")


def nearly_longer(text: Text, span: Span) -> Span:
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


def misspelled_town(text: Text) -> Span | None:
    """The town most like a stretch of words that may be one; only when a kind of meeting is named."""
    if not text.searching:
        return None
    runs = _runs(text.words)
    near = [run for run in runs if text.near(run[0])]
    afar = any(word.meaning in AFAR for word in text.words)
    named = any(slot_of(word) == "kind" and word.meaning != ANY for word in text.words)
    longest = TELEGRAM if named else SHORT
    telegram = text.unexplained <= 3 and len(text.words) <= longest and not afar
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


def _goes_on(word: Word) -> bool:
    goes_on = may_be_town(word) and not word.after_comma and len(word.text) > 1
    return goes_on and word.text not in COUNTIES
