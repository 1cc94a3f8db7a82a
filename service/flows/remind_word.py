"""REMIND and what is said behind it: a group's word, how long before, both, or nothing."""

import re
from collections.abc import Sequence

from service import groups, reminders
from service.flows.groups import named
from service.flows.turn import Choose, Go, Pick, Reply, Row, Say, Turn, go, step
from service.flows.whose import known_person
from service.meetings.query import understand
from service.models import Group
from service.text.lead_words import Lead, split_lead
from service.text.words import prompt

MOST_WORDS = 3  # where neither a group nor a time is meant; more is a sentence
AT_ONCE = 5
# Said between the word and what is meant: "remind me of TUE".
BETWEEN = frozenset("me of about for de del para por".split())

_LIKE_A_TIME = re.compile(r"(?:(?:at|in|by|a las?|en)\s+)?[-\d]", re.IGNORECASE)


def reminding(turn: Turn, rest: str) -> Go | None:
    """Where REMIND leads; what names no group may be a search: "remind me of aa tonight"."""
    words, said = _read(rest)
    if not words:
        return go("remind.last", *_plain(said))
    found = groups.meant(turn.session, words)
    if found.group or found.near or said or _first_word(turn, words):
        return go("remind.group", words, *_plain(said))
    if search := understand(words):
        return go("find.asked", search.as_json())
    return go("remind.group", words) if len(words.split()) <= MOST_WORDS else None


@step("remind.group")
def group(
    turn: Turn, words: str, minutes: int | None = None, at_min: int | None = None
) -> Reply | Go:
    """By a group's word. A slip is asked back; a time we can't read is asked for."""
    found = groups.meant(turn.session, words)
    if found.group:
        return go("remind.of_group", found.group.id, minutes, at_min)
    if len(found.near) == 1:
        meant = found.near[0]
        choices = {1: go("remind.of_group", meant.id, minutes, at_min), 2: go("groups.all")}
        asked = prompt("groups.did_you_mean", group=named(turn, meant))
        return Choose(asked, choices, "label.groups")
    if found.near:
        return _listed(turn, found.near)
    if (first := _first_word(turn, words)) and first.meeting_id:
        return go("remind.which_lead", first.meeting_id)
    return Choose(prompt("groups.unknown"), {1: go("groups.all")}, "label.groups")


@step("remind.of_group")
def of_group(
    turn: Turn, group_id: int, minutes: int | None = None, at_min: int | None = None
) -> Reply | Go:
    found = turn.session.get(Group, group_id)
    if found is None or found.meeting_id is None:
        return Say(prompt("find.gone"))
    return _set(found.meeting_id, minutes, at_min)


@step("remind.last")
def last(turn: Turn, minutes: int | None = None, at_min: int | None = None) -> Reply | Go:
    """Of the meeting just read or the reminder just set; else of one of their groups."""
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    person_id = known_person(turn)
    newest = None if person_id is None else reminders.newest_of(turn.session, person_id)
    meeting_id = turn.memo.get("about") or (newest and newest.meeting_id)
    if meeting_id and (minutes is not None or "about" in turn.memo):
        return _set(meeting_id, minutes, at_min)
    if person_id and (joined := groups.of_person(turn.session, person_id)):
        return _listed(turn, joined)
    return go("mine.all")


@step("remind.which_lead")
def which_lead(turn: Turn, meeting_id: int) -> Reply:
    """What stood behind the word was no time."""
    choices = {1: go("remind.set", meeting_id), 2: go("remind.another_time", meeting_id)}
    return Choose(prompt("remind.which_lead"), choices, "label.reminder")


def _set(meeting_id: int, minutes: int | None, at_min: int | None) -> Go:
    if minutes is None:
        return go("remind.set", meeting_id)
    return go("remind.set_before", meeting_id, minutes, at_min)


def _listed(turn: Turn, found: Sequence[Group]) -> Pick:
    rows = [Row(prompt("groups.row", group=named(turn, one)), one.id) for one in found[:AT_ONCE]]
    footer = prompt("groups.footer")
    return Pick(
        prompt("groups.which"), rows, "remind.of_group", label="label.groups", footer=footer
    )


def _read(rest: str) -> tuple[str, Lead | None]:
    words, said = split_lead(rest)
    kept = words.split()
    while kept and kept[0].lower() in BETWEEN:
        kept = kept[1:]
    return " ".join(kept), said


def _first_word(turn: Turn, words: str) -> Group | None:
    """The group of the first word, where what follows is no time we can read: "TUE 5x", "TUE at 25:00"."""
    first, _, rest = words.partition(" ")
    return groups.meant(turn.session, first).group if _LIKE_A_TIME.match(rest) else None


def _plain(said: Lead | None) -> tuple[int | None, ...]:
    return (said.minutes, said.at_min) if said else ()
