"""A check-in that a coordinator has proposed: CHECKIN FOR, and the member's own yes or no.

For anybody who runs no group CHECKIN FOR is no word. Which number or name is whose is told to nobody: only
members of the coordinator's own groups are looked among.
"""

from typing import Final

from sqlalchemy import select

from service import consent, members
from service.checkins import plans, proposals
from service.checkins.plans import GRACE_MIN, Wish
from service.errors import BadInput, NotAPhone
from service.flows import gates
from service.flows.check_told import told
from service.flows.checkin_setup import zone_first
from service.flows.runs import may_be_here
from service.flows.turn import (
    Choose,
    Go,
    Nothing,
    Reply,
    Say,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import known_person
from service.models import CheckIn, Person, PersonPhone, PhoneRow
from service.text.check_words import EVERY_DAY, CheckSaid, check_in_said
from service.text.language import bare
from service.text.phone import Phone
from service.text.words import prompt

LABEL = "label.proposal"
GATE, VOICEMAIL = "proposal.gate", "proposal.voicemail"
FOR: Final = ("for", "para")
MOST_OF_A_NAME = 4  # words; of a number, too
PROOF = "said yes to a check-in that was proposed"


# --- who proposes --------------------------------------------------------------------------------------


def behind(turn: Turn, rest: str) -> Go | None:
    """CHECKIN FOR somebody, of whoever runs a group."""
    first, _, said = rest.partition(" ")
    return go("proposal.given", said) if bare(first) in FOR and may_be_here(turn) else None


@step("proposal.given")
def given(turn: Turn, rest: str) -> Reply | Go:
    coordinator_id, read = known_person(turn), _read(rest)
    if coordinator_id is None or read is None:
        return Say(prompt("proposal.again"))
    who, said = read
    found = _those_called(turn, coordinator_id, who)
    if len(found) != 1:
        return Say(prompt("proposal.several" if found else "proposal.nobody"))
    return _propose(turn, coordinator_id, found[0], said)


def _propose(turn: Turn, coordinator_id: int, person_id: int, said: CheckSaid) -> Reply:
    phone_id = proposals.phone_of(turn.session, person_id)
    if phone_id is None:
        return Say(prompt("proposal.nobody"))
    wish = wish_of(person_id, phone_id, said)
    try:
        made = proposals.propose(turn.session, turn.settings, wish, coordinator_id, turn.now)
    except BadInput:
        return Say(prompt("proposal.cannot"))
    return Say(prompt("proposal.asked", plan=told(turn, made)))


def wish_of(person_id: int, phone_id: int, said: CheckSaid) -> Wish:
    """What was named of it; the rest as usual."""
    at_min, grace_min = said.at_min or 0, said.grace_min or GRACE_MIN
    return Wish(person_id, phone_id, at_min, said.days or EVERY_DAY, grace_min=grace_min)


def _read(rest: str) -> tuple[str, CheckSaid] | None:
    """Who, and what; None where the hour is not plain."""
    words = rest.split()
    for count in range(1, min(MOST_OF_A_NAME, len(words) - 1) + 1):
        said = check_in_said(" ".join(words[count:]))
        if said.at_min is not None and not (said.is_odd or said.is_bare or said.is_near):
            return " ".join(words[:count]), said
    return None


def _those_called(turn: Turn, coordinator_id: int, who: str) -> list[int]:
    """Of the members of their groups, those with this number or first name."""
    theirs = proposals.those_of(turn.session, coordinator_id)
    if any(sign.isdigit() for sign in who):
        return [one for one in theirs if _has_number(turn, one, who)]
    named = select(Person).where(Person.id.in_(theirs))
    return [
        one.id for one in turn.session.scalars(named) if bare(one.first_name or "") == bare(who)
    ]


def _has_number(turn: Turn, person_id: int, said: str) -> bool:
    try:
        number = Phone.parse(said).e164
    except NotAPhone:
        return False
    numbers = select(PhoneRow.number).join(PersonPhone, PersonPhone.phone_id == PhoneRow.id)
    theirs = numbers.where(PersonPhone.person_id == person_id)
    return number in turn.session.scalars(theirs).all()


# --- the member ----------------------------------------------------------------------------------------


@step(proposals.MESSAGE)
def put(turn: Turn, check_in_id: int) -> Reply | Go:
    """The text that asks for their yes; nothing where it was answered, or taken back."""
    return go("proposal.shown", check_in_id) if _waits(turn, check_in_id) else Nothing()


@step("proposal.shown")
def shown(turn: Turn, check_in_id: int) -> Reply:
    check_in = _waits(turn, check_in_id)
    if check_in is None:
        return closing(turn, prompt("proposal.over"))
    choices = {1: go("proposal.yes", check_in_id), 2: go("proposal.no", check_in_id)}
    said = prompt("proposal.may_we", plan=told(turn, check_in))
    return Choose(said, choices, LABEL, go("menu.main"), when_silent=go("call.nobody"))


@step("proposal.yes")
def yes(turn: Turn, check_in_id: int) -> Reply | Go:
    check_in = _waits(turn, check_in_id)
    if check_in is None or turn.phone_id is None:
        return closing(turn, prompt("proposal.over"))
    if members.zone_of(turn.session, check_in.person_id) is None:
        return zone_first(turn, "proposal.yes", check_in_id)
    plans.agree(turn.session, turn.settings, check_in, turn.now)
    consent.agree(turn.session, turn.phone_id, turn.channel, PROOF, turn.now)
    return go("setup.told", True)


@step("proposal.no")
def no(turn: Turn, check_in_id: int) -> Reply:
    if check_in := _waits(turn, check_in_id):
        plans.end(turn.session, turn.settings, check_in, turn.now)
    return closing(turn, prompt("proposal.refused"))


@step("proposal.gate")
def gate(turn: Turn, check_in_id: int, occurs_at: str | None = None) -> Reply:
    """A call: who picked up is not known, so nothing is said before they press a key."""
    behind, again = go("proposal.shown", check_in_id), go(GATE, check_in_id)
    return gates.gate(turn, GATE, LABEL, behind, again)


@step("proposal.voicemail")
def voicemail(turn: Turn) -> Reply:
    return gates.left_on_a_machine(turn, VOICEMAIL)


def _waits(turn: Turn, check_in_id: int) -> CheckIn | None:
    """Theirs, and still to be answered."""
    check_in = turn.session.get(CheckIn, check_in_id)
    if check_in is None or not check_in.on or check_in.agreed_at is not None:
        return None
    return check_in if check_in.person_id == known_person(turn) else None
