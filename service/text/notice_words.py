"""What a coordinator writes: which groups, a notice's number, its count. Pure.

Nothing is guessed: whoever calls these asks where two groups were named, or none. The date, the hour and the
other words behind a group are read by `notice_days`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from service.text.language import bare
from service.text.notice_days import WEEKDAY
from service.text.tokens import Word, as_one, as_written, words_of

ALL: Final = frozenset(
    "all|all groups|all my groups|todos|todos los grupos|todos mis grupos".split("|")
)
# Around a group's word: "the TUE group", "del grupo MAR".
AROUND = frozenset(
    "the my our group groups meeting el la los mi del de grupo grupos reunion".split()
)
# Before a date or a reason: whichever is meant, it is not told to all at once.
_ALL_FIRST = re.compile(
    r"\s*(?:(?:ALL|TODOS|EVERY)\b|(?i:(?:all|todos)\s*$)"
    r"|(?i:(?:all|every|todos)(?: (?:my|the|mis|los))? (?:groups?|grupos)\b))[\s:,.]*"
)
_AND = frozenset("and y e & + ,".split())
_COLON = re.compile(r"(?<!\d):|:(?!\d)")  # not that of 7:30
_BETWEEN = re.compile(r"[,&+/]|\b(?:and|y|e)\b")
LONGEST_NAME = 3  # words of a group's name in a list, or what was meant for one
_COUNT = re.compile(
    r"(?:send\s+|enviar\s+)?#?(\d{1,6})(?:\s+(?:send|please|pls|por favor|enviar))?"
)
_REF = re.compile(r"(?:notice\s+|aviso\s+)?b?\s?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Named:
    """Groups whose words these are, in the order of the words, and what stands behind them."""

    names: tuple[str, ...]
    rest: str
    everybody: bool = False
    is_unclear: bool = field(
        default=False, repr=False
    )  # of several that were listed, one is no group


def group_named(said: str, names: Iterable[str]) -> Named:
    """The first group whose own word is among these, wherever it stands; another one beside it, too.

    >>> names = ("tue", "martes", "grief", "kin", "night owls")
    >>> group_named("the TUE group tonight, Snow", names)
    Named(names=('tue',), rest='tonight, Snow', everybody=False)
    >>> group_named("nov 24 night owls", names).rest, group_named("tue grief", names).names
    ('nov 24', ('tue', 'grief'))
    >>> group_named("grief tue", names)  # a day behind a group is a date
    Named(names=('grief',), rest='tue', everybody=False)
    """
    words = words_of(said)
    found, everyone = _first_name(words, frozenset(names)), _ALL_FIRST.match(said)
    if everyone and (found is None or found[0] > 0):
        return Named((), said[everyone.end() :].strip(), everybody=True)
    if found is None:
        return Named((), said.strip())
    at, length, name = found
    words = _without(words, at, length)
    other = _first_name(words, frozenset(names) - {name} - WEEKDAY.keys())
    near = other is not None and other[0] < 2 and not _is_day(name)
    clash = other is not None and other[0] < 2 and _is_day(name)
    beside = (other[2],) if other and (near or clash) else ()
    return Named((name, *beside), as_written(said, words))


def groups_before(said: str, names: Iterable[str]) -> Named:
    """Groups that stand first, and the words behind, as they were written.

    >>> names = ("tue", "grief", "kin")
    >>> groups_before("TUE: Bring soup, please!", names)
    Named(names=('tue',), rest='Bring soup, please!', everybody=False)
    >>> groups_before("tue and grief: see you at 7:30", names).names
    ('tue', 'grief')
    >>> groups_before("tue, grif: hi", names).is_unclear  # of a list one is none: no words of it go out
    True
    >>> groups_before("ALL: hi", names), groups_before("the kin group see you", names).rest
    (Named(names=(), rest='hi', everybody=True), 'see you')
    """
    before, *behind = _COLON.split(said, maxsplit=1)
    listed = _listed(before, names) if behind else None
    if listed is not None:
        return Named(listed.names, behind[0].strip(), listed.everybody)
    if behind and _lists_another(before, frozenset(names)):
        return Named((), said.strip(), is_unclear=True)
    return _leading(said, frozenset(names))


def count_in(said: str) -> str | None:
    """The number alone, as it was typed: `05` is no `5`.

    >>> count_in("41."), count_in("#05"), count_in("1,204"), count_in("send 41"), count_in("41 people")
    ('41', '05', '1204', '41', None)
    """
    plain = re.sub(r"(?<=\d)[,. ](?=\d{3}\b)", "", bare(said).strip(" \t\r\n.!"))
    found = _COUNT.fullmatch(plain)
    return found[1] if found else None


def ref_in(said: str) -> int | None:
    """The number of a notice.

    >>> ref_in("B12"), ref_in("12"), ref_in("b 12."), ref_in("TUE")
    (12, 12, 12, None)
    """
    found = _REF.fullmatch(bare(said).strip(" .!?#"))
    return int(found[1]) if found else None


def _first_name(words: Sequence[Word], names: frozenset[str]) -> tuple[int, int, str] | None:
    """Where the first of these names stands, and over how many words; of two the longer one."""
    for at in range(len(words)):
        for length in range(min(len(words) - at, 6), 0, -1):
            name = as_one(words[at : at + length])
            if name in names:
                return at, length, name
    return None


def _without(words: Sequence[Word], at: int, length: int) -> list[Word]:
    """Without the name, and what is said around it."""
    before, behind = list(words[:at]), list(words[at + length :])
    while before and before[-1].bare in AROUND:
        before.pop()
    while behind and behind[0].bare in AROUND:
        behind.pop(0)
    return before + behind


def _listed(before: str, names: Iterable[str]) -> Named | None:
    """All before a colon, when it is nothing but groups."""
    words = [one for one in words_of(before.replace(",", " , ")) if one.bare not in AROUND | _AND]
    if not words or as_one(words) in ALL or {one.bare for one in words} <= {"all", "todos"}:
        return Named((), "", everybody=True) if words else None
    found, known = [], frozenset(names)
    while words:
        first = _first_name(words, known)
        if first is None or first[0] != 0:
            return None
        found.append(first[2])
        words = words[first[1] :]
    return Named(tuple(dict.fromkeys(found)), "")


def _lists_another(before: str, names: frozenset[str]) -> bool:
    """Whether a list of groups stands there, one of them by a word that is none."""
    parts = [
        " ".join(one.bare for one in words_of(part) if one.bare not in AROUND)
        for part in _BETWEEN.split(bare(before))
    ]
    few = all(part and part.count(" ") < LONGEST_NAME for part in parts)
    return len(parts) > 1 and few and not names.isdisjoint(parts)


def _leading(said: str, names: frozenset[str]) -> Named:
    words = words_of(said)
    while words and words[0].bare in AROUND:
        words.pop(0)
    if len(words) > 1 and said[words[0].start : words[0].end] in ("ALL", "TODOS"):
        return Named((), said[words[0].end :].strip(), everybody=True)  # "all of you" is a sentence
    found: list[str] = []
    while (first := _first_name(words, names)) and first[0] == 0:
        found.append(first[2])
        words = words[first[1] :]
        if not (len(words) > 1 and words[0].bare in _AND and _first_name(words[1:2], names)):
            break
        words.pop(0)
    while found and words and words[0].bare in AROUND - {"my", "our", "mi"}:
        words.pop(0)
    return Named(tuple(dict.fromkeys(found)), said[words[0].start :].strip() if words else "")


def _is_day(name: str) -> bool:
    return name in WEEKDAY
