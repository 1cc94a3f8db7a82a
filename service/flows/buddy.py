"""BUDDY and WAVE: somebody who hears on Sunday how a goal went, and one kind line a day, to each other.

A buddy comes with a code, as contacts do (`flows/invited`), and hears how often, not what, unless the member
says so. Neither sees the other's number, and each may leave by a digit.
"""

from collections.abc import Sequence

from service import goals, members
from service.checkins import contacts, invitations
from service.clock import zone
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.flows.checkins_menu import Entry
from service.flows.discreet import is_private
from service.flows.groups import NO_NAME, is_a_name
from service.flows.kept_menu import BACK, ENTRIES, hidden
from service.flows.turn import (
    Channel,
    Choose,
    Go,
    Listen,
    Nothing,
    Reply,
    Say,
    Step,
    Turn,
    closing,
    go,
    step,
)
from service.flows.whose import known_person, person_here
from service.goals import LINES, WAVE
from service.models import Contact, Lane, Person, Stands
from service.text.dialled import as_dialled, digits
from service.text.language import bare
from service.text.words import Slot, prompt

LABEL = "label.buddy"
MENU = go("buddy.menu")
MOST_WORDS = 2
# In a memo: what the member calls them, while their own name is asked for.
CALLED = "buddy_called"

ENTRIES[3] = Entry("kept.buddy", MENU)


@step("buddy.menu")
def menu(turn: Turn) -> Reply:
    if turn.phone_id is None:
        return hidden()
    theirs = _buddies(turn)
    if not theirs:
        return Choose(prompt("buddy.none"), {1: go("buddy.new")}, LABEL, BACK)
    choices = {1: go("buddy.new"), 2: go("buddy.wave"), 3: go("buddy.which")}
    return Choose(prompt("buddy.menu", count=len(theirs)), choices, LABEL, BACK)


# --- a code ---------------------------------------------------------------------------------------------


def behind(turn: Turn, rest: str) -> Go | None:
    """BUDDY Sam. "Buddy, how are you" is no command."""
    name = _as_name(rest)
    return None if name is None or len(rest.split()) > MOST_WORDS else go("buddy.new", name)


@step("buddy.new")
def new(turn: Turn, called: str | None = None) -> Reply | Go:
    """By text it is asked once what they are to be called; who can't type stays without a name."""
    if turn.phone_id is None:
        return hidden()
    person_id = person_here(turn, turn.phone_id)
    if len(contacts.of_person(turn.session, person_id, Stands.BUDDY)) >= contacts.MOST:
        return Say(prompt("buddy.enough"), BACK)
    if turn.channel is Channel.TEXT and contacts.name_of(turn.session, person_id) is None:
        turn.memo[CALLED] = called
        return Listen(prompt("buddy.my_name"), "buddy.my_name_said", label=LABEL, back=MENU)
    return go("buddy.code", called)


@step("buddy.my_name_said")
def my_name_said(turn: Turn) -> Reply | Go:
    name, skips = _as_name(turn.said), bare(turn.said) in NO_NAME
    if name is None and not skips:
        return Listen(prompt("buddy.my_name"), "buddy.my_name_said", label=LABEL, back=MENU)
    return go("buddy.named", name, turn.memo.pop(CALLED, None))


@step("buddy.named")
def named(turn: Turn, name: str | None, called: str | None) -> Reply | Go:
    if turn.phone_id is None:
        return hidden()
    if name is not None:
        members.set_name(turn.session, person_here(turn, turn.phone_id), name)
    return go("buddy.code", called)


@step("buddy.code")
def code(turn: Turn, called: str | None = None) -> Reply:
    """The digits are said once, and kept as a hash."""
    if turn.phone_id is None:
        return hidden()
    person_id = person_here(turn, turn.phone_id)
    made = invitations.make(turn.session, person_id, Stands.BUDDY, called, turn.now)
    number = digits(as_dialled(turn.settings.line_number))
    halves = digits(f"{made[:3]} {made[3:]}")
    return Say(prompt("buddy.code", digits=halves, number=number), BACK)


# --- who they are ---------------------------------------------------------------------------------------


@step("buddy.which")
def which(turn: Turn, place: int = 0) -> Reply | Go:
    """One after the other, so that keys and digits are the same."""
    theirs = _buddies(turn)
    if place >= len(theirs):
        return MENU
    one = theirs[place]
    choices = {1: go("buddy.remove", one.id), 2: go("buddy.which", place + 1)}
    name = one.called or prompt("buddy.unnamed", count=place + 1)
    return Choose(prompt("buddy.one", name=name), choices, LABEL, MENU)


@step("buddy.remove")
def remove(turn: Turn, contact_id: int) -> Reply:
    if one := next((one for one in _buddies(turn) if one.id == contact_id), None):
        contacts.remove(turn.session, one, turn.now)
    return Say(prompt("buddy.removed"), BACK)


# --- a kind line ----------------------------------------------------------------------------------------


@step("buddy.wave")
def wave(turn: Turn) -> Reply:
    """One of three, to a buddy, or to whom one is a buddy."""
    if turn.phone_id is None:
        return hidden()
    if not _waved_at(turn):
        return Choose(prompt("buddy.none"), {1: go("buddy.new")}, LABEL, BACK)
    choices = {line: go("buddy.send", line) for line in LINES}
    return Choose(prompt("buddy.wave"), choices, LABEL, BACK)


def wave_behind(turn: Turn, rest: str) -> Go | None:
    """WAVE 1."""
    line = rest.strip(" .")
    return go("buddy.send", int(line)) if line in map(str, LINES) else go("buddy.wave")


@step("buddy.send")
def send(turn: Turn, line: int) -> Reply | Go:
    """To each of them, once a day."""
    found = _waved_at(turn)
    if not found:
        return go("buddy.wave")
    sent = [_put(turn, one, phone_id, line) for one, phone_id in found]
    return Say(prompt("buddy.sent" if any(sent) else "buddy.sent_today"), BACK)


def _put(turn: Turn, contact: Contact, phone_id: int, line: int) -> bool:
    """Within their contact hours, within a day; the words name nobody to a member who is discreet."""
    today = turn.now.astimezone(zone(turn.settings.home_zone))
    is_to_member = phone_id != contact.phone_id
    outgoing = Outgoing(
        way=members.way_of(turn.session, phone_id),
        lane=Lane.NOTICE,
        dedupe_key=f"{WAVE}:{contact.id}:{phone_id}:{today:%Y-%m-%d}",
        phone_id=phone_id,
        person_id=contact.person_id if is_to_member else None,
        message=LINES[line],
        subject_id=contact.id,
        useful_until=turn.now + goals.WAVE_USEFUL,
    )
    put = outbox.put(turn.session, outgoing, turn.now)
    return put is not None


def _waved_at(turn: Turn) -> Sequence[tuple[Contact, int]]:
    """Their buddies, and whose buddy this phone is; each with the phone it goes to."""
    theirs = [(one, one.phone_id) for one in _buddies(turn)]
    if turn.phone_id is None:
        return theirs
    stands_by = [
        (one, phone_id)
        for one in contacts.stood_by(turn.session, turn.phone_id)
        if one.stands == Stands.BUDDY
        and (phone_id := contacts.phone_of(turn.session, one.person_id)) is not None
    ]
    return [*theirs, *stands_by]


def _said(line: int) -> Step:
    def said(turn: Turn, contact_id: int) -> Reply:
        contact = turn.session.get(Contact, contact_id)
        if contact is None or contact.stands != Stands.BUDDY or not _is_between(turn, contact):
            over = turn.channel is Channel.CALL
            return closing(turn, prompt("follow.over")) if over else Nothing()
        words = prompt("buddy.waves", who=_from(turn, contact), line=prompt(f"buddy.line.{line}"))
        return closing(turn, words)

    return said


for _line, _message in LINES.items():
    step(_message)(_said(_line))


def _is_between(turn: Turn, contact: Contact) -> bool:
    return turn.phone_id == contact.phone_id or known_person(turn) == contact.person_id


def _from(turn: Turn, contact: Contact) -> Slot:
    """A buddy hears the name the member chose; a member who said OPEN the one they gave the buddy."""
    if turn.phone_id == contact.phone_id:
        return contacts.name_of(turn.session, contact.person_id) or prompt("goal.somebody")
    member = turn.session.get_one(Person, contact.person_id)
    is_open = not member.discreet and not is_private(turn)
    return contact.called if is_open and contact.called else prompt("buddy.somebody")


def _buddies(turn: Turn) -> Sequence[Contact]:
    person_id = known_person(turn)
    return [] if person_id is None else goals.buddies_of(turn.session, person_id)


def _as_name(said: str) -> str | None:
    """One first name, or two words of it."""
    name = " ".join(said.split()).rstrip(".!")
    if bare(name) in NO_NAME or not is_a_name(name):
        return None
    return name.title() if name.islower() else name
