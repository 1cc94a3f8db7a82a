"""What a check-in sends: to whose it is, and to the people who stand by them."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service.checkins import asks, proposals, told
from service.delivery.outbox import Claimed
from service.delivery.send import Later
from service.flows import checkin, contact, proposal
from service.flows.going_out import Words, gate, gate_if_so, texted, turn_of
from service.flows.turn import EXCHANGE_LASTS, Go, go
from service.house import House
from service.models import CheckIn, CheckInDay, Person, PhoneRow, Way

# As long as the carrier rings, and a machine's greeting.
ITS_CALL = timedelta(minutes=1)
# A day with its check-in, whose it is and what their phone speaks, in one trip.
_CHECKED_IN = (
    select(CheckInDay, CheckIn, Person, PhoneRow.language)
    .join(CheckIn, CheckIn.id == CheckInDay.check_in_id)
    .join(Person, Person.id == CheckIn.person_id)
    .join(PhoneRow, PhoneRow.id == bindparam("phone_"))
    .where(CheckInDay.id == bindparam("id_"))
)


def check_in_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A check-in's text and the question it opens, or what a call says first; None once it has ended."""
    about = {"id_": claimed.subject_id, "phone_": claimed.phone_id}
    known = session.execute(_CHECKED_IN, about).first()
    if known is None or known[0].ended_at is not None:
        return None
    # Held until the words are made: the flow asks for them again.
    day, check_in, person, chosen = known
    if claimed.phone_id not in (check_in.phone_id, check_in.second_phone_id):
        return None  # they have changed it since
    turn = turn_of(session, house, claimed, now, chosen or person.language)
    if claimed.way == Way.CALL:
        return gate(house, checkin.GATE, turn.language, now)
    return texted(claimed, turn, go(asks.ASK, day.id), now + EXCHANGE_LASTS)


def proposed_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A check-in somebody proposed, and the yes it asks for; None once that was answered."""
    turn = turn_of(session, house, claimed, now)
    where = go(claimed.message, claimed.subject_id)
    if claimed.way == Way.TEXT:
        return texted(claimed, turn, where, now + proposals.USEFUL)
    return gate_if_so(turn, house, where, proposal.GATE)


def contact_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """To who stands by somebody; None when it is not so any more, or they were never told."""
    if claimed.message == told.CLEAR:
        if contact.goes_on(session, claimed):
            return Later(now + told.LOOK_AGAIN, "It is said once it has ended.")
        heard = contact.has_heard(session, claimed)
        if heard is None:
            return Later(now + ITS_CALL, "A call of ours rings there still.")
        if not heard:
            return None
    return plainly(session, house, claimed, contact.where(claimed), now)


def contact_news_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """To a member, of who stands by them."""
    return plainly(session, house, claimed, go(claimed.message, claimed.subject_id), now)


def plainly(session: Session, house: House, claimed: Claimed, where: Go, now: datetime) -> Words:
    """A step's words as a text, at once; a call says no more than its gate."""
    turn = turn_of(session, house, claimed, now)
    if claimed.way == Way.TEXT:
        return texted(claimed, turn, where, now + contact.ANSWERED_UNTIL, False)
    return gate_if_so(turn, house, where, contact.GATE)
