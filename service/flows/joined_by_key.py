"""7-6: how many have joined a group, their first names one at a time, the newest first; who was written down
for it, and one more number.
"""

from sqlalchemy import Select, select

from service import expected
from service.flows.checkins_menu import Entry
from service.flows.coordinating import ENTRIES, LABEL, MENU, which_group
from service.flows.expected import joined as who_joined
from service.flows.groups import named
from service.flows.runs import Runner, runs
from service.flows.turn import Choose, Go, Reply, Say, Turn, go, step
from service.models import Membership, Person
from service.text.words import prompt

ENTRIES[6] = Entry("coord.who", go("coord.joined"))
OFFERS = {1: "coord.joined_names", 2: "coord.joined_down", 3: "coord.joined_add"}


@step("coord.joined")
def which(turn: Turn) -> Reply | Go:
    return which_group(turn, "coord.joined_it", "coord.joined_which")


@step("coord.joined_it")
@runs
def joined(turn: Turn, who: Runner, group_ids: list[int]) -> Reply | Go:
    group = who.group(group_ids[0])
    if group is None:
        return MENU
    door = expected.at_the_door(turn.session, group.id)
    choices = {3: go("expected.add", group.id)}
    if door.joined:
        choices[1] = go("coord.member", group.id, 0)
    if door.put_in or door.waiting or door.came:
        choices[2] = go("expected.who", group.id)
    rows = tuple(prompt(OFFERS[key]) for key in sorted(choices))
    said = prompt("coord.joined", group=named(turn, group), people=who_joined(door)[0], rows=rows)
    return Choose(said, choices, LABEL, MENU)


@step("coord.member")
@runs
def member(turn: Turn, who: Runner, group_id: int, at: int) -> Reply | Go:
    if who.group(group_id) is None:
        return MENU
    names = turn.session.scalars(_members(group_id).offset(at).limit(2)).all()
    if not names:
        return Say(prompt("coord.no_more_joined"), MENU)
    name = prompt("coord.named", name=names[0]) if names[0] else prompt("coord.unnamed")
    if len(names) == 1:
        return Say(name, go("coord.joined_it", [group_id]))
    onwards = go("coord.member", group_id, at + 1)
    back = go("coord.joined_it", [group_id])
    return Choose(prompt("coord.next_name", name=name), {1: onwards}, LABEL, back)


def _members(group_id: int) -> Select[str | None]:
    theirs = select(Person.first_name).join(Membership, Membership.person_id == Person.id)
    newest = Membership.joined_at.desc(), Person.id.desc()
    return theirs.where(Membership.group_id == group_id, expected.said_yes()).order_by(*newest)
