"""Whom this phone stands by: what is open of them, and how one leaves."""

from sqlalchemy import select

from service import consent
from service.checkins import contacts, telling
from service.checkins.told import TOLD
from service.flows.contact import name_of
from service.flows.turn import Choose, Go, Pick, Reply, Row, Say, Turn, go, step
from service.models import CheckIn, CheckInDay, Contact
from service.text.words import Prompt, prompt

LABEL = "label.contacts"


@step("contact.standing")
def standing(turn: Turn, open_first: bool = True) -> Reply | Go:
    """What is still open comes first: whoever was told calls in to say how it went."""
    if turn.phone_id is None:
        return Say(prompt("settings.hidden"))
    found = contacts.stood_by(turn.session, turn.phone_id)
    if open_first and (day_id := _open_day(turn, turn.phone_id)) is not None:
        return go(TOLD, day_id)
    if len(found) == 1:
        return go("contact.stands", found[0].id)
    if not found:
        return Say(prompt("contact.stands_by_nobody"))
    rows = [Row(_row(turn, one), one.id) for one in found]
    footer = prompt("contact.standing_footer")
    return Pick(prompt("contact.standing"), rows, "contact.stands", label=LABEL, footer=footer)


@step("contact.stands")
def stands(turn: Turn, contact_id: int) -> Reply:
    contact = _mine(turn, contact_id)
    if contact is None:
        return Say(prompt("contact.gone"))
    name = name_of(turn.session, contact.person_id)
    choices = {1: go("contact.leave", contact_id), 2: go("contact.stay")}
    return Choose(prompt("contact.stands", name=name), choices, LABEL, go("contact.menu"))


@step("contact.stay")
def stay(turn: Turn) -> Reply:
    return Say(prompt("contact.stays"))


@step("contact.leave")
def leave(turn: Turn, contact_id: int) -> Reply:
    """At once; the member hears that one of theirs is told no more."""
    contact = _mine(turn, contact_id)
    if contact is None:
        return Say(prompt("contact.gone"))
    name = name_of(turn.session, contact.person_id)
    words = f"{contact.stands} of member {contact.person_id}: {turn.said.strip()}"
    consent.leave(turn.session, contact.phone_id, turn.channel, words, turn.said_at)
    contacts.leave(turn.session, turn.settings, contact, turn.now)
    return Say(prompt("contact.left_them", name=name))


def stands_by_somebody(turn: Turn) -> bool:
    return turn.phone_id is not None and bool(contacts.stood_by(turn.session, turn.phone_id))


def _mine(turn: Turn, contact_id: int) -> Contact | None:
    contact = turn.session.get(Contact, contact_id)
    return contact if contact and contact.phone_id == turn.phone_id else None


def _row(turn: Turn, contact: Contact) -> Prompt:
    return prompt("contact.row", called=name_of(turn.session, contact.person_id))


def _open_day(turn: Turn, phone_id: int) -> int | None:
    """The newest date that is open still of those they stand by, of which this phone was told."""
    members = [one.person_id for one in contacts.stood_by(turn.session, phone_id)]
    open_days = select(CheckInDay.id).join(CheckIn, CheckIn.id == CheckInDay.check_in_id)
    open_days = open_days.where(CheckIn.person_id.in_(members), CheckInDay.ended_at.is_(None))
    ids = turn.session.scalars(open_days.order_by(CheckInDay.occurs_at.desc())).all()
    return next((id for id in ids if telling.told_on(turn.session, id, phone_id)), None)
