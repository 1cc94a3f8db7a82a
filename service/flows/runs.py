"""Who runs groups, on this phone: for anybody else a coordinator's words are no words at all."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from service import coordinators
from service.flows.turn import Channel, Go, Reply, Say, Turn, go
from service.flows.whose import is_told_apart, known_person
from service.groups import SAME
from service.models import Group, Notice, NoticeGroup
from service.text.language import bare

_WORD = re.compile(r"\w+")


class Runner:
    """A coordinator, and the groups they run, by word."""

    def __init__(self, person_id: int, groups: list[Group]) -> None:
        self.person_id, self.groups = person_id, groups
        self.by_name = {name: one for one in reversed(groups) for name in names_of(one)}

    def group(self, group_id: int) -> Group | None:
        """One of theirs."""
        return next((one for one in self.groups if one.id == group_id), None)


def names_of(group: Group) -> list[str]:
    """Its word, the other forms of a day that is its word, and its name."""
    word, name = (" ".join(_WORD.findall(bare(one))) for one in (group.word, group.name))
    return [name, *SAME.get(word, ()), word]


def runner_here(turn: Turn) -> Runner | None:
    """Whoever is known to use this phone, when they run a group."""
    person_id = known_person(turn)
    groups = [] if person_id is None else coordinators.groups_of(turn.session, person_id)
    return Runner(person_id, groups) if person_id is not None and groups else None


def may_be_here(turn: Turn) -> bool:
    """Whether it is worth asking who it is: somebody with this phone runs a group."""
    if turn.phone_id is None:
        return False
    theirs = coordinators.answer(turn.session, turn.phone_id)
    return bool(theirs) and (not is_told_apart(turn) or known_person(turn) in theirs)


def runs(function: Callable[..., Reply | Go]) -> Callable[..., Reply | Go]:
    """The step gets who it is; from anybody else its words are like any others."""

    @wraps(function)
    def step_of(turn: Turn, *args: object) -> Reply | Go:
        who = runner_here(turn)
        return _onwards(turn, function(turn, who, *args)) if who else go("menu.unknown")

    return step_of


def _onwards(turn: Turn, reply: Reply | Go) -> Reply | Go:
    """On a call what is said without a question leads back behind 7."""
    if turn.channel is Channel.CALL and isinstance(reply, Say) and reply.then is None:
        return replace(reply, then=go("coord.menu"))
    return reply


def of_notice(function: Callable[..., Reply | Go]) -> Callable[..., Reply | Go]:
    """The step gets who it is and their notice: one they made, or of groups that are all theirs."""

    @runs
    @wraps(function)
    def step_of(turn: Turn, who: Runner, notice_id: int, *args: object) -> Reply | Go:
        notice = turn.session.get(Notice, notice_id, populate_existing=True)
        if notice is None or not is_theirs(turn, who, notice):
            return go("menu.unknown")
        return function(turn, who, notice, *args)

    return step_of


def is_theirs(turn: Turn, who: Runner, notice: Notice) -> bool:
    """While they run all of its groups; of one whose groups are gone, who made it."""
    ids = {one.id for one in groups_of(turn, notice)}
    if not ids:
        return notice.by_person_id == who.person_id
    return ids <= {one.id for one in who.groups}


def groups_of(turn: Turn, notice: Notice) -> list[Group]:
    """Those it goes to, by word."""
    its = turn.session.query(Group).join(NoticeGroup, NoticeGroup.group_id == Group.id)
    return list(its.where(NoticeGroup.notice_id == notice.id).order_by(Group.word))
