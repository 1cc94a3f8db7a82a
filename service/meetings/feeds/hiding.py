"""Which rows say that they aren't for everybody to find: drafts, private and restricted ones, closed ones.

A word must be plain about it: "closed" is a kind of meeting, and a wheelchair column's False is nothing.
The words are in `hiding_words`, the sentences in `hiding_prose`.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from service.meetings.feeds import hiding_prose as prose
from service.meetings.feeds import hiding_words as words

# Of meetings: where so many are closed they are closed ones, not closed-down ones.
MANY_CLOSED = 0.25
LONGEST_STATUS = 30
_PLAIN_SIGNS = re.compile(r"[^a-z0-9✓✔-]+")
_ACCENTS = str.maketrans("áéíóúèê", "aeiouee")


class Headings:
    """What a feed's extra columns say about showing a row; made once a feed from their headings."""

    def __init__(
        self, headings: Iterable[tuple[Any, str]], values: Callable[[Any], list[str]]
    ) -> None:
        """`headings`: (key of the cell in its row, the heading as plain lower-case words).

        `values`: all that stands under a heading; plain words tell whatever the heading says.
        """
        self._rules = [
            (key, rule, reason)
            for key, plain in headings
            for rule, reason in [_rule_of(plain, partial(values, key))]
            if rule
        ]

    def reason(self, cell: Callable[[Any], Any]) -> str | None:
        """Why this row isn't to be shown, by its columns; None when they don't mind."""
        for key, rule, reason in self._rules:
            value = cell(key)
            if value is not None and value != "":
                found = _judge(rule, reason, str(value).strip().lower())
                if found:
                    return found
        return None


def _rule_of(plain: str, values: Callable[[], list[str]]) -> tuple[str, str]:
    """How to judge the cells under a heading, and what they then mean; empty when they don't mind."""
    if words.SAYS_SINCE.match(plain):
        return "since", words.CLOSED_DOWN
    if words.SAYS_STATUS.search(plain):
        return ("", "") if _are_kinds(values()) else ("status", "")
    hides = next((why for why, said in words.SAYS_HIDE.items() if said.search(plain)), None)
    about_else = words.ABOUT_ELSE.search(plain)
    if hides and (not about_else or hides in (words.NOT_TO_LIST, words.SUSPENDED)):
        return "hide", hides
    if not hides and words.SAYS_SHOW.search(plain) and not about_else:
        return "show", words.NOT_PUBLISHED
    if about_else:
        return "", ""
    found = {_word(value) for value in values() if 4 < len(value) < LONGEST_STATUS}
    if found & words.UNMISTAKABLE:
        return "word", ""
    return ("prose", "") if any(said_in_prose("", value) for value in values()) else ("", "")


def _are_kinds(values: list[str]) -> bool:
    """True for a `Status` of open and closed alone, many of them closed: kinds of meetings."""
    said = [word for value in values if (word := _word(value))]
    closed = sum(word in ("closed", "c") for word in said)
    return set(said) <= {"open", "closed", "o", "c"} and closed > MANY_CLOSED * len(said)


def _word(value: str) -> str:
    return _PLAIN_SIGNS.sub("-", value.lower().translate(_ACCENTS)).strip("-")


def _judge(rule: str, reason: str, value: str) -> str | None:
    word = _word(value)
    if rule == "since":
        return reason if any(sign.isdigit() for sign in value) and value not in words.NO else None
    if rule == "hide":
        return reason if value in words.YES or word in words.OF_STATUS or value == "d" else None
    if rule == "show" and value in words.NO:
        return reason
    if rule == "prose":
        return said_in_prose("", value)
    if rule == "word":
        return words.OF_STATUS[word] if word in words.UNMISTAKABLE else said_in_prose("", value)
    return status_reason(value) or (words.OF_LETTER.get(word) if rule == "status" else None)


def status_reason(value: str) -> str | None:
    """What a status word means for a row: `draft`, `Inactive`, `temporarily closed`; None shows it."""
    word = _word(value)
    if word in words.OF_STATUS:
        return words.OF_STATUS[word]
    first = word.split("-", 1)[0]
    if first in words.UNMISTAKABLE or first in words.FIRST_OF_SEVERAL:
        return words.OF_STATUS[first]
    return said_in_prose("", value)


def type_reason(value: str) -> str | None:
    """The same for a type, or an answer about access: `Restricted`, `Private`; not `Disabled` or `Open`."""
    word = _word(value)
    return words.OF_STATUS[word] if word in words.OF_TYPES else None


def said_in_prose(name: str, *texts: str) -> str | None:
    """Why a row's own words forbid to show it."""
    whole = "\n".join((name, *texts)).lower()
    if not any(word in whole for word in prose.WORTH_READING):
        return None
    beside = (why for why, pattern in prose.BESIDE_A_NAME.items() if pattern.search(name))
    found = (why for text in (name, *texts) if (why := _said(text)))
    return next(beside, None) or next(found, None)


def _said(text: str) -> str | None:
    if len(text) < LONGEST_STATUS and (word := _word(text)) in words.UNMISTAKABLE:
        return words.OF_STATUS[word]
    for reason, pattern in prose.PROSE.items():
        found = (found.start() for found in pattern.finditer(text))
        if any(not prose.OTHER_THINGS.search(text[:start]) for start in found):
            return reason
    return None
