"""ADD and WHO: whom a coordinator has written down for a group, and who has joined it.

Nothing is sent to a number that is written down. The answer is what the coordinator hands over, the same
whatever we know of that number, unless it is their own or in that very group.
"""

from collections.abc import Sequence
from typing import Final

from service import expected
from service.expected import Door, Entry, Written
from service.flows.groups import is_a_name
from service.flows.headings import NOTHING
from service.flows.notice import LABEL
from service.flows.runs import Runner, runs
from service.flows.turn import Choose, Go, Listen, Reply, Say, Turn, go, step
from service.models import Group
from service.text.dialled import as_dialled, digits
from service.text.door_words import Somebody, people_in
from service.text.words import Prompt, Slot, prompt

NAMES_AT_ONCE: Final = 5
A_NUMBER = 10  # digits, as it is keyed
# While a number is awaited: the group it is for.
FOR = "expected_for"
SAID = {
    Written.IN_ALREADY: "expected.in_already",
    Written.OWN: "expected.own",
    Written.FULL: "expected.full",
}


@step("expected.add")
@runs
def add(turn: Turn, who: Runner, group_id: int | None = None, rest: str = "") -> Reply | Go:
    """A number and a first name for this group; asks for them where they are not there."""
    group = who.group(group_id or turn.memo.get(FOR, 0))
    if group is None:
        return go("menu.unknown")
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    people = people_in(rest, turn.country)
    if len(people) == 1:
        return _written(turn, who, group, people[0])
    turn.memo[FOR] = group.id
    asked = prompt("expected.no_number" if rest else "expected.which_number")
    if people:
        asked = prompt("expected.one_at_a_time")
    back, silent = go("coord.menu"), go("menu.goodbye")
    return Listen(asked, "expected.number_said", A_NUMBER, LABEL, back, silent)


@step("expected.number_said")
@runs
def number_said(turn: Turn, who: Runner) -> Reply | Go:
    """By itself, after it was asked for."""
    return go("expected.add", turn.memo.get(FOR, 0), turn.said)


@step("expected.who")
@runs
def who_has(turn: Turn, who: Runner, group_id: int, rest: str = "", skip: int = 0) -> Reply | Go:
    """How many have joined; who was written down and has not, and who has, some at a time."""
    group = who.group(group_id)
    if group is None:
        return go("menu.unknown")
    door = expected.at_the_door(turn.session, group.id)
    is_more = len(door.waiting) + len(door.came) > skip + NAMES_AT_ONCE
    said = prompt(
        "expected.who",
        word=group.word,
        count=joined(door) if not skip else NOTHING,
        waiting=_names("expected.waiting", door.waiting[skip : skip + NAMES_AT_ONCE]),
        came=_names("expected.came", _after(door, skip)),
        more=prompt("expected.more") if is_more else NOTHING,
    )
    if not is_more:
        return Say(said)
    onwards = go("expected.who", group.id, "", skip + NAMES_AT_ONCE)
    return Choose(said, {1: onwards}, LABEL, more=onwards)


def joined(door: Door) -> tuple[Prompt, ...]:
    """How many, and how many were put in by somebody else."""
    key = {0: "expected.nobody", 1: "expected.one"}.get(door.joined, "expected.joined")
    said = [prompt(key, count=door.joined)]
    if door.put_in:
        said.append(prompt("expected.put_in", count=door.put_in))
    if not (door.waiting or door.came):
        said.append(prompt("expected.none_down"))
    return tuple(said)


def _after(door: Door, skip: int) -> Sequence[str | None]:
    """Of those who came, as many as have room behind those who have not."""
    start = max(skip - len(door.waiting), 0)
    return door.came[start : max(skip + NAMES_AT_ONCE - len(door.waiting), 0)]


def _names(key: str, these: Sequence[str | None]) -> Slot:
    """As they were written down; of those without a name how many they are."""
    if not these:
        return NOTHING
    names = ", ".join(name for name in these if name)
    if None not in these:
        return prompt(key, names=names)
    nameless = prompt("notice.nameless", count=these.count(None))
    both = prompt("notice.names_and", names=names, nameless=nameless) if names else nameless
    return prompt(key, names=both)


def _written(turn: Turn, who: Runner, group: Group, somebody: Somebody) -> Reply:
    turn.memo.pop(FOR, None)
    if somebody.phone.e164 == turn.settings.line_number:
        return Say(prompt("expected.ours"))
    entry = Entry(group.id, who.person_id, somebody.phone, _called(somebody.words))
    wrote = expected.write_down(turn.session, entry, turn.now)
    if wrote is not Written.DOWN:
        return Say(prompt(SAID[wrote], word=group.word, count=expected.MOST))
    number = as_dialled(turn.settings.line_number)
    slots: dict[str, Slot] = {"number": digits(number), "word": group.word}
    if entry.name is None:
        return Say(prompt("expected.down_unnamed", **slots))
    return Say(prompt("expected.down", name=entry.name, **slots))


def _called(words: Sequence[str]) -> str | None:
    """A first name, or two words of one."""
    for count in (2, 1):
        name = " ".join(words[:count])
        if is_a_name(name):
            return name.title() if name.islower() else name
    return None
