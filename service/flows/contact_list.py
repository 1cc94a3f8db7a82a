"""CONTACT and CONTACTS: a code to pass on, and who stands by a member, in their order.

Names are for who can type; a caller's contacts are told apart by their place in the order.
"""

from service import members
from service.checkins import contacts, invitations
from service.flows.groups import NO_NAME, is_a_name
from service.flows.standing import stands_by_somebody
from service.flows.turn import Channel, Choose, Go, Listen, Pick, Reply, Row, Say, Turn, go, step
from service.flows.whose import known_person, person_here
from service.models import Contact, Stands
from service.text.dialled import as_dialled, digits
from service.text.language import bare
from service.text.words import Prompt, Slot, Voiced, prompt

LABEL = "label.contacts"
MENU = go("contact.menu")
# In a memo: whom the code is for, and that names were asked for.
CALLED, ASKED = "contact_called", "contact_asked"
MOST_WORDS = 2


def asking_for(turn: Turn, rest: str) -> Go | None:
    """CONTACT Sam. "Contact my sponsor please" is no command."""
    name = _as_name(rest)
    if name is None or len(rest.split()) > MOST_WORDS:
        return None
    return go("contact.new", name)


@step("contact.menu")
def menu(turn: Turn) -> Reply:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    choices = {
        1: go("contact.new"),
        2: go("contact.list"),
        3: go("contact.enter"),
        4: go("contact.standing"),
    }
    return Choose(prompt("contact.menu"), choices, LABEL, go("checkins.menu"))


# --- a code ----------------------------------------------------------------------------------------------


@step("contact.new")
def new(turn: Turn, called: str | None = None) -> Reply | Go:
    """Asks by text for the two names, each only while it is not known."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    person_id = person_here(turn, turn.phone_id)
    theirs = contacts.of_person(turn.session, person_id)
    if len(theirs) >= contacts.MOST:
        return Say(prompt("contact.enough", count=len(theirs)), MENU)
    turn.memo[CALLED], turn.memo[ASKED] = called, []
    return go("contact.names")


@step("contact.names")
def names(turn: Turn, key: str | None = None) -> Reply | Go:
    """One after the other; `key` says so where what was said is no name."""
    asked = turn.memo.setdefault(ASKED, [])
    if turn.channel is Channel.CALL or turn.phone_id is None:
        return go("contact.code")
    person_id = person_here(turn, turn.phone_id)
    if "my" not in asked and contacts.name_of(turn.session, person_id) is None:
        return Listen(prompt(key or "contact.my_name"), "contact.my_name_said", label=LABEL)
    if "their" not in asked and turn.memo.get(CALLED) is None:
        return Listen(prompt(key or "contact.their_name"), "contact.their_name_said", label=LABEL)
    return go("contact.code")


@step("contact.my_name_said")
def my_name_said(turn: Turn) -> Reply | Go:
    name, skips = _as_name(turn.said), bare(turn.said) in NO_NAME
    if name is None and not skips:
        return go("contact.names", "contact.no_name")
    if name and turn.phone_id is not None:
        members.set_name(turn.session, person_here(turn, turn.phone_id), name)
    turn.memo.setdefault(ASKED, []).append("my")
    return go("contact.names")


@step("contact.their_name_said")
def their_name_said(turn: Turn) -> Reply | Go:
    name, skips = _as_name(turn.said), bare(turn.said) in NO_NAME
    if name is None and not skips:
        return go("contact.names", "contact.no_name")
    turn.memo[CALLED] = name
    turn.memo.setdefault(ASKED, []).append("their")
    return go("contact.names")


@step("contact.code")
def code(turn: Turn) -> Reply:
    """The digits are said once, and kept as a hash."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    person_id, called = person_here(turn, turn.phone_id), turn.memo.pop(CALLED, None)
    turn.memo.pop(ASKED, None)
    made = invitations.make(turn.session, person_id, Stands.CONTACT, called, turn.now)
    number = as_dialled(turn.settings.line_number)
    said = prompt("contact.code", digits=as_said(made), number=digits(number))
    return Say(said, MENU)


def as_said(made: str) -> Voiced:
    """In two halves, which are easier to keep in mind."""
    return digits(f"{made[:3]} {made[3:]}")


# --- the list --------------------------------------------------------------------------------------------


@step("contact.list")
def list_(turn: Turn) -> Reply | Go:
    """A member's own; a phone that only stands by others hears whom."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    theirs = _theirs(turn)
    if not theirs and turn.channel is Channel.TEXT and stands_by_somebody(turn):
        return go("contact.standing")
    if not theirs:
        return Choose(prompt("contact.none"), {1: go("contact.new")}, LABEL, MENU)
    rows = [Row(_named(one, "contact.row"), one.id) for one in theirs]
    footer = prompt("contact.footer")
    intro = prompt("contact.list")
    return Pick(intro, rows, "contact.one", label=LABEL, back=MENU, footer=footer)


@step("contact.one")
def one(turn: Turn, contact_id: int) -> Reply:
    theirs = _theirs(turn)
    found = next((one for one in theirs if one.id == contact_id), None)
    if found is None:
        return Say(prompt("contact.gone"), MENU)
    choices, key = {2: go("contact.remove", contact_id)}, "contact.one_first"
    if found.id != theirs[0].id:
        choices, key = {1: go("contact.first", contact_id)} | choices, "contact.one"
    return Choose(prompt(key, called=_called(found)), choices, LABEL, go("contact.list"))


@step("contact.first")
def first(turn: Turn, contact_id: int) -> Reply:
    found = _found(turn, contact_id)
    if found is None:
        return Say(prompt("contact.gone"), MENU)
    contacts.put_first(turn.session, found)
    return Say(prompt("contact.now_first", called=_called(found)), MENU)


@step("contact.remove")
def remove(turn: Turn, contact_id: int) -> Reply:
    """Asks once: they could come back only with another code."""
    found = _found(turn, contact_id)
    if found is None:
        return Say(prompt("contact.gone"), MENU)
    choices = {1: go("contact.removed", contact_id), 2: go("contact.list")}
    return Choose(prompt("contact.remove", called=_called(found)), choices, LABEL, MENU)


@step("contact.removed")
def removed(turn: Turn, contact_id: int) -> Reply:
    found = _found(turn, contact_id)
    if found is None:
        return Say(prompt("contact.gone"), MENU)
    called = _called(found)
    contacts.remove(turn.session, found, turn.now)
    return Say(prompt("contact.removed", called=called), MENU)


def _theirs(turn: Turn) -> list[Contact]:
    person_id = known_person(turn)
    return [] if person_id is None else list(contacts.of_person(turn.session, person_id))


def _found(turn: Turn, contact_id: int) -> Contact | None:
    return next((one for one in _theirs(turn) if one.id == contact_id), None)


def _called(contact: Contact) -> Slot:
    return _named(contact, "contact.row")


def _named(contact: Contact, key: str) -> Prompt:
    if contact.called:
        return prompt(key, called=contact.called)
    return prompt("contact.row_unnamed", count=contact.place)


def _as_name(said: str) -> str | None:
    """One first name, or two words of it."""
    name = " ".join(said.split()).rstrip(".!")
    if bare(name) in NO_NAME or not is_a_name(name):
        return None
    return name.title() if name.islower() else name
