"""JOIN: a group's notices, asked for by its own word; the name one goes by, and the rules."""

import re
from collections.abc import Callable, Sequence

from service import consent, expected, groups, members, reminders
from service.flows.discreet import is_private
from service.flows.headings import NOTHING
from service.flows.proof import is_proved
from service.flows.remind import often, when_of
from service.flows.turn import Channel, Choose, Go, Listen, Pick, Reply, Row, Say, Turn, go, step
from service.flows.whose import choose_language, known_person, person_here
from service.meetings.query import understand
from service.meetings.search import details
from service.meetings.wording import short_name
from service.models import Group
from service.text.aloud import spoken_name
from service.text.language import bare
from service.text.segments import to_gsm
from service.text.words import Prompt, Slot, Voiced, prompt

AT_ONCE = 4
# Where a list goes on, by what stands above it.
GOES_ON = {
    "groups.all": "groups.all",
    "groups.mine": "groups.mine",
    "groups.stop_which": "groups.mine",
}
MOST_WORDS = 3  # behind JOIN, where no group is meant; more is a sentence
LONGEST_NAME = 24
NO_NAME = frozenset(
    {"skip", "omitir", "none", "no name", "ninguno", "sin nombre", "no", "no thanks", "no gracias"}
)
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


@step("groups.join")
def join(turn: Turn, said: str, language: str | None = None) -> Reply | Go:
    if language:
        _speak_first(turn, language)
    found = groups.meant(turn.session, said)
    if found.group:
        return go("groups.enter", found.group.id)
    if len(found.near) == 1:
        return _did_you_mean(turn, found.near[0])
    return listed(turn, found.near, "groups.which", "groups.enter") or none_of_that_name()


@step("groups.all")
def all_(turn: Turn, skip: int = 0) -> Reply:
    """Every group there is; by a word or a key nobody needs to know."""
    return listed(turn, groups.everything(turn.session), "groups.all", "groups.enter", skip) or Say(
        prompt("groups.none")
    )


@step("groups.enter")
def enter(turn: Turn, group_id: int) -> Reply | Go:
    """Joins; a first name is asked for by text alone: a keypad has no letters."""
    group = turn.session.get(Group, group_id)
    if group is None:
        return none_of_that_name()
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    if consent.is_stopped(turn.session, turn.phone_id):
        return _stopped(turn, group_id)
    person_id = person_here(turn, turn.phone_id)
    # Who has not proved who they are hears the same each time: not that they are in it, or in others.
    proved = is_proved(turn)
    first = not proved or not groups.of_person(turn.session, person_id)
    was_in = not groups.join(turn.session, group_id, person_id, turn.said_at)
    if was_in and consent.has_said_yes(turn.session, turn.phone_id):
        if proved:
            return Say(prompt("groups.in_already", group=named(turn, group)))
    else:  # who was put into it by somebody else says yes only now
        consent.agree(turn.session, turn.phone_id, turn.channel, proof(turn, group), turn.said_at)
        expected.note_joined(turn.session, group_id, turn.phone_id, turn.now)
    return _joined(turn, group, first or was_in)


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
        if (person_id := known_person(turn)) is not None:
            members.set_name(turn.session, person_id, said)
        return go("groups.welcome", said)
    if search := understand(turn.said):
        return go("find.asked", search.as_json())
    return Listen(prompt("groups.no_name"), "groups.named", label="label.name")


@step("groups.welcome")
def welcome(turn: Turn, name: str | None = None) -> Go:
    key = "groups.rules" if turn.memo.pop("first_group", None) else "groups.known"
    return go("groups.begin", key, name, turn.memo.pop("joined", None))


@step("groups.begin")
def begin(turn: Turn, key: str, name: str | None, group_id: int | None) -> Reply:
    """The ground rules, at the first joining; then one small step, where there is one to take."""
    greeting = prompt("groups.thanks_name", name=name) if name else prompt("groups.thanks")
    meeting_id = _without_reminder(turn, group_id)
    if meeting_id is None:
        rest = NOTHING if key == "groups.rules" else prompt("groups.next_mine")
        return Say(prompt(key, greeting=greeting, step=rest))
    step_on = prompt("groups.next_reminder", often=often(turn, meeting_id))
    said = prompt(key, greeting=greeting, step=step_on)
    choices = {1: go("remind.each_date", meeting_id)}
    return Choose(said, choices, "label.reminder", go("menu.main"), when_silent=go("menu.main"))


def is_a_name(said: str) -> bool:
    """Whether this could be what somebody is called.

    >>> is_a_name("Ana"), is_a_name("José María"), is_a_name("my name is Ana"), is_a_name("Анна")
    (True, True, False, False)
    """
    fits = len(said) <= LONGEST_FIRST_NAME and _A_NAME.fullmatch(said)
    return bool(fits and _A_NAME.fullmatch(to_gsm(said)))  # of other letters a text would show none


def named(turn: Turn, group: Group) -> Slot:
    """As it may be said to them: its word and name, or for a private member only when it meets."""
    if is_private(turn):
        return next_hour(turn, group) or prompt("groups.unnamed")
    name = short_name(group.name, LONGEST_NAME)
    return Voiced(f"{group.word}, {name}", lambda: spoken_name(name, turn.language))


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
    choose_language(turn, language)


def proof(turn: Turn, group: Group) -> str:
    """What they said; of a digit, what it answered."""
    said = turn.said.strip()
    return f"{group.word}: {said}" if not said or said.isdecimal() else said


def _joined(turn: Turn, group: Group, first: bool) -> Reply:
    if first:
        turn.memo["first_group"] = True
    turn.memo["joined"] = group.id
    said = prompt(
        "groups.joined", organisation=turn.settings.organisation, group=named(turn, group)
    )
    if turn.channel is Channel.CALL:
        offers = first or _without_reminder(turn, group.id) is not None
        return Say(said, go("groups.welcome") if offers else None)
    return Listen(said, "groups.named", label="label.name")


def _without_reminder(turn: Turn, group_id: int | None) -> int | None:
    """The listed meeting of this group, while they have no reminder of it."""
    group = turn.session.get(Group, group_id) if group_id is not None else None
    person_id = known_person(turn)
    if group is None or person_id is None or next_hour(turn, group) is None:
        return None
    if not is_proved(turn):
        return group.meeting_id
    theirs = {one.meeting_id for one in reminders.of_person(turn.session, person_id)}
    return None if group.meeting_id in theirs else group.meeting_id


def _did_you_mean(turn: Turn, group: Group) -> Choose:
    choices = {1: go("groups.enter", group.id), 2: go("groups.all")}
    return Choose(prompt("groups.did_you_mean", group=named(turn, group)), choices, "label.groups")


def listed(turn: Turn, found: Sequence[Group], key: str, then: str, skip: int = 0) -> Pick | None:
    """As many as fit; None where there is nothing to choose from."""
    shown = found[skip : skip + AT_ONCE]
    if not shown:
        return None
    goes_on = GOES_ON.get(key) if len(found) > skip + AT_ONCE else None
    return Pick(
        prompt(key),
        [Row(_row(turn, group), group.id) for group in shown],
        then,
        more=go(goes_on, skip + AT_ONCE) if goes_on else None,
        label="label.groups",
        footer=prompt("groups.footer_more" if goes_on else "groups.footer"),
    )


def _row(turn: Turn, group: Group) -> Prompt:
    return prompt("groups.row", group=named(turn, group))


def none_of_that_name() -> Choose:
    return Choose(prompt("groups.unknown"), {1: go("groups.all")}, "label.groups")


def _stopped(turn: Turn, group_id: int) -> Reply:
    """By text only the carrier's own word will do: it may hold the STOP, too."""
    if turn.channel is Channel.TEXT:
        return Say(prompt("groups.stopped"))
    return Choose(prompt("groups.stopped"), {1: go("groups.come_back", group_id)})
