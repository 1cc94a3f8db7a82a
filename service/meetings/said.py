"""What a text says, slot by slot, before anybody asks whether it is a search."""

import re

from service.meetings.codes import take_code
from service.meetings.guessed_towns import misspelled_town
from service.meetings.heard import Said
from service.meetings.kind_heard import take_kind
from service.meetings.place_words import find_town
from service.meetings.slots import PREFERRED, Slots
from service.meetings.stories import nothing_told, tell
from service.meetings.times import find_time, leave_out_told, may_have_hour
from service.meetings.town_words import PLACE, Text, may_be_town, slot_of
from service.meetings.vocabulary import FILLER, MEETING_WORDS, SHORT_KINDS, Meaning
from service.meetings.words import Word, plain, read, repair

LONGEST_TEXT = 1600  # as long as the carrier joins texts to one
EITHER = frozenset("or o y and".split())
# Words that tell nothing by themselves.
SMALL = frozenset("a the de del el la los las y and of on por para for o or e".split())
LGBTQ = Meaning("attr", "lgbtq")
WEEKDAYS = frozenset("weekday weekdays semana".split())
_CORRECTED = re.compile(
    r"\b(?=[nwismqp])(?:(?:no,? wait|wait,? no|i mean|i meant|scratch that|make (?:that|it)|mejor dicho"
    r"|quise decir|no,? (?:mejor|perdon)(?= en\b)|p[oó]ng[ae]le|ponle)\b|(?:no|nope),(?= ?(?:en|in)\b))",
    re.IGNORECASE,
)


def listen(text: str) -> Said:
    """Reads a text. Nothing is decided here but what the words mean.

    What follows a correction takes the place of what it corrects: `in bend, no wait, redmond`.
    """
    first, *corrected = _CORRECTED.split(text[:LONGEST_TEXT], maxsplit=1)
    said = _listen(first)
    if not corrected:
        return said
    if not any(may_be_town(word) or slot_of(word) for word in said.words):
        return _listen(f"{first}, {corrected[0]}")
    _correct(said, _listen(f"{said.kind or ''} {corrected[0]}"))
    return said


def _correct(said: Said, then: Said) -> None:
    for slot in ("kind", "place", "when", "daypart", "time", "mode"):
        if value := getattr(then, slot):
            setattr(said, slot, value)
    said.attrs |= then.attrs
    said.named, said.sure_place = said.named or then.named, said.sure_place or then.sure_place
    said.story = said.story._replace(asks=said.story.asks or then.story.asks)


def _listen(text: str) -> Said:
    code, rest = take_code(plain(text)[:LONGEST_TEXT])
    clock = None
    if may_have_hour(rest):
        rest = leave_out_told(rest)
        clock = find_time(rest.lower())
    words = read(f"{rest[: clock.start]}, {rest[clock.end :]}" if clock else rest)
    said = Said(words, tell(text) if _tells(words) else nothing_told("?" in text))
    _mark_short_kinds(words)
    said.place, said.sure_place = code, code is not None
    if code is None:
        _take_town(said)
    else:
        repair(words)
    said.texts = frozenset([word.text for word in words])
    slots = Slots(words, said.texts)
    said.time = clock.time if clock else next(slots.said("time"), None)
    said.mode = slots.mode()
    take_kind(said, slots)
    _take_day(said, slots)
    return said


def _tells(words: list[Word]) -> bool:
    """Whether there is more than a telegram: `na in helena friday` asks nothing and tells nothing."""
    return any(word.meaning is FILLER and word.text not in SMALL for word in words)


def _mark_short_kinds(words: list[Word]) -> None:
    """`ca meeting` is Cocaine Anonymous, `fresno ca` is California."""
    for at, word in enumerate(words):
        if word.text not in SHORT_KINDS:
            continue
        following = words[at + 1].text if at + 1 < len(words) else ""
        either = at > 1 and words[at - 1].text in EITHER and slot_of(words[at - 2]) == "kind"
        either = either or following in PREFERRED or _opens(words, at)
        leads = at == 0 and len(words) > 1 and word.text != "pa"  # `pa dejar de fumar`
        leads = leads and (words[1].after_comma or words[1].meaning is not FILLER)
        if either or leads or following in MEETING_WORDS:
            word.meaning = Meaning("kind", SHORT_KINDS[word.text])


def _opens(words: list[Word], at: int) -> bool:
    """`sexo compulsivo? sa por internet`: behind a stop, and no town before it."""
    before = words[at - 1] if at else None
    opens = before is not None and words[at].after_comma and not may_be_town(before)
    return opens and slot_of(words[at + 1]) is not None if at + 1 < len(words) else False


def _take_town(said: Said) -> None:
    text = _text(said)
    span = find_town(text)
    at = range(span.start, span.end) if span else range(0)
    others = text.unexplained - sum(1 for word in at if said.words[word].meaning is None)
    repaired = others > 0 and repair(said.words, unless=at)
    if span is None and repaired:
        text = _text(said)
        span = find_town(text)
    if span is None and text.unexplained:
        span = misspelled_town(text)
    if span is None:
        return
    for word in said.words[span.start : _end_of_choice(said.words, span.end)]:
        word.meaning = PLACE
    said.place, said.sure_place = span.place, span.state


def _end_of_choice(words: list[Word], at: int) -> int:
    """Behind the other town of two: `forsyth or colstrip`."""
    following = words[at : at + 2]
    if len(following) < 2 or following[0].text not in EITHER or not may_be_town(following[1]):
        return at
    at += 2
    while at < len(words) and may_be_town(words[at]) and not words[at].after_comma:
        at += 1
    return at


def _text(said: Said) -> Text:
    slots = [word.meaning.slot for word in said.words if word.meaning]
    searching = "kind" in slots or "topic" in slots or bool(said.story.kinds)
    searching = searching or any(word.meaning == LGBTQ for word in said.words)
    return Text(said.words, searching, len(said.words) - len(slots))


def _take_day(said: Said, slots: Slots) -> None:
    """`morning` is a when only without a day; `temprano` says nothing beside an hour."""
    dayparts = slots.asked("daypart") or slots.wanted("daypart")
    when, daypart = slots.day(), next(iter(dayparts), None)
    if daypart == "early":
        daypart = None if said.time else "morning"
    if when is not None and " " in when:
        when, daypart = when.split()
    if when is None and daypart == "morning" and not said.texts & WEEKDAYS:
        when, daypart = "morning", None
    if when in ("today", "tonight") and daypart in ("night", "evening"):
        when, daypart = "tonight", None
    said.when, said.daypart = when, daypart
