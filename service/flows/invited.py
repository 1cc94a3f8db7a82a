"""Who was given a code: they text its six digits, or key them in, hear who asks, and say yes or no.

Behind a wrong, a used and an old code is the same answer. What is agreed to is the phone's: so a caller is
believed only where the network vouches for the number, or on our own call to it (`proof.of_phone`).
"""

from service import consent, members
from service.checkins import contacts, invitations
from service.codes import Tried
from service.flows.turn import SPOKE, Channel, Choose, Go, Listen, Reply, Say, Turn, go, step
from service.flows.whose import choose_language, people_here
from service.models import Invitation, Stands
from service.text.words import Prompt, prompt

LABEL = "label.contacts"
QUESTIONS = {Stands.CONTACT: "contact.asked", Stands.BUDDY: "contact.asked_buddy"}
OTHER = {"en": "es", "es": "en"}
# What takes six digits of its own.
NUMBERS = frozenset({"case.typed"})


@step("contact.enter")
def enter(turn: Turn, key: str = "contact.enter") -> Reply:
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    return Listen(prompt(key), "contact.entered", invitations.DIGITS, LABEL, go("contact.menu"))


@step("contact.entered")
def entered(turn: Turn) -> Reply | Go:
    """A bare six-digit text comes here, too."""
    turn.secret = True
    code = invitations.code_in(turn.said)
    if turn.phone_id is None or code is None:
        return go("contact.enter", "contact.wrong")
    found = invitations.try_code(turn.session, turn.phone_id, code, turn.now)
    if found.invitation is not None:
        return go("contact.asked", found.invitation.id)
    if found.tried is Tried.LOCKED:
        return Say(prompt("contact.locked"))
    by_text = turn.channel is Channel.TEXT
    return Say(prompt("contact.wrong")) if by_text else go("contact.enter", "contact.wrong")


@step("contact.asked")
def asked(turn: Turn, invitation_id: int) -> Reply | Go:
    """Who asks, and what it means; no question leads here, only a code that was right."""
    invitation = invitations.is_live(turn.session, invitation_id, turn.now)
    if invitation is None:
        return Say(prompt("contact.wrong"))
    if _is_own(turn, invitation):
        return Say(prompt("contact.own"))
    choices = {1: go("contact.yes", invitation_id), 2: go("contact.no")}
    is_theirs = _speak_as_the_member(turn, invitation.person_id)
    what = _question(turn, invitation)
    if not is_theirs:
        return Choose(what, choices, LABEL)
    choices[9] = go("contact.asked_in", invitation_id, OTHER[turn.language])
    return Choose(prompt("contact.asked_either", asked=what), choices, LABEL)


def _question(turn: Turn, invitation: Invitation) -> Prompt:
    """By the member's name; without one by the code they gave."""
    key, name = (
        QUESTIONS[Stands(invitation.stands)],
        contacts.name_of(turn.session, invitation.person_id),
    )
    return prompt(key, name=name) if name else prompt(f"{key}_nameless")


@step("contact.asked_in")
def asked_in(turn: Turn, invitation_id: int, language: str) -> Go:
    """In the other language, from now on."""
    choose_language(turn, language)
    return go("contact.asked", invitation_id)


def _speak_as_the_member(turn: Turn, person_id: int) -> bool:
    """Where their language is not known; who asks them most likely speaks it. Whether that was so."""
    if turn.phone_id is None or SPOKE in turn.memo or "language" in turn.memo or people_here(turn):
        return False
    theirs = members.own_language(turn.session, person_id)
    if members.chosen_language(turn.session, turn.phone_id) or theirs == turn.language == "en":
        return False
    turn.language = turn.memo["guessed"] = theirs
    return True


@step("contact.yes")
def yes(turn: Turn, invitation_id: int) -> Reply | Go:
    """Into the ledger, and onto the member's list; the code is used up."""
    invitation = invitations.is_live(turn.session, invitation_id, turn.now)
    if invitation is None or turn.phone_id is None:
        return Say(prompt("contact.wrong"))
    if _is_own(turn, invitation):
        return Say(prompt("contact.own"))
    if consent.is_stopped(turn.session, turn.phone_id):
        return _stopped(turn, invitation_id)
    return _agreed(turn, turn.phone_id, invitation)


@step("contact.no")
def no(turn: Turn) -> Reply:
    return Say(prompt("contact.no"))


@step("contact.come_back")
def come_back(turn: Turn, invitation_id: int) -> Go:
    """START, by a key: a landline can't text it."""
    if turn.phone_id is not None:
        consent.opt_in(turn.session, turn.phone_id, turn.channel, turn.said, turn.said_at)
    return go("contact.yes", invitation_id)


def _agreed(turn: Turn, phone_id: int, invitation: Invitation) -> Reply:
    person_id, stands = invitation.person_id, invitation.stands
    mine = turn.session, turn.settings, invitation, phone_id, turn.language, turn.now
    if contacts.agree(*mine) is None:
        return Say(prompt("contact.wrong"))
    words = f"{stands} of member {person_id}: {turn.said.strip()}"
    consent.agree(turn.session, phone_id, turn.channel, words, turn.said_at)
    name = contacts.name_of(turn.session, person_id) or prompt("contact.somebody_first")
    return Say(prompt("contact.yes", name=name))


def _is_own(turn: Turn, invitation: Invitation) -> bool:
    return invitation.person_id in people_here(turn)


def _stopped(turn: Turn, invitation_id: int) -> Reply:
    """By text only the carrier's own word will do: it may hold the STOP, too."""
    if turn.channel is Channel.TEXT:
        return Say(prompt("contact.stopped"))
    return Choose(prompt("contact.stopped"), {1: go("contact.come_back", invitation_id)}, LABEL)
