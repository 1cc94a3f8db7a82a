"""MY: what somebody has of us, their groups and their reminders, each with its next hour."""

from collections.abc import Sequence

from service import groups, reminders, visits
from service.flows import breaks, check_told
from service.flows.call_back import missed_offer
from service.flows.discreet import is_private
from service.flows.groups import named, next_hour
from service.flows.remind import when_of
from service.flows.turn import Channel, Choose, Go, Pick, Reply, Row, Say, Turn, go, step
from service.flows.whose import known_person
from service.meetings.search import details
from service.models import Group, Reminder, Visit
from service.text.words import Prompt, prompt

AT_ONCE = 3
# What a row of the list leads to.
BREAK, CHECK_IN, VISIT = "break.menu", "setup.menu", "visit.one"
GROUP, REMINDER = "mine.group", "remind.one"


@step("mine.all")
def all_(turn: Turn, skip: int = 0) -> Reply | Go:
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    if not skip and (waits := missed_offer(turn)):
        return waits
    rows = _rows(turn)
    shown = rows[skip : skip + AT_ONCE]
    if not shown:
        return go("mine.all") if skip else _nothing(turn)
    is_last = len(rows) <= skip + AT_ONCE
    return Pick(
        prompt("mine.all"),
        shown,
        "mine.one",
        more=_end(turn) if is_last else go("mine.all", skip + AT_ONCE),
        label="label.mine",
        footer=_footer(turn, is_last),
    )


@step("mine.one")
def one(turn: Turn, row: Sequence[str | int]) -> Go:
    """What a row stands for: the step it leads to, and of what."""
    return go(str(row[0]), *row[1:])


@step("mine.group")
def group(turn: Turn, group_id: int) -> Reply | Go:
    """One of their groups: a reminder of it, while its meeting is listed, or leaving it."""
    found = turn.session.get(Group, group_id)
    if found is None:
        return go("mine.all")
    choices, when = {2: go("groups.quit", group_id)}, next_hour(turn, found)
    if when is None:
        said = prompt("mine.group_unlisted", group=named(turn, found))
        return Choose(said, choices, "label.groups", go("mine.all"))
    choices[1] = go("remind.set", found.meeting_id)
    said = prompt("mine.group", what=_one_group(turn, found))
    return Choose(said, choices, "label.groups", go("mine.all"))


@step("mine.end")
def end(turn: Turn) -> Reply:
    """A caller has heard it all; by text the words are at hand."""
    choices, key = {1: go("mine.all"), 3: go("find.new")}, "mine.end_alone"
    if groups.everything(turn.session):
        choices[2], key = go("groups.all"), "mine.end"
    return Choose(prompt(key), choices, "label.mine", go("menu.main"))


def _footer(turn: Turn, is_last: bool) -> Prompt:
    """JOIN is named where there is a group to join."""
    if not is_last:
        return prompt("mine.footer_more")
    return prompt("mine.footer" if groups.everything(turn.session) else "mine.footer_alone")


def _end(turn: Turn) -> Go | None:
    return go("mine.end") if turn.channel is Channel.CALL else None


def _nothing(turn: Turn) -> Choose:
    if not groups.everything(turn.session):
        return Choose(prompt("remind.none"), {1: go("find.start")}, "label.mine")
    choices = {1: go("find.start"), 2: go("groups.all")}
    return Choose(prompt("mine.nothing"), choices, "label.mine")


def _rows(turn: Turn) -> list[Row]:
    person_id = known_person(turn)
    if person_id is None:
        return []
    joined = groups.of_person(turn.session, person_id)
    theirs = reminders.of_person(turn.session, person_id)
    planned = visits.ahead(turn.session, person_id)
    return [
        *(Row(one, [BREAK]) for one in breaks.told(turn)),
        *(Row(one, [CHECK_IN]) for one in check_told.rows(turn, person_id)),
        *(Row(_one_group(turn, one), [GROUP, one.id]) for one in joined),
        *(Row(_reminder(turn, one), [REMINDER, one.id]) for one in theirs),
        *(Row(_visit(turn, one), [VISIT, one.id]) for one in planned),
    ]


def _one_group(turn: Turn, group: Group) -> Prompt:
    """To a private member its hour alone, which is also its name."""
    when = next_hour(turn, group)
    if when is None or is_private(turn):
        return prompt("groups.row", group=named(turn, group))
    return prompt("mine.row", group=named(turn, group), when=when)


def _reminder(turn: Turn, reminder: Reminder) -> Prompt:
    occurs_at = reminder.occurs_at or turn.now
    when = when_of(turn, reminder.meeting_id, occurs_at)
    found = details(turn.session, reminder.meeting_id, occurs_at, even_off=True)
    return prompt("mine.reminder_off" if found and found.off else "mine.reminder", when=when)


def _visit(turn: Turn, visit: Visit) -> Prompt:
    return prompt("mine.visit", when=when_of(turn, visit.meeting_id, visit.occurs_at))
