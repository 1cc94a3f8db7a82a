"""TRY with a number: a first visit planned, a reminder of it if they like, and one question after it.

Their answer is told to nobody; it leads on: into the group, to another search, or to another date.
"""

from service import consent, groups, visits
from service.flows import gates, searched
from service.flows.digits import digit_in
from service.flows.headings import NOTHING
from service.flows.remind import when_of
from service.flows.turn import (
    NAMES,
    Choose,
    Go,
    Reply,
    Say,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import known_person, person_here
from service.meetings.search import details
from service.models import Visit
from service.text.words import Prompt, Slot, Voiced, prompt
from service.visits import How, Refusal

GATE, VOICEMAIL = "visit.gate", "visit.voicemail"
LABEL = "label.visit"
PROOF = "planned a first visit"
MAY_ASK = {1: How.AGAIN, 2: How.NOT_FOR_ME, 3: How.NOT_GONE}


def trying(turn: Turn, rest: str) -> Go | None:
    """TRY 2: the second of the list that was shown; more than a number is a sentence."""
    number = digit_in(rest)
    return None if number is None else go("visit.of_list", int(number))


@step("visit.of_list")
def of_list(turn: Turn, number: int) -> Reply | Go:
    shown = searched.page_shown(turn)
    if not 1 <= number <= len(shown):
        return Say(prompt("visit.which"))
    return go("visit.plan", shown[number - 1])


@step("visit.plan")
def plan(turn: Turn, meeting_id: int) -> Reply | Go:
    """Planned at once; a reminder is one digit more."""
    if turn.phone_id is None:
        return Say(prompt("remind.no_number"))
    if consent.is_stopped(turn.session, turn.phone_id):
        return go("remind.set", meeting_id)  # it says how to come back
    whose = person_here(turn, turn.phone_id), turn.phone_id
    planned = visits.plan(turn.session, whose, meeting_id, turn.now)
    if planned is Refusal.FULL:
        return Choose(prompt("visit.full"), {1: go("visit.next")}, LABEL)
    if isinstance(planned, Refusal):
        return Say(prompt("find.gone"))
    consent.agree(turn.session, turn.phone_id, turn.channel, PROOF, turn.now)
    choices = {1: go("remind.set", meeting_id), 2: go("visit.drop", planned.id)}
    return Choose(prompt("visit.planned", when=_when(turn, planned)), choices, LABEL)


@step("visit.next")
def next_(turn: Turn) -> Go:
    """The next one that is planned."""
    person_id = known_person(turn)
    ahead = visits.ahead(turn.session, person_id) if person_id is not None else ()
    return go("visit.one", ahead[0].id) if ahead else go("find.new")


@step("visit.one")
def one(turn: Turn, visit_id: int) -> Reply:
    visit = visits.of_phone(turn.session, visit_id, turn.phone_id)
    if visit is None:
        return Say(prompt("visit.dropped"))
    choices = {1: go("visit.drop", visit_id), 2: go("find.details", visit.meeting_id)}
    return Choose(prompt("visit.one", when=_when(turn, visit)), choices, LABEL)


@step("visit.drop")
def drop(turn: Turn, visit_id: int) -> Reply:
    visit = visits.of_phone(turn.session, visit_id, turn.phone_id)
    if visit is not None:
        visits.drop(turn.session, visit)
    return Say(prompt("visit.dropped"))


# --- after it ----------------------------------------------------------------------------------------


@step("visit.how")
def how(turn: Turn, visit_id: int) -> Reply:
    """A text that somebody else may read: it names no group, no place, nobody."""
    return _asked(turn, visit_id)


@step("visit.gate")
def gate(turn: Turn, visit_id: int, occurs_at: str | None = None) -> Reply:
    """A call: who picked up is not known, so nothing is asked before they press a key."""
    return gates.gate(turn, GATE, LABEL, go("visit.heard", visit_id), go("visit.gate", visit_id))


@step("visit.voicemail")
def voicemail(turn: Turn) -> Reply:
    return gates.left_on_a_machine(turn, VOICEMAIL)


@step("visit.heard")
def heard(turn: Turn, visit_id: int) -> Reply:
    return _asked(turn, visit_id)


@step("visit.said")
def said(turn: Turn, visit_id: int, answer: str) -> Reply:
    """Kept for them alone, and what leads on from it."""
    visit = visits.of_phone(turn.session, visit_id, turn.phone_id)
    if visit is None:
        return closing(turn, prompt("visit.dropped"))
    visits.answer(turn.session, visit, How(answer), turn.now)
    choices, more = _leads_on(turn, visit, How(answer))
    thanks = prompt(f"visit.thanks_{answer}", more=more)
    return Choose(thanks, choices, LABEL, when_silent=go("call.nobody"))


def which_one(turn: Turn, visit_id: int) -> list[Prompt]:
    """Beside other questions that wait."""
    visit = turn.session.get(Visit, visit_id)
    return [prompt("label.visit_of", when=_when(turn, visit)) if visit else prompt(LABEL)]


NAMES["visit.how"] = which_one


def _asked(turn: Turn, visit_id: int) -> Reply:
    if visits.of_phone(turn.session, visit_id, turn.phone_id) is None:
        return closing(turn, prompt("visit.dropped"))
    choices = {digit: go("visit.said", visit_id, said) for digit, said in MAY_ASK.items()}
    return Choose(prompt("visit.how"), choices, LABEL, when_silent=go("call.nobody"))


def _leads_on(turn: Turn, visit: Visit, answer: How) -> tuple[dict[int, Go], Slot]:
    """Into its group where it has one, else every week; another date; another group."""
    if answer is How.NOT_FOR_ME:
        return {1: go("find.new")}, NOTHING
    if details(turn.session, visit.meeting_id, turn.now) is None:
        return {2: go("find.new")}, NOTHING
    if answer is How.NOT_GONE:
        return {1: go("visit.plan", visit.meeting_id), 2: go("find.new")}, prompt("visit.next_date")
    group = groups.of_meeting(turn.session, visit.meeting_id)
    if group and not groups.is_in(turn.session, group.id, visit.person_id):
        return {1: go("groups.enter", group.id), 2: go("find.new")}, prompt("visit.join")
    weekly = go("remind.each_date", visit.meeting_id)
    return {1: weekly, 2: go("find.new")}, prompt("visit.weekly")


def _when(turn: Turn, visit: Visit) -> Voiced:
    return when_of(turn, visit.meeting_id, visit.occurs_at)
