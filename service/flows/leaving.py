"""LEAVE, and STOP with a group's word: what comes from one group is ended, all else stays."""

from collections.abc import Sequence

from service import consent, expected, groups, rides
from service.checkins import proposals
from service.flows.groups import listed, named, none_of_that_name, proof
from service.flows.turn import Choose, Go, Reply, Say, Turn, go, step
from service.flows.whose import known_person
from service.models import Group
from service.text.language import bare
from service.text.optout import Consent, behind_stop, plain_opt_out
from service.text.words import prompt

# Not "everything": who wants to leave that may need somebody to talk to.
ALL = frozenset("all,all groups,all my groups,todos,todos los grupos,todos mis grupos".split(","))


def leaving(turn: Turn, rest: str) -> Go | None:
    """LEAVE with a group's word. "Leave it to me" names none, and is no command."""
    if bare(rest) in ALL:
        return go("groups.quit_all")
    if groups.names_none(rest):
        return go("groups.mine")
    found = groups.meant(turn.session, rest)
    if found.group:
        return go("groups.quit", found.group.id)
    unknown = len(rest.split()) == 1 and bool(_joined(turn))  # "leave him" is about somebody's life
    return go("groups.leave", rest) if found.near or unknown else None


def stopping(turn: Turn) -> Go | None:
    """STOP TUE, in any stop word of either language: that group alone.

    A word that makes "stop" a plain opt-out ("stop all", "stop now") is never a group's.
    """
    group = _stopped(turn)
    return None if group is None else go("groups.quit", group.id)


def ends_one_of_theirs(turn: Turn) -> bool:
    """Whether it is STOP with the word of a group they are in."""
    group = _stopped(turn)
    return group is not None and bool(_theirs(turn, [group]))


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


@step("groups.leave")
def leave(turn: Turn, said: str) -> Reply | Go:
    """What was nearly a group's word is asked back."""
    near = groups.meant(turn.session, said).near
    if len(near) == 1:
        choices = {1: go("groups.quit", near[0].id), 2: go("groups.mine")}
        asked = prompt("groups.leave_it", group=named(turn, near[0]))
        return Choose(asked, choices, "label.groups")
    return listed(turn, near, "groups.which", "groups.quit") or go("groups.mine")


@step("groups.mine")
def mine(turn: Turn, skip: int = 0) -> Reply | Go:
    """LEAVE alone: which of theirs."""
    found = listed(turn, _joined(turn), "groups.mine", "groups.quit", skip)
    return found or Choose(prompt("groups.not_in_any"), {1: go("groups.all")}, "label.groups")


@step("groups.stop_which")
def stop_which(turn: Turn) -> Reply:
    """STOP with no more than "the group" behind it: one is meant, or everything."""
    found = listed(turn, _joined(turn), "groups.stop_which", "groups.quit")
    return found or Say(prompt("groups.stop_all"))


@step("groups.quit_all")
def quit_all(turn: Turn) -> Reply | Go:
    """LEAVE ALL: every group; what else they asked for stays."""
    joined = _joined(turn)
    if not joined:
        return go("groups.mine")
    for group in joined:
        _leave(turn, group)
    _ended_with_it(turn)
    return Say(prompt("groups.left_all"))


@step("groups.quit")
def quit_(turn: Turn, group_id: int) -> Reply:
    group = turn.session.get(Group, group_id)
    if group is None:
        return none_of_that_name()
    left = _leave(turn, group)
    if left and _ended_with_it(turn):
        return Say(prompt("groups.left_check_in", group=named(turn, group)))
    return Say(prompt("groups.left" if left else "groups.not_in", group=named(turn, group)))


def _ended_with_it(turn: Turn) -> bool:
    """A check-in that whoever runs it had proposed: it is off, and nobody is alarmed."""
    who = known_person(turn)
    ended = proposals.end_without
    return who is not None and ended(turn.session, turn.settings, who, turn.now)


def _leave(turn: Turn, group: Group) -> bool:
    """Leaves it, and writes down when, how and in which words; False when there was nothing to leave."""
    person_id = known_person(turn)
    if turn.phone_id is None or person_id is None:
        return False
    left = groups.leave(turn.session, group, person_id, turn.said_at)
    if left:
        rides.withdraw_all(turn.session, turn.settings, person_id, group.meeting_id, turn.now)
        words = proof(turn, group)
        consent.leave(turn.session, turn.phone_id, turn.channel, words, turn.said_at)
        expected.forget(turn.session, turn.phone_id, group.id)
    return left


def _joined(turn: Turn) -> list[Group]:
    person_id = known_person(turn)
    return [] if person_id is None else groups.of_person(turn.session, person_id)


def _stopped(turn: Turn) -> Group | None:
    rest = behind_stop(turn.said)
    if rest is None or turn.carrier_did is not Consent.NONE:
        return None
    group = groups.meant(turn.session, rest, groups.OF_A_STOP).group
    return None if group is None or plain_opt_out(f"stop {group.word}") else group


def _theirs(turn: Turn, found: Sequence[Group]) -> list[Group]:
    """Those of them they are in."""
    ids = {group.id for group in _joined(turn)}
    return [group for group in found if group.id in ids]
