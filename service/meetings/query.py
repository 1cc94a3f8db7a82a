"""What was asked: a text in, a Query out. Pure: no database, no network, no conversation."""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from service.meetings.heard import Said
from service.meetings.said import listen
from service.meetings.seeking import is_search
from service.meetings.slots import DAYS
from service.meetings.vocabulary import SOCIAL
from service.meetings.words import plain

__all__ = ["DAYS", "Query", "follow_up", "understand"]

# Days that a part of the day is said of.
DEPENDABLE = frozenset({*DAYS, "today", "tomorrow", "weekend"})
# What is said of a list that does not suit.
CLOSER = re.compile(r"\b(?:closer|nearer|mas cerca(?:no|na)?)\b")
LATER = re.compile(r"\b(?:later|luego|despues|mas tarde|mas noche)\b")
EARLIER = re.compile(r"\b(?:earlier|sooner|antes|mas temprano)\b")
OTHER_DAY = frozenset("another other any different otro cualquier".split())
DAY_WORDS = frozenset("day days time times night dia dias hora noche".split())
NEXT_PART = {"morning": "afternoon", "afternoon": "evening", "evening": "night", "night": "night"}
PART_BEFORE = {later: part for part, later in NEXT_PART.items() if part != later}


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
    said = listen(text)
    return _query(said) if is_search(said) else None


def _query(said: Said) -> Query:
    return Query(said.kind, said.place, said.when, said.daypart, said.time, said.mode, said.attrs)


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
    return merged(said, before)


def _in_short(text: str) -> Query | None:
    """What a text says that is nothing but parts of a search: `tomorrow?`, `by phone`, `women only`."""
    said = listen(text)
    if any(word.meaning is None for word in said.words) or said.texts & SOCIAL:
        return None
    query = _query(said)
    return None if query == Query() else query


def merged(said: Query, before: Query) -> Query:
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
    closer = CLOSER.search(text) is not None
    if closer or (words & OTHER_DAY and words & DAY_WORDS):
        mode = None if closer and before.mode in ("phone", "online") else before.mode
        return replace(before, when=None, daypart=None, time=None, mode=mode)
    if EARLIER.search(text):
        return _earlier(before)
    return _later(before) if LATER.search(text) else None


def _earlier(before: Query) -> Query:
    if before.when == "tonight":
        return replace(before, when="today", daypart=None, time=None)
    return replace(before, daypart=PART_BEFORE.get(before.daypart or ""), time=None)


def _later(before: Query) -> Query:
    if before.when in (None, "now", "today"):
        return replace(before, when="tonight", daypart=None, time=None)
    if before.when == "morning":
        return replace(before, when="today", daypart="afternoon", time=None)
    return replace(before, daypart=NEXT_PART.get(before.daypart or "", "night"), time=None)
