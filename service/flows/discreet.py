"""PRIVATE: answers that somebody looking over a shoulder may read. No kind, no group's name, no note.

The member knows what was asked for; a hall, a street, an hour and the miles are all one needs.
"""

from dataclasses import replace

from service.flows.turn import Turn
from service.meetings.query import Query
from service.meetings.search import Found, Result
from service.text.words import prompt, written

# What may still be said of a meeting, and of what was given up: it tells nobody what a group is about.
HARMLESS = frozenset("wheelchair women men spanish childcare asl young-people open closed".split())
SAID = frozenset({"when", "mode", "kind"})


def is_private(turn: Turn) -> bool:
    """By their own word; behind a hidden number the call itself remembers it."""
    return turn.private or bool(turn.memo.get("private"))


def masked(turn: Turn, found: Found) -> Found:
    """The same answer; for a private member without what it is about."""
    if not is_private(turn):
        return found
    return replace(
        found,
        query=asked_openly(turn, found.query),
        relaxed=tuple(name for name in found.relaxed if name in SAID | HARMLESS),
        results=tuple(masked_one(turn, one) for one in found.results),
    )


def asked_openly(turn: Turn, query: Query) -> Query:
    """What was asked for, as it may be said back."""
    if not is_private(turn):
        return query
    return replace(query, kind="any", attrs=query.attrs & HARMLESS)


def masked_one(turn: Turn, one: Result) -> Result:
    if not is_private(turn):
        return one
    return replace(
        one,
        fellowship="any",
        name=one.location or written(prompt("meeting.nameless"), turn.language),
        location=None,
        attrs=one.attrs & HARMLESS,
        notes=None,
    )
