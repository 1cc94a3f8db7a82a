"""A ride to one date of a group's meeting: asked of whoever runs it, who sees to it or can't.

One date, one ride, however often it is asked for. Whom we asked is told no name and no number before
their own yes, and only what the member agreed to share. Half an hour before the start the member
hears of no ride as surely as of one: there is still time for another way there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import Session

from service import attendance, consent, timers
from service.db import insert, table_of
from service.delivery import outbox
from service.delivery.hours import next_contact
from service.delivery.outbox import Outgoing
from service.members import reach_of
from service.models import (
    Coordinator,
    Group,
    Lane,
    LineType,
    Outbox,
    PersonPhone,
    PhoneRow,
    Ride,
    RideState,
)
from service.settings import Settings
from service.statements import Prepared

# What we start: to whoever runs the group, and to the member. Each is said while the ride stands so.
ASKED, NUMBER, OFF = "ride.asked", "ride.number", "ride.off"
TAKEN, NONE = "ride.taken", "ride.none"
SAID_WHILE = {
    ASKED: RideState.ASKED,
    NUMBER: RideState.TAKEN,
    OFF: RideState.WITHDRAWN,
    TAKEN: RideState.TAKEN,
    NONE: RideState.REFUSED,
}
# To whoever had taken one, from a member who is erased: about the meeting, for the ride's row goes too.
ERASED = "ride.erased"
TIMER = "ride.unanswered"
TELL_BEFORE = timedelta(minutes=30)
# What is about the same evening goes at any hour: they wait for it. Only the question itself keeps to
# the hours of whoever is asked.
SOON = timedelta(hours=4)

_OWNERS, _PHONES, _GROUPS = table_of(PersonPhone), table_of(PhoneRow), table_of(Group)
_RUNS = table_of(Coordinator)
# Asked for each reminder of a room. Whom members are led to comes first, and a phone that takes texts.
_DRIVER = Prepared(
    select(_OWNERS.c.person_id, _OWNERS.c.phone_id)
    .join(_RUNS, _RUNS.c.person_id == _OWNERS.c.person_id)
    .join(_GROUPS, _GROUPS.c.id == _RUNS.c.group_id)
    .join(_PHONES, _PHONES.c.id == _OWNERS.c.phone_id)
    .where(
        _GROUPS.c.meeting_id == bindparam("meeting"),
        _RUNS.c.person_id != bindparam("person"),
        _PHONES.c.stopped_at.is_(None),
    )
    .order_by(
        _RUNS.c.person_id != _GROUPS.c.coordinator_id,
        *(_RUNS.c.since, _RUNS.c.person_id),
        *(_PHONES.c.line_type == LineType.LANDLINE, _OWNERS.c.since),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who would like to be taken to which date, and the phone they can be called on."""

    person_id: int
    phone_id: int
    meeting_id: int
    occurs_at: datetime
    shares_number: bool = False


@dataclass(frozen=True, slots=True)
class Driver:
    """Whoever runs the group, on a phone that may be reached."""

    person_id: int
    phone_id: int


def driver_for(session: Session, meeting_id: int, person_id: int) -> Driver | None:
    """None where the meeting is no group's, or nobody who runs it is somebody else and can be reached."""
    rows = _DRIVER.rows(session, meeting=meeting_id, person=person_id)
    return Driver(*rows[0]) if rows else None


def driver_of(session: Session, ride: Ride) -> Driver | None:
    """Who was asked for this one, while they run the group: what comes later is for nobody else."""
    its = Outbox.message == ASKED, Outbox.subject_id == ride.id
    asked = select(Outbox.person_id, Outbox.phone_id).join(
        PhoneRow, and_(PhoneRow.id == Outbox.phone_id, PhoneRow.stopped_at.is_(None))
    )
    runs = asked.where(*its, Outbox.person_id.in_(_who_runs(ride.meeting_id)))
    theirs = runs.where(Outbox.phone_id.in_(_phones_of_who_runs(ride.meeting_id)))
    found = session.execute(theirs.order_by(Outbox.created_at.desc()).limit(1)).first()
    if found is None or found.person_id is None:
        return driver_for(session, ride.meeting_id, ride.person_id)
    return Driver(found.person_id, found.phone_id)


def may_ask(session: Session, settings: Settings, wish: Wish, now: datetime) -> bool:
    """Whether somebody can still be asked, within their own contact hours."""
    if now >= wish.occurs_at - TELL_BEFORE:
        return False
    driver = driver_for(session, wish.meeting_id, wish.person_id)
    if driver is None:
        return False
    reach = reach_of(session, settings, driver.person_id, driver.phone_id)
    return next_contact(now, reach.zone, reach.hours) < wish.occurs_at - TELL_BEFORE


def found(session: Session, wish: Wish) -> Ride | None:
    """The ride asked for to that date, if any."""
    return session.scalar(
        select(Ride).where(
            Ride.person_id == wish.person_id,
            Ride.meeting_id == wish.meeting_id,
            Ride.occurs_at == wish.occurs_at,
        )
    )


def of_member(session: Session, ride_id: int, phone_id: int | None) -> Ride | None:
    """The ride, for who asked for it, on this phone; None when it has gone, or is another's by now.

    SQLite gives a number to the next one: an answer about the old must not be taken for theirs.
    """
    theirs = select(PersonPhone.person_id).where(PersonPhone.phone_id == phone_id)
    return session.scalar(select(Ride).where(Ride.id == ride_id, Ride.person_id.in_(theirs)))


def of_driver(session: Session, ride_id: int, phone_id: int | None) -> Ride | None:
    """The same, for who runs the group it goes to: nobody else may answer it, or be told a number."""
    runs = select(Group.meeting_id).join(Coordinator, Coordinator.group_id == Group.id)
    theirs = runs.join(PersonPhone, PersonPhone.person_id == Coordinator.person_id)
    its = Ride.meeting_id.in_(theirs.where(PersonPhone.phone_id == phone_id))
    return session.scalar(select(Ride).where(Ride.id == ride_id, its))


def ask(session: Session, settings: Settings, wish: Wish, now: datetime) -> Ride | None:
    """Asks whoever runs the group; the one there is when it was asked before, None when nobody can be."""
    if not may_ask(session, settings, wish, now):
        return None
    asked = {"shares_number": wish.shares_number, "state": RideState.ASKED, "asked_at": now}
    fresh = insert(session, Ride).values(
        person_id=wish.person_id,
        phone_id=wish.phone_id,
        meeting_id=wish.meeting_id,
        occurs_at=wish.occurs_at,
        **asked,
    )
    anew = fresh.on_conflict_do_update(
        index_elements=["person_id", "meeting_id", "occurs_at"],
        set_=asked,
        where=Ride.state == RideState.WITHDRAWN,
    )
    is_new = session.scalar(anew.returning(Ride.id)) is not None
    ride = found(session, wish)
    if is_new and ride is not None:
        session.refresh(ride)
        attendance.come_after_all(session, wish.person_id, wish.meeting_id, wish.occurs_at, now)
        _put(session, settings, ASKED, ride, now)
        timers.put(session, TIMER, ride.id, ride.occurs_at - TELL_BEFORE)
    return ride


def share(session: Session, settings: Settings, ride_id: int, now: datetime) -> Ride | None:
    """Lets whoever sees to it have name and number; they are told that they may ask for them."""
    ride = session.get(Ride, ride_id)
    if ride is None or now >= ride.occurs_at:
        return None
    ride.shares_number = True
    if ride.state == RideState.TAKEN:
        _put(session, settings, NUMBER, ride, now)
    return ride


def take(session: Session, settings: Settings, ride_id: int, now: datetime) -> Ride | None:
    """Somebody sees to it, and the member is told; None when it is not asked for any more."""
    ride = _asked_for(session, ride_id)
    if ride is None or now >= ride.occurs_at or consent.is_stopped(session, ride.phone_id):
        return None
    _end(session, settings, ride, TAKEN, now)
    return ride


def refuse(session: Session, settings: Settings, ride_id: int, now: datetime) -> Ride | None:
    """They can't, or can't any more, and the member is told."""
    ride = _asked_for(session, ride_id)
    if ride is not None:
        _end(session, settings, ride, NONE, now)
    return ride


def give_up(session: Session, settings: Settings, ride_id: int, now: datetime) -> None:
    """Nobody has answered in time."""
    ride = session.get(Ride, ride_id)
    if ride is not None and ride.state == RideState.ASKED:
        refuse(session, settings, ride_id, now)


def withdraw(session: Session, settings: Settings, ride: Ride | None, now: datetime) -> None:
    """It is not needed any more; whoever had taken it is told, so that nobody waits for them."""
    if ride is None or ride.state == RideState.WITHDRAWN:
        return
    was_taken, ride.state = ride.state == RideState.TAKEN, RideState.WITHDRAWN
    timers.drop(session, TIMER, ride.id)
    if was_taken and now < ride.occurs_at:
        _put(session, settings, OFF, ride, now)


def withdraw_all(
    session: Session, settings: Settings, person_id: int, meeting_id: int | None, now: datetime
) -> None:
    """Their rides to a meeting they want nothing more of; no number is told after that."""
    mine = Ride.person_id == person_id, Ride.meeting_id == meeting_id, Ride.occurs_at > now
    for ride in session.scalars(select(Ride).where(*mine)).all():
        withdraw(session, settings, ride, now)


def tell_of_erased(session: Session, settings: Settings, person_id: int, now: datetime) -> None:
    """Tells whoever has taken a ride for this person, before all of theirs is deleted."""
    taken = Ride.person_id == person_id, Ride.state == RideState.TAKEN, Ride.occurs_at > now
    for ride in session.scalars(select(Ride).where(*taken)).all():
        _put(session, settings, ERASED, ride, now)


def _asked_for(session: Session, ride_id: int) -> Ride | None:
    """Locked: two who answer at once are taken one after the other. None when it was taken back."""
    ride = session.get(Ride, ride_id, with_for_update=True)
    return None if ride is None or ride.state == RideState.WITHDRAWN else ride


def _end(session: Session, settings: Settings, ride: Ride, message: str, now: datetime) -> None:
    """Tells the member what came of it, unless they know."""
    timers.drop(session, TIMER, ride.id)
    if ride.state == SAID_WHILE[message]:
        return
    ride.state = SAID_WHILE[message]
    if now < ride.occurs_at:
        _put(session, settings, message, ride, now)


def _put(session: Session, settings: Settings, message: str, ride: Ride, now: datetime) -> None:
    """To whom it is for, each way they want to be reached; nothing to whom nothing may be said."""
    to = _whom(session, message, ride)
    if to is None:
        return
    asks = message == ASKED
    for way in reach_of(session, settings, to.person_id, to.phone_id).ways:
        outgoing = Outgoing(
            way=way,
            lane=Lane.REMINDER,
            dedupe_key=f"{message}:{ride.id}:{now:%Y-%m-%dT%H%M%S}:{way}",
            phone_id=to.phone_id,
            person_id=to.person_id,
            message=message,
            subject_id=ride.meeting_id if message == ERASED else ride.id,
            occurs_at=ride.occurs_at,
            useful_until=ride.occurs_at - TELL_BEFORE if asks else ride.occurs_at,
            at_any_hour=not asks and ride.occurs_at - now <= SOON,
        )
        outbox.put(session, outgoing, now)


def _whom(session: Session, message: str, ride: Ride) -> Driver | None:
    if message in (TAKEN, NONE):
        return Driver(ride.person_id, ride.phone_id)
    if message == ASKED:
        return driver_for(session, ride.meeting_id, ride.person_id)
    return driver_of(session, ride)


def _who_runs(meeting_id: int) -> Select[int]:
    runs = select(Coordinator.person_id).join(Group, Group.id == Coordinator.group_id)
    return runs.where(Group.meeting_id == meeting_id)


def _phones_of_who_runs(meeting_id: int) -> Select[int]:
    theirs = PersonPhone.person_id.in_(_who_runs(meeting_id))
    return select(PersonPhone.phone_id).where(theirs)
