"""ERASE: what ends in the very transaction in which somebody asked for it.

The person goes, and with them groups, reminders, answers, rides and the name; so does what was said,
and whatever waited to be sent. The phone's row stays for a while, under a name that nobody finds it
by: the carrier's own records are still to be deleted, and the number must be known for that. Whoever
texts from it meanwhile is met as somebody new.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from service import (
    coordinators,
    expected,
    goals,
    members,
    notes,
    reminders,
    rides,
    timers,
    visits,
)
from service.alerts import raise_alert
from service.checkins import contacts, plans
from service.crisis import callbacks, follow_ups, reports
from service.db import insert
from service.delivery.states import end_all
from service.models import (
    Case,
    Conversation,
    Erasure,
    FollowUp,
    Inbound,
    Lane,
    Outbox,
    Person,
    PersonPhone,
    PhoneRow,
    Reminder,
    State,
    Suppression,
    Trouble,
    VoiceMessage,
    Volunteer,
    Watch,
)
from service.notices import authors
from service.people_lists import staging
from service.settings import Settings

# The carrier deletes nothing that is younger. https://www.twilio.com/docs/api/errors/20009
FIRST_LOOK = timedelta(minutes=1)
OF_NOTHING = 0  # a number no row has
REASON = "They asked to be erased."


def erase(
    session: Session,
    settings: Settings,
    phone_id: int,
    now: datetime,
    person_id: int | None = None,
) -> None:
    """Forgets whoever answers this phone, and what can be forgotten of it at once.

    On a phone that several share `person_id` says who it is, else it is who has had it longest.

    A phone of theirs that nobody else uses goes, too. On one that others share all that was said
    goes, for nobody can tell whose it was; the phone itself stays theirs.
    """
    person_id = person_id or members.find_person(session, phone_id)
    phones = {phone_id, *_phones_of(session, person_id)}
    if person_id is not None:
        rides.tell_of_erased(session, settings, person_id, now)
        if check_in := plans.of_person(session, person_id):
            plans.end(session, settings, check_in, now)  # whoever was told hears that it is over
        _end_tapes(session, Case.person_id == person_id, now)
        _end_follow_ups(session, Case.person_id == person_id)
        reports.end_all(session, Case.person_id == person_id, now)
        callbacks.let_go(session, Volunteer.person_id == person_id, now)
        authors.forget(session, person_id, now)
        _hand_over(session, person_id, now)
        _end_person(session, person_id, phones, now)
    for one in sorted(phones):
        if one == phone_id or not is_shared(session, one):
            contacts.leave_all(session, settings, one, now)
            _forget(session, one, now)


def is_shared(session: Session, phone_id: int) -> bool:
    """Whether somebody we know still uses it."""
    return bool(session.scalar(select(exists().where(PersonPhone.phone_id == phone_id))))


def _phones_of(session: Session, person_id: int | None) -> set[int]:
    theirs = select(PersonPhone.phone_id).where(PersonPhone.person_id == person_id)
    return set(session.scalars(theirs)) if person_id is not None else set()


def _end_person(session: Session, person_id: int, phones: set[int], now: datetime) -> None:
    """The database ends with the person all that is only theirs."""
    goals.end(session, person_id)
    notes.end_all(session, person_id, now)
    for reminder_id in session.scalars(select(Reminder.id).where(Reminder.person_id == person_id)):
        for kind in (reminders.TIMER, reminders.FOLLOW):
            timers.drop(session, kind, reminder_id)
    visits.end_all(session, person_id)
    # What went out knows the carrier's ids, which are needed still: it ends with the phone.
    went = update(Outbox).where(Outbox.phone_id.in_(phones), Outbox.person_id == person_id)
    session.execute(went.values(person_id=None))
    session.execute(delete(Person).where(Person.id == person_id))


def _hand_over(session: Session, person_id: int, now: datetime) -> None:
    """The groups they run are led by who runs them as well; of one that nobody runs the operator is told."""
    for group in coordinators.groups_of(session, person_id):
        coordinators.remove(session, group.id, person_id)
        if not coordinators.of_group(session, group.id):
            detail = f"Nobody runs the group {group.word} any more."
            raise_alert(session, Trouble.GROUP_UNLED, detail, now)


def _end_tapes(session: Session, of: ColumnElement[bool], now: datetime) -> None:
    """Of these cases; somebody else of the house may wait for an answer to what they said."""
    theirs = VoiceMessage.case_id.in_(select(Case.id).where(of))
    session.execute(update(VoiceMessage).where(theirs).values(delete_at=now))


def _end_follow_ups(session: Session, of: ColumnElement[bool]) -> None:
    """Nobody asks them how they are any more."""
    theirs = FollowUp.case_id.in_(select(Case.id).where(of))
    for id in session.scalars(select(FollowUp.id).where(theirs)).all():
        for kind in (follow_ups.DUE, follow_ups.UNTAKEN):
            timers.drop(session, kind, id)
    session.execute(delete(FollowUp).where(theirs))


def _forget(session: Session, phone_id: int, now: datetime) -> None:
    expected.forget(session, phone_id)
    staging.forget(session, phone_id)
    _silence(session, phone_id, now)
    session.execute(delete(Conversation).where(Conversation.phone_id == phone_id))
    words = update(Inbound).where(Inbound.phone_id == phone_id)
    session.execute(words.values(body=None, answer=None))
    if not is_shared(session, phone_id):
        session.execute(delete(Watch).where(Watch.phone_id == phone_id))
        _end_tapes(session, Case.phone_id == phone_id, now)
        _end_follow_ups(session, Case.phone_id == phone_id)
        reports.end_all(session, Case.phone_id == phone_id, now)
        _hide(session, phone_id)
    begun = {"asked_at": now, "look_at": now + FIRST_LOOK, "failures": 0}
    fresh = insert(session, Erasure).values(phone_id=phone_id, **begun)
    session.execute(fresh.on_conflict_do_update(index_elements=["phone_id"], set_=begun))


def of_nobody_else(phone_id: int) -> ColumnElement[bool]:
    """Rows to this phone that are not for one of those who still use it."""
    users = select(PersonPhone.person_id).where(PersonPhone.phone_id == phone_id)
    return and_(
        Outbox.phone_id == phone_id,
        or_(Outbox.person_id.is_(None), Outbox.person_id.not_in(users)),
    )


def _silence(session: Session, phone_id: int, now: datetime) -> None:
    """Nothing more goes to them, but what a crisis needs."""
    waits = Outbox.state.in_((State.QUEUED, State.SENDING)), Outbox.lane != Lane.CRISIS
    over = and_(of_nobody_else(phone_id), *waits)
    # One that is being made ready finds that it is no longer its own.
    end_all(session, over, State.SUPPRESSED, REASON, now, wait=True)
    # SQLite gives a reminder's number to the next one: what went out must not be taken for that.
    about = update(Outbox).where(of_nobody_else(phone_id), Outbox.lane != Lane.CRISIS)
    session.execute(about.values(subject_id=OF_NOTHING))


def _hide(session: Session, phone_id: int) -> None:
    """From now on the number is nobody's; if it said STOP, its hash alone still says so."""
    row = session.get_one(PhoneRow, phone_id)
    if row.stopped_at:
        values = {"number_hash": row.number_hash, "stopped_at": row.stopped_at}
        said = insert(session, Suppression).values(values)
        session.execute(said.on_conflict_do_update(index_elements=["number_hash"], set_=values))
    row.number_hash, row.language = f"erased:{phone_id}", None
