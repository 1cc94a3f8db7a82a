"""JOIN and LEAVE: a group's notices, asked for and ended by its own word."""

import re
from collections.abc import Callable, Sequence

from service import consent, groups, members
from service.flows.code import before_hearing
from service.flows.discreet import is_private
from service.flows.remind import when_of
from service.flows.turn import Channel, Choose, Go, Listen, Pick, Reply, Row, Say, Turn, go, step
from service.meetings.query import understand
from service.meetings.search import details
from service.meetings.wording import short_name
from service.models import Group
from service.text.language import bare
from service.text.optout import Consent, behind_stop, plain_opt_out
from service.text.words import Prompt, Slot, Voiced, prompt

AT_ONCE = 5
STEPS_OF_LISTS = ("groups.all", "groups.mine")  # where a list goes on
MOST_WORDS = 3  # behind LEAVE, where no group is meant; more is a sentence
LONGEST_NAME = 24
# Not "everything": who wants to leave that may need somebody to talk to.
ALL = frozenset("all,all groups,all my groups,todos,todos los grupos,todos mis grupos".split(","))
NO_NAME = frozenset({"skip", "omitir", "none", "no name", "ninguno", "sin nombre"})
# What people say before their name.
_BEFORE_A_NAME = re.compile(
    r"(?:my name is|call me|i am|i'?m|it'?s|me llamo|mi nombre es|soy|ll[aá]me(?:n)?me)\s+",
    re.IGNORECASE,
)
# One word or two, as people are called: no digit, no address, nothing that could be a sentence.
_A_NAME = re.compile(r"[^\W\d_]+(?:[ '\-][^\W\d_]+)?")
LONGEST_FIRST_NAME = 20


def joining(language: str) -> Callable[[Turn, str], Go | None]:
    """JOIN in this language. What no group answers to may be a search: "join aa near 59718"."""

    def reads(turn: Turn, rest: str) -> Go | None:
        if groups.names_none(rest) and groups.everything(turn.session):
            return go("groups.all")
        found = groups.meant(turn.session, rest)
        if found.group or found.near:
            return go("groups.join", rest, language)
        if search := understand(rest):
            return go("find.asked", search.as_json())
        return go("groups.join", rest, language) if len(rest.split()) <= MOST_WORDS else None

    return reads


def is_a_group_s(turn: Turn, words: str) -> bool:
    """Whether it is a group's own word or name."""
    return groups.meant(turn.session, words).group is not None


def leaving(turn: Turn, rest: str) -> Go | None:
    """LEAVE with a group's word. "Leave it to me" names none, and is no command."""
    if bare(rest) in ALL:
        return go("groups.quit_all")
    if groups.names_none(rest):
        return go("groups.mine")
    found = groups.meant(turn.session, rest)
    if found.group:
        return go("groups.quit", found.group.id)
    unknown = len(rest.split()) == 1 and _is_in_any(turn)  # "leave him" is about somebody's life
    return go("groups.leave", rest) if found.near or unknown else None


def stopping(turn: Turn) -> Go | None:
    """STOP TUE, in any stop word of either language: that group alone.

    A word that makes "stop" a plain opt-out ("stop all", "stop now") is never a group's.
    """
    rest = behind_stop(turn.said)
    if rest is None or turn.carrier_did is not Consent.NONE:
        return None
    group = groups.meant(turn.session, rest, groups.OF_A_STOP).group
    if group is None or plain_opt_out(f"stop {group.word}"):
        return None
    return go("groups.quit", group.id)


def nearly_stopping(turn: Turn) -> Go | None:
    """STOP with nearly a group's word leaves it, and says how to end everything; never the reverse.

    A kind behind it is asked back where they are in such a group: "stop gambling" may be a plea. A day no
    group of theirs has is asked back always: it was meant to end something.
    """
    rest = behind_stop(turn.said)
    if rest is None:
        return None
    if groups.names_none(rest):
        return go("groups.stop_which")
    found = groups.meant(turn.session, rest)
    theirs = _theirs(turn, found.near)
    if found.slips:
        return go("groups.quit", (theirs or found.slips)[0].id)
    if theirs:
        return go("groups.leave", rest)
    return go("groups.stop_which") if groups.names_a_day(rest) else None


@step("groups.join")
def join(turn: Turn, said: str, language: str | None = None) -> Reply | Go:
    if language:
        _speak_first(turn, language)
    found = groups.meant(turn.session, said)
    if found.group:
        return go("groups.enter", found.group.id)
    if len(found.near) == 1:
        return _did_you_mean(turn, found.near[0])
    return _listed(turn, found.near, "groups.which", "groups.enter") or _none_of_that_name()


@step("groups.all")
def all_(turn: Turn, skip: int = 0) -> Reply:
    """Every group there is; by a word or a key nobody needs to know."""
    return _listed(
        turn, groups.everything(turn.session), "groups.all", "groups.enter", skip
    ) or Say(prompt("groups.none"))


@step("groups.enter")
def enter(turn: Turn, group_id: int) -> Reply | Go:
    """Joins; a first name is asked for by text alone: a keypad has no letters."""
    group = turn.session.get(Group, group_id)
    if group is None:
        return _none_of_that_name()
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    if consent.is_stopped(turn.session, turn.phone_id):
        return _stopped(turn, group_id)
    person_id = members.person_of(turn.session, turn.phone_id, turn.language, turn.now)
    first = not groups.of_person(turn.session, person_id)
    if not groups.join(turn.session, group_id, person_id, turn.said_at):
        return Say(prompt("groups.in_already", group=named(turn, group)))
    consent.agree(turn.session, turn.phone_id, turn.channel, _proof(turn, group), turn.said_at)
    return _joined(turn, group, first)


@step("groups.come_back")
def come_back(turn: Turn, group_id: int) -> Go:
    """START, by a key: a landline can't text it."""
    if turn.phone_id is not None:
        consent.opt_in(turn.session, turn.phone_id, turn.channel, turn.said, turn.now)
    return go("groups.enter", group_id)


@step("groups.named")
def name_said(turn: Turn) -> Reply | Go:
    """What we call them: theirs to choose. What is no name may be a search; a crisis never comes here."""
    said = _BEFORE_A_NAME.sub("", " ".join(turn.said.split()).rstrip(".!"), count=1)
    if bare(said) in NO_NAME:
        return go("groups.welcome")
    if is_a_name(said):
        said = said.title() if said.islower() else said
        if person_id := _person(turn):
            members.set_name(turn.session, person_id, said)
        return go("groups.welcome", said)
    if search := understand(turn.said):
        return go("find.asked", search.as_json())
    return Listen(prompt("groups.no_name"), "groups.named", label="label.name")


@step("groups.welcome")
def welcome(turn: Turn, name: str | None = None) -> Reply:
    """The ground rules, at the first joining."""
    greeted = prompt("groups.thanks_name", name=name) if name else prompt("groups.thanks")
    if not turn.memo.pop("first_group", None):
        return Say(prompt("groups.known", greeting=greeted))
    return Say(prompt("groups.rules", greeting=greeted))


@step("groups.leave")
def leave(turn: Turn, said: str) -> Reply | Go:
    """What was nearly a group's word is asked back."""
    near = groups.meant(turn.session, said).near
    if len(near) == 1:
        choices = {1: go("groups.quit", near[0].id), 2: go("groups.mine")}
        asked = prompt("groups.leave_it", group=named(turn, near[0]))
        return Choose(asked, choices, "label.groups")
    return _listed(turn, near, "groups.which", "groups.quit") or go("groups.mine")


@step("groups.mine")
def mine(turn: Turn, skip: int = 0) -> Reply | Go:
    """LEAVE alone: which of theirs."""
    if asked := before_hearing(turn, go("groups.mine", skip)):
        return asked
    joined = groups.of_person(turn.session, person) if (person := _person(turn)) else []
    listed = _listed(turn, joined, "groups.mine", "groups.quit", skip)
    return listed or Choose(prompt("groups.not_in_any"), {1: go("groups.all")}, "label.groups")


@step("groups.stop_which")
def stop_which(turn: Turn) -> Reply:
    """STOP with no more than "the group" behind it: one is meant, or everything."""
    person_id = _person(turn)
    joined = groups.of_person(turn.session, person_id) if person_id else []
    return _listed(turn, joined, "groups.stop_which", "groups.quit") or Say(
        prompt("groups.stop_all")
    )


@step("groups.quit_all")
def quit_all(turn: Turn) -> Reply | Go:
    """LEAVE ALL: every group; what else they asked for stays."""
    person_id = _person(turn)
    joined = groups.of_person(turn.session, person_id) if person_id else []
    if not joined:
        return go("groups.mine")
    for group in joined:
        _leave(turn, group)
    return Say(prompt("groups.left_all"))


@step("groups.quit")
def quit_(turn: Turn, group_id: int) -> Reply:
    group = turn.session.get(Group, group_id)
    if group is None:
        return _none_of_that_name()
    left = _leave(turn, group)
    return Say(prompt("groups.left" if left else "groups.not_in", group=named(turn, group)))


def _leave(turn: Turn, group: Group) -> bool:
    """Leaves it, and writes down when, how and in which words; False when there was nothing to leave."""
    person_id = _person(turn)
    if turn.phone_id is None or person_id is None:
        return False
    left = groups.leave(turn.session, group, person_id, turn.said_at)
    if left:
        words = _proof(turn, group)
        consent.leave(turn.session, turn.phone_id, turn.channel, words, turn.said_at)
    return left


def is_a_name(said: str) -> bool:
    """
    >>> is_a_name("Ana"), is_a_name("José María"), is_a_name("my name is Ana"), is_a_name("R2D2")
    (True, True, False, False)
    """
    return len(said) <= LONGEST_FIRST_NAME and bool(_A_NAME.fullmatch(said))


def named(turn: Turn, group: Group) -> Slot:
    """As it may be said to them: its word and name, or for a private member only when it meets."""
    if is_private(turn):
        return next_hour(turn, group) or prompt("groups.unnamed")
    name = short_name(group.name, LONGEST_NAME)
    return Voiced(f"{group.word}, {name}", name)


def next_hour(turn: Turn, group: Group) -> Voiced | None:
    """Its next hour as they are told it, while its meeting is listed."""
    if group.meeting_id is None:
        return None
    found = details(turn.session, group.meeting_id, turn.now)
    return when_of(turn, group.meeting_id, found.starts) if found else None


def _speak_first(turn: Turn, language: str) -> None:
    """The language of the word they joined by, unless they have chosen one."""
    if turn.phone_id is None or members.chosen_language(turn.session, turn.phone_id):
        return
    turn.speak(language)
    members.set_language(turn.session, turn.phone_id, language)


def _person(turn: Turn) -> int | None:
    if turn.phone_id is None:
        return None
    return members.person_of(turn.session, turn.phone_id, turn.language, turn.now)


def _theirs(turn: Turn, found: Sequence[Group]) -> list[Group]:
    """Those of them they are in."""
    person_id = _person(turn)
    return [one for one in found if person_id and groups.is_member(turn.session, one.id, person_id)]


def _is_in_any(turn: Turn) -> bool:
    person_id = _person(turn)
    return person_id is not None and bool(groups.of_person(turn.session, person_id))


def _proof(turn: Turn, group: Group) -> str:
    """What they said; of a digit, what it answered."""
    said = turn.said.strip()
    return f"{group.word}: {said}" if not said or said.isdecimal() else said


def _joined(turn: Turn, group: Group, first: bool) -> Reply:
    if first:
        turn.memo["first_group"] = True
    said = prompt(
        "groups.joined", organisation=turn.settings.organisation, group=named(turn, group)
    )
    if turn.channel is Channel.CALL:
        return Say(said, go("groups.welcome") if first else None)
    return Listen(said, "groups.named", label="label.name")


def _did_you_mean(turn: Turn, group: Group) -> Choose:
    choices = {1: go("groups.enter", group.id), 2: go("groups.all")}
    return Choose(prompt("groups.did_you_mean", group=named(turn, group)), choices, "label.groups")


def _listed(turn: Turn, found: Sequence[Group], key: str, then: str, skip: int = 0) -> Pick | None:
    """As many as fit; None where there is nothing to choose from."""
    shown = found[skip : skip + AT_ONCE]
    if not shown:
        return None
    is_last = len(found) <= skip + AT_ONCE
    return Pick(
        prompt(key),
        [Row(_row(turn, group), group.id) for group in shown],
        then,
        more=None if is_last or key not in STEPS_OF_LISTS else go(key, skip + AT_ONCE),
        label="label.groups",
        footer=prompt("groups.footer" if is_last else "groups.footer_more"),
    )


def _row(turn: Turn, group: Group) -> Prompt:
    return prompt("groups.row", group=named(turn, group))


def _none_of_that_name() -> Choose:
    return Choose(prompt("groups.unknown"), {1: go("groups.all")}, "label.groups")


def _stopped(turn: Turn, group_id: int) -> Reply:
    """By text only the carrier's own word will do: it may hold the STOP, too."""
    if turn.channel is Channel.TEXT:
        return Say(prompt("groups.stopped"))
    return Choose(prompt("groups.stopped"), {1: go("groups.come_back", group_id)})
