"""OFF, ON, MOVE, SEND, CONFIRM and the words about a notice, from a coordinator's own phone.

Read in this order: whose phone it is, the word, the group, the date. Nothing is guessed: what is only nearly
a group is asked back, of two the one that is meant, and none falls to everybody. What comes of it is read
back (`notice_read`) and goes out by the number of its people alone.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from service import groups
from service.flows.commands import NO
from service.flows.groups import named
from service.flows.runs import Runner, may_be_here, names_of, runner_here, runs
from service.flows.turn import Choose, Go, Pick, Reply, Row, Turn, go, step
from service.meetings.query import understand
from service.models import Group
from service.text.coordinators_words import (
    ADD,
    CONFIRM,
    FIX,
    HEAR,
    LIST,
    MARKS,
    MOVE,
    OFF,
    ON,
    SEND,
    STATUS,
    UNDO,
    WHO,
    WORDS,
    near_word_in,
    word_in,
)
from service.text.door_words import people_in
from service.text.language import bare
from service.text.notice_days import said_of
from service.text.notice_words import AROUND, Named, group_named, groups_before, ref_in
from service.text.words import prompt

LABEL: Final = "label.notice"
OF_A_GROUP: Final = frozenset((OFF, ON, MOVE, CONFIRM))
OF_A_NOTICE: Final = {
    HEAR: "notice.hear", UNDO: "notice.undo", STATUS: "notice.status", LIST: "notice.list",
}  # fmt: skip
# Of whom a group expects; all else of a group is of one of its dates.
OF_WHO_COMES: Final = {ADD: "expected.add", WHO: "expected.who"}
FEW_WORDS = 4  # behind OFF, where no group is named; more is a sentence
_WORD = re.compile(r"\w+")
# `OFF TUE:snow`; not the colon of an hour or an address.
_STUCK = re.compile(r"(?<=[^\W\d])[:,](?=\w)")
AT_ONCE = 4


def behind(turn: Turn) -> Go | None:
    """Where a coordinator's word leads; None from any other phone, and where it only begins a sentence."""
    found = word_in(turn.said)
    if found is None:
        return _taken_back(turn) or _turned_round(turn) or _nearly(turn)
    if not may_be_here(turn):
        return None
    return _meant(turn, *found) or _taken_back(turn)


def _taken_back(turn: Turn, then: str = OF_A_NOTICE[UNDO]) -> Go | None:
    """UNDO among a few words: whoever has a minute writes "undo it please"."""
    words = _WORD.findall(bare(turn.said[:80]))
    if len(words) > FEW_WORDS or not any(WORDS.get(one) == UNDO for one in words):
        return None
    if not may_be_here(turn):
        return None
    number = next((ref_in(one) for one in words if one[0] == "b" and ref_in(one)), None)
    return go(then, *([number] if number else []))


def _turned_round(turn: Turn) -> Go | None:
    """`TUE OFF snow`, for a group of theirs."""
    words = turn.said[:80].split(maxsplit=2)
    word = WORDS.get(bare(words[1]).strip(MARKS)) if len(words) > 1 else None
    if word not in (OFF, MOVE) or not may_be_here(turn):
        return None
    name, who = bare(words[0]).strip(MARKS), runner_here(turn)
    if who is None or name not in who.by_name:
        return None
    return go("notice.word", word, " ".join([words[0], *turn.said.split(maxsplit=2)[2:]]))


def _nearly(turn: Turn) -> Go | None:
    """A slip in the word itself is asked back."""
    found = near_word_in(turn.said)
    if found is None or not may_be_here(turn):
        return None
    typed, rest = found
    meant = _meant(turn, WORDS[typed], rest)
    return meant and go("notice.meant", typed.upper(), meant.step, list(meant.args))


@step("notice.meant")
def word_meant(turn: Turn, word: str, then: str, args: Sequence[Any]) -> Reply:
    choices = {1: Go(then, tuple(args)), 2: go("menu.main")}
    return Choose(prompt("notice.word_meant", word=word), choices, LABEL)


def _meant(turn: Turn, word: str, rest: str) -> Go | None:
    if word in OF_A_NOTICE:
        return _about_a_notice(turn, word, rest)
    if word in OF_A_GROUP and rest and not _is_about_a_group(turn, word, rest):
        return None
    if word in OF_WHO_COMES and rest and not _is_about_who_comes(turn, rest):
        return None
    return go("notice.word", word, rest)


def in_crisis(turn: Turn) -> Go | None:
    """The same for a text on which the crisis screen fired: only words behind a group of theirs, or ALL;
    and UNDO, since haste sounds like despair."""
    if undone := _taken_back(turn, "notice.undo_in_crisis"):
        return undone
    found = word_in(turn.said)
    if found is None or found[0] not in (SEND, OFF, MOVE) or not may_be_here(turn):
        return None
    who = runner_here(turn)
    if who is None:
        return None
    named = groups_before(found[1], who.by_name)
    if not (named.names or named.everybody):
        return None
    return go("notice.in_crisis", *found)


def says_no(said: str) -> bool:
    """To a question for words: then nothing comes of it."""
    return bare(said).strip(" .!") in NO


def _about_a_notice(turn: Turn, word: str, rest: str) -> Go | None:
    """Alone, or with the notice's number."""
    number = ref_in(rest)
    if rest and number is None:
        return None
    return go(OF_A_NOTICE[word], *([number] if number else []))


def _is_about_a_group(turn: Turn, word: str, rest: str) -> bool:
    """ "On my way" names neither a group nor a date."""
    by_name = {name: one for one in groups.everything(turn.session) for name in names_of(one)}
    words = group_named(rest, by_name)
    if words.names or words.everybody or said_of(rest, turn.now).days or _near(turn, rest, by_name):
        return True
    return word == OFF and len(rest.split()) <= FEW_WORDS and understand(rest) is None


def _is_about_who_comes(turn: Turn, rest: str) -> bool:
    """ "Who are you", "add me to your prayers" name no number, and no group of anybody's in a few words."""
    if people_in(rest, turn.country):
        return True
    by_name = {name: one for one in groups.everything(turn.session) for name in names_of(one)}
    is_named = bool(group_named(rest, by_name).names) or _near(turn, rest, by_name)
    return is_named and len(rest.split()) < FEW_WORDS


@step("notice.word")
@runs
def word_said(turn: Turn, who: Runner, word: str, rest: str) -> Reply | Go:
    if word == FIX:
        return go("notice.fix", rest)
    if word == SEND:
        return _send(turn, who, groups_before(rest, who.by_name))
    rest = _STUCK.sub(r"\g<0> ", rest, count=2)
    found = group_named(rest, who.by_name)
    if len(found.names) == 1:
        return _of_one(word, who.by_name[found.names[0]].id, found.rest)
    if found.everybody:
        return _which(turn, who.groups, word, found.rest, "notice.which_one")
    if found.names:
        meant = [who.by_name[name] for name in found.names]
        return _which(turn, meant, word, rest, "notice.which_one")
    return _not_named(turn, who, word, rest)


@step("notice.chosen")
@runs
def chosen(turn: Turn, who: Runner, wish: Sequence[Any]) -> Reply | Go:
    """The word, the group's id, and what else was said; the name of the group may still be among it."""
    word, group_id, rest = wish
    group = who.group(group_id)
    if group is None:
        return go("menu.unknown")
    if word == SEND:
        return go("notice.words", [group_id], rest)
    return _of_one(word, group_id, group_named(rest, names_of(group)).rest)


def _of_one(word: str, group_id: int, rest: str) -> Go:
    """On with one group."""
    if word in OF_WHO_COMES:
        return go(OF_WHO_COMES[word], group_id, rest)
    return go("notice.dated", word, group_id, rest)


def _send(turn: Turn, who: Runner, found: Named) -> Reply | Go:
    if found.is_unclear:
        return _which(turn, who.groups, SEND, "", "notice.which_of_list")
    if found.everybody:
        return go("notice.words", [one.id for one in who.groups], found.rest)
    if found.names:
        ids = dict.fromkeys(who.by_name[name].id for name in found.names)
        return go("notice.words", list(ids), found.rest)
    return _not_named(turn, who, SEND, found.rest)


def _not_named(turn: Turn, who: Runner, word: str, rest: str) -> Reply | Go:
    """What is nearly a group of theirs is asked back; where there is but one, that one; else which."""
    near, at = _near_one(turn, who, rest)
    if len(near) == 1:
        left = f"{rest[: at[0]].strip(MARKS)} {rest[at[1] :].strip(MARKS)}".strip()
        return _did_you_mean(turn, near[0], word, left)
    if near:
        return _which(turn, near, word, rest)
    if _is_another_s(turn, who, rest):
        return _which(turn, who.groups, word, "", "notice.which_of_yours")
    if len(who.groups) > 1:
        return _which(turn, who.groups, word, rest)
    only = who.groups[0]
    if not rest or word in OF_WHO_COMES or (word != SEND and said_of(rest, turn.now).days):
        return go("notice.chosen", [word, only.id, rest])
    return _did_you_mean(turn, only, word, rest)


def _is_another_s(turn: Turn, who: Runner, rest: str) -> bool:
    """Whether a group is named that somebody else runs."""
    by_name = {name for one in groups.everything(turn.session) for name in names_of(one)}
    named = groups_before(rest, by_name).names or group_named(rest[:60], by_name).names
    return not who.by_name.keys() >= {*named}


def _did_you_mean(turn: Turn, group: Group, word: str, rest: str) -> Choose:
    choices = {1: go("notice.chosen", [word, group.id, rest]), 2: go("notice.which", word, rest)}
    return Choose(prompt("notice.did_you_mean", group=named(turn, group)), choices, LABEL)


@step("notice.which")
@runs
def which(turn: Turn, who: Runner, word: str, rest: str, skip: int = 0) -> Reply:
    return _which(turn, who.groups, word, rest, skip=skip)


def _which(
    turn: Turn,
    found: Sequence[Group],
    word: str,
    rest: str,
    key: str = "notice.which",
    skip: int = 0,
) -> Pick:
    shown = found[skip : skip + AT_ONCE]
    rows = [
        Row(prompt("notice.row", group=named(turn, one)), [word, one.id, rest]) for one in shown
    ]
    is_more = len(found) > skip + AT_ONCE
    return Pick(
        prompt(key),
        rows,
        "notice.chosen",
        more=go("notice.which", word, rest, skip + AT_ONCE) if is_more else None,
        label=LABEL,
        footer=prompt("notice.footer_more" if is_more else "notice.footer"),
    )


def _near_one(turn: Turn, who: Runner, rest: str) -> tuple[list[Group], tuple[int, int]]:
    ids = {one.id for one in who.groups}
    for found in list(_WORD.finditer(rest[:60]))[:3]:
        if bare(found[0]) in AROUND:
            continue
        near = [one for one in groups.meant(turn.session, found[0]).near if one.id in ids]
        if near:
            return near, found.span()
    return [], (0, 0)


def _near(turn: Turn, rest: str, by_name: dict[str, Group]) -> bool:
    who = Runner(0, list(by_name.values()))
    return bool(_near_one(turn, who, rest)[0])
