"""What can be done about one meeting that was just read, and the words that offer it."""

from dataclasses import dataclass

from service import groups
from service.flows import texted
from service.flows.headings import NOTHING
from service.flows.proof import is_proved
from service.flows.turn import Go, Turn, go
from service.flows.whose import known_person
from service.meetings.joining import number_of
from service.meetings.search import Result
from service.text.words import Prompt, Slot, prompt

MOST = 5
JOIN_GROUP, BY_PHONE, TEXT_ME = 4, 5, 6


@dataclass(frozen=True, slots=True)
class Offers:
    """`asks` has all its slots but the meeting's own."""

    asks: Prompt
    choices: dict[int, Go]


def offers(turn: Turn, one: Result, back: Go) -> Offers:
    """The same digits on both channels; only what works is offered."""
    meeting_id = one.meeting_id
    choices = {1: go("remind.set", meeting_id), 2: back, 3: go("about.like", meeting_id)}
    slots: dict[str, Slot] = dict.fromkeys(("remind", "join", "keep"), NOTHING)
    if turn.phone_id is not None:
        slots["remind"] = prompt("find.remind_me")
    group_id = _to_join(turn, meeting_id)
    if group_id:
        choices[JOIN_GROUP] = go("groups.enter", group_id)
    if number_of(one, turn.settings):
        choices[BY_PHONE], slots["join"] = go("connect.ask", meeting_id), prompt("connect.choice")
    if texted.offered(turn, one) and len(choices) < MOST:
        choices[TEXT_ME], slots["keep"] = go("find.text_me", meeting_id), prompt("find.text_me")
    return Offers(prompt("find.details_group" if group_id else "find.details", **slots), choices)


def _to_join(turn: Turn, meeting_id: int) -> int | None:
    """The group of this meeting, unless they are in it; who has not proved who they are is not told that."""
    group = groups.of_meeting(turn.session, meeting_id)
    if group is None or turn.phone_id is None:
        return None
    person_id = known_person(turn) if is_proved(turn) else None
    is_in = person_id is not None and groups.is_in(turn.session, group.id, person_id)
    return None if is_in else group.id
