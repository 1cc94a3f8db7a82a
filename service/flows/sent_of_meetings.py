"""What goes out about a meeting somebody chose: reminders, rides, watches, and how a first visit was."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from service import rides, unheard, visits, watches
from service.delivery.outbox import Claimed
from service.flows import reminder as reminder_flow
from service.flows import ride_news
from service.flows import visit as visit_flow
from service.flows import watch as watch_flow
from service.flows.going_out import Words, gate, gate_if_so, texted, turn_of
from service.flows.turn import go
from service.house import House
from service.meetings.attributes import DATED
from service.models import Meeting, Person, PhoneRow, Reminder, Visit, Watch, Way
from service.notices import told_off
from service.preferences import holds_back

# A reminder, whose it is and what their phone speaks, in one trip: ten thousand may go in a minute.
_REMINDED = (
    select(Reminder, Person, PhoneRow.language, Meeting.attrs)
    .join(Person, Person.id == Reminder.person_id)
    .join(Meeting, Meeting.id == Reminder.meeting_id)
    .join(PhoneRow, PhoneRow.id == bindparam("phone_"))
    .where(Reminder.id == bindparam("id_"))
)


def reminder_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """A reminder's text and the question it opens, or what a call says first; None when undone."""
    known = session.execute(
        _REMINDED, {"id_": claimed.subject_id, "phone_": claimed.phone_id}
    ).first()
    if known is None or claimed.occurs_at is None:
        return None
    reminder, person, chosen, attrs = (
        known  # held until the words are made: the flow asks for both again
    )
    if holds_back(person.paused_until, person.decided_at, reminder.created_at, now):
        return None
    if attrs & DATED and told_off.knows(session, reminder.meeting_id, claimed):
        return None  # a coordinator's notice has told them
    turn = turn_of(session, house, claimed, now, chosen or person.language)
    if claimed.way == Way.CALL:
        if not unheard.is_still_wanted(session, claimed.id, now):
            return None
        return gate(house, reminder_flow.GATE, turn.language, now)
    where = go("remind.due", reminder.id, claimed.occurs_at.isoformat())
    return texted(claimed, turn, where, claimed.occurs_at + reminder_flow.ANSWERED_UNTIL)


def ride_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """One of the messages about a ride; None when it doesn't stand so any more."""
    if claimed.subject_id is None or claimed.occurs_at is None:
        return None
    turn = turn_of(session, house, claimed, now)
    where = ride_news.saying(claimed.message, claimed.subject_id, claimed.occurs_at.isoformat())
    if claimed.way == Way.TEXT:
        # What came of it is waited for; only the question itself finds somebody unawares.
        patient = claimed.message == rides.ASKED
        return texted(claimed, turn, where, claimed.occurs_at, patient)
    return gate_if_so(turn, house, where, ride_news.GATE)


def watch_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """That something has started, and the question it opens; None when it was undone."""
    watch = session.get(Watch, claimed.subject_id)
    if watch is None:
        return None
    if claimed.way == Way.CALL:
        return gate(house, watch_flow.GATE, watch.language, now)
    turn = turn_of(session, house, claimed, now, watch.language)
    return texted(claimed, turn, go("watch.due", watch.id), now + watches.USEFUL)


def visit_words(session: Session, house: House, claimed: Claimed, now: datetime) -> Words:
    """How a first visit was; None when it was undone."""
    visit = session.get(Visit, claimed.subject_id)
    if visit is None or visit.answer is not None:
        return None
    turn = turn_of(session, house, claimed, now)
    if claimed.way == Way.CALL:
        return gate(house, visit_flow.GATE, turn.language, now)
    return texted(claimed, turn, go("visit.how", visit.id), now + visits.USEFUL)
