"""What was asked: a text in, a Query out. Pure: no database, no network, no conversation."""

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from service.meetings.place_words import PLACE, find_town, take_code
from service.meetings.times import take_time
from service.meetings.vocabulary import ALSO_TOWNS, MEETING_WORDS, SHORT_KINDS, Meaning
from service.meetings.words import Word, plain, read

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
LONGEST_TEXT = 640  # four joined texts: what comes after says nothing new about a search
# `group` or `meeting` alone is a search only if the text also looks for one.
SEEKING = frozenset(
    """
find need needs want wants where wheres look looking any anything is are what whats which when search hay
busco buscar busca buscando quiero necesito donde cuando alguna algun dame encontrar near cerca
""".split()
)
# Said to a person, not to a finder: with these a bare town is no search.
SOCIAL = frozenset(
    """
see you u your ur thanks thank thx ty coming going drive ride meet meets home he she her him we our sorry
gracias vamos voy veo nos wait walk work
""".split()
)
# About a meeting that was, or that is known already.
NOT_SEEKING = frozenset(
    """
thanks thank thx ty gracias glad sorry was were missed late cant fue
""".split()
)
# Days that a part of the day is said of.
DEPENDABLE = frozenset({*DAYS, "today", "tomorrow", "weekend"})
# What is said of a list that does not suit.
CLOSER = frozenset("closer nearer cercano cercana".split())
LATER = frozenset("later luego despues".split())
OTHER_DAY = frozenset("another other any different otro cualquier".split())
DAY_WORDS = frozenset("day days time times night dia dias hora noche".split())
NEXT_PART = {"morning": "afternoon", "afternoon": "evening", "evening": "night", "night": "night"}


@dataclass(frozen=True, slots=True)
class Query:
    """A search for a meeting, in canonical words."""

    kind: str | None = None  # aa, grief, any ...; None: only a place was said
    place: str | None = None  # a postal code, `Town, ST` or `Town`, spelled correctly
    when: str | None = None  # today tonight tomorrow now weekend morning, or a weekday
    daypart: str | None = None  # morning afternoon evening night, where `when` is a day
    time: str | None = None  # HH:MM, 24 hours
    mode: str | None = None  # in-person phone online hybrid
    attrs: frozenset[str] = field(default_factory=frozenset)

    def as_json(self) -> dict[str, Any]:
        """Plain values, as `porchlight understand --json` prints them."""
        return {
            "kind": self.kind,
            "place": self.place,
            "when": self.when,
            "daypart": self.daypart,
            "time": self.time,
            "mode": self.mode,
            "attrs": sorted(self.attrs),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Query":
        """The Query that `as_json` wrote, so that a conversation can keep it."""
        return cls(**{**data, "attrs": frozenset(data["attrs"])})


def understand(text: str) -> Query | None:
    """The search this text asks for, or None when it is none (no kind of group and no place).

    >>> understand("aa tonite near 59718").as_json()["when"]
    'tonight'
    >>> understand("see u tonight") is None
    True
    """
    code, rest = take_code(plain(text[:LONGEST_TEXT]))
    lowered = rest.lower()
    time, rest = take_time(rest, "morning" in lowered or "manana" in lowered)
    words = read(rest)
    _mark_short_kinds(words)
    place = code or _mark_town(words)
    kind, attrs = _kind_and_attrs(words)
    if not _is_search(words, kind, place):
        return None
    when, daypart = _when(words)
    mode = _first(words, "mode")
    return Query(kind, place, when, daypart, time or _first(words, "time"), mode, attrs)


def follow_up(text: str, before: Query) -> Query | None:
    """What a short text means after a search; None when it says nothing about one.

    It keeps what it does not replace. A new search that names kind and place starts anew.

    >>> before = Query("aa", "Billings", "tonight")
    >>> follow_up("na instead", before) == Query("na", "Billings", "tonight")
    True
    >>> follow_up("ok thanks", before) is None
    True
    """
    asked = understand(text)
    if asked and asked.place and asked.kind not in (None, "any"):
        return asked
    said = asked or _in_short(text)
    if said is None:
        return _moved(plain(text).lower(), before)
    return _merged(said, before)


def _in_short(text: str) -> Query | None:
    """What a text says that is nothing but parts of a search: `tomorrow?`, `by phone`, `women only`."""
    code, rest = take_code(plain(text[:LONGEST_TEXT]))
    time, rest = take_time(rest, "morning" in rest.lower())
    words = read(rest)
    place = code or _mark_town(words)
    if any(word.meaning is None for word in words) or {word.text for word in words} & SOCIAL:
        return None
    kind, attrs = _kind_and_attrs(words)
    when, daypart = _when(words)
    said = Query(kind, place, when, daypart, time or _first(words, "time"), None, attrs)
    said = replace(said, mode=_first(words, "mode"))
    return None if said == Query() else said


def _merged(said: Query, before: Query) -> Query:
    """`any` names no new kind; a day, a part of it or an hour replaces those that depend on it."""
    kept = replace(
        before,
        kind=said.kind if said.kind not in (None, "any") else before.kind or said.kind,
        place=said.place or before.place,
        mode=said.mode or before.mode,
        attrs=said.attrs or before.attrs,
    )
    if said.when == "morning" and before.when in DEPENDABLE:
        return replace(kept, daypart="morning", time=said.time)
    if said.when:
        return replace(kept, when=said.when, daypart=said.daypart, time=said.time)
    if said.daypart:
        return replace(kept, daypart=said.daypart, time=said.time)
    return replace(kept, time=said.time, daypart=None) if said.time else kept


def _moved(text: str, before: Query) -> Query | None:
    """`later`, `another day`, `something closer`: said of what was found, without naming anything.

    What is closer is found by giving up the day and the hour, or the link and the telephone.
    """
    words = frozenset(re.findall(r"[a-z]+", text))
    if len(words) > 6 or words & SOCIAL:
        return None
    if words & CLOSER or (words & OTHER_DAY and words & DAY_WORDS):
        moved = replace(before, when=None, daypart=None, time=None)
        if words & CLOSER and before.mode in ("phone", "online"):
            moved = replace(moved, mode=None)
        return moved
    if words & LATER:
        return _later(before)
    return None


def _later(before: Query) -> Query:
    if before.when in (None, "now", "today"):
        return replace(before, when="tonight", daypart=None, time=None)
    if before.when == "morning":
        return replace(before, when="today", daypart="afternoon", time=None)
    return replace(before, daypart=NEXT_PART.get(before.daypart or "", "night"), time=None)


def _values(words: Iterable[Word], slot: str) -> list[str]:
    return [word.meaning.value for word in words if word.meaning and word.meaning.slot == slot]


def _first(words: Iterable[Word], slot: str) -> str | None:
    return next(iter(_values(words, slot)), None)


def _mark_short_kinds(words: list[Word]) -> None:
    """`ca meeting` is Cocaine Anonymous, `fresno ca` is California."""
    for at, word in enumerate(words):
        if word.text not in SHORT_KINDS:
            continue
        following = words[at + 1].text if at + 1 < len(words) else ""
        if following in MEETING_WORDS or (at == 0 and len(words) > 1):
            word.meaning = Meaning("kind", SHORT_KINDS[word.text])


def _mark_town(words: list[Word]) -> str | None:
    span = find_town(words, searching=bool(_values(words, "kind")))
    if span is None or (span.end == span.start + 1 and words[span.start].text in ALSO_TOWNS):
        return None
    for word in words[span.start : span.end]:
        word.meaning = PLACE
    return span.place


def _kind_and_attrs(words: list[Word]) -> tuple[str | None, frozenset[str]]:
    """A named kind wins over `meeting`; `lgbtq group` is a kind, `lgbtq na meeting` has an attribute."""
    kinds, attrs = _values(words, "kind"), set(_values(words, "attr"))
    if "open" in attrs and _means_on(words):
        attrs.remove("open")
    named = [kind for kind in kinds if kind != "any"]
    if named:
        return named[0], frozenset(attrs - {named[0]})
    if "lgbtq" in attrs:
        return "lgbtq", frozenset(attrs - {"lgbtq"})
    said = kinds or any(word.text in MEETING_WORDS for word in words)
    return ("any" if said else None), frozenset(attrs)


def _means_on(words: list[Word]) -> bool:
    """`anything open now` asks what is on, not what is open to everybody."""
    at = next(index for index, word in enumerate(words) if word.text.startswith(("open", "abiert")))
    following = words[at + 1].text if at + 1 < len(words) else ""
    return following in ("now", "today", "tonight", "late", "right", "ahora", "hoy")


def _is_search(words: list[Word], kind: str | None, place: str | None) -> bool:
    texts = {word.text for word in words}
    if kind is None:
        unexplained = sum(word.meaning is None for word in words)
        return place is not None and not unexplained and not texts & SOCIAL
    if kind == "any" and not place:
        asked = len(words) <= 4 or bool(texts & SEEKING)
        return asked and not texts & NOT_SEEKING and not _is_at_a_meeting(words)
    return True


def _is_at_a_meeting(words: list[Word]) -> bool:
    """`see you at group`, `im in a meeting`: somebody is there, nobody is looking."""
    texts = [word.text for word in words if word.text not in ("a", "the", "my", "our")]
    pairs = itertools.pairwise(texts)
    return any(first in ("in", "at", "from") and then in MEETING_WORDS for first, then in pairs)


def _when(words: list[Word]) -> tuple[str | None, str | None]:
    """A day wins over `morning`, which is a when only where no day is said."""
    whens, daypart = _values(words, "when"), _first(words, "daypart")
    day = next((when for when in whens if when in DAYS), None)
    when = day or (whens[0] if whens else None)
    if when is None and daypart == "morning":
        return "morning", None
    if when == "tonight" and daypart in ("night", "evening"):
        return when, None
    return when, daypart
