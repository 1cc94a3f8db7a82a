"""What is asked of a volunteer about one shift: the row, its moves, when they are asked, whom it is told.

    planned ─ asked ─ again ─ unconfirmed       an hour before, at the start, ten minutes after it
       └────────┴───────┴──────────┴─ confirmed
       └────────┴───────┴──────────┴─ looking ─ taken
                                  └ off   └─ uncovered ─ taken

Each move is a compare-and-swap: of two answers in one moment one counts.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from service.clock import zone
from service.crisis import roster
from service.crisis.shifts import Server
from service.crisis.spans import Span
from service.delivery import outbox
from service.delivery.hours import last_contact, on_wall
from service.delivery.outbox import Outgoing
from service.members import Reach, reach_of
from service.models import AskState, Lane, Person, Role, ShiftAsk, Volunteer, Way
from service.settings import Settings
from service.text.hours import Hours

# To whoever has the shift; to the others; to whoever looks after the roster.
ASK, AGAIN, TAKEN, NOBODY = "shift.ask", "shift.again", "shift.taken", "shift.nobody"
OFFER = "shift.offer"
UNSURE, UNCOVERED = "shift.unsure", "shift.uncovered"
TIMER = "shift.due"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A shift that begins before nine is asked about on the evening before, by eight.
EARLY_MIN, EVENING_MIN = 9 * 60, 20 * 60
# What is about so soon a time is told at any hour: they wait for it.
SOON = timedelta(hours=4)
# Others are asked about so soon a time in the evening still, by text: worse is a night with nobody there.
AWAKE = Hours(8 * 60, 22 * 60)
_OPEN = {AskState.PLANNED, AskState.ASKED, AskState.AGAIN, AskState.UNCONFIRMED, AskState.CONFIRMED}
_WANTED = {AskState.LOOKING, AskState.UNCOVERED}
FROM: dict[AskState, set[AskState]] = {
    AskState.ASKED: {AskState.PLANNED},
    AskState.AGAIN: {AskState.PLANNED, AskState.ASKED},
    AskState.UNCONFIRMED: {AskState.AGAIN},
    AskState.CONFIRMED: {*_OPEN, *_WANTED, AskState.OFF},
    AskState.OFF: {*_OPEN, AskState.LOOKING},
    AskState.LOOKING: _OPEN,
    AskState.TAKEN: _WANTED,
    AskState.UNCOVERED: {AskState.LOOKING},
}


def move(session: Session, ask_id: int, to: AskState, **more: Any) -> bool:
    """Whether it could go there from where it is; then it has."""
    swap = update(ShiftAsk).where(ShiftAsk.id == ask_id, ShiftAsk.state.in_(FROM[to]))
    done = session.execute(swap.values(state=to, **more))
    return cast("CursorResult[Any]", done).rowcount == 1


def found(session: Session, ask_id: int) -> ShiftAsk | None:
    """As it is in the database now: a move writes past the session."""
    return session.get(ShiftAsk, ask_id, populate_existing=True)


def server_of(session: Session, settings: Settings, volunteer_id: int) -> Server:
    theirs = select(Person.zone).join(Volunteer, Volunteer.person_id == Person.id)
    home = session.scalar(theirs.where(Volunteer.id == volunteer_id))
    return Server(volunteer_id, zone(home or settings.home_zone))


def rest_of(ask: ShiftAsk, now: datetime) -> Span:
    """The hours that somebody is needed for, from now on."""
    begins = max(ask.off_from or ask.begins_at, now.replace(second=0, microsecond=0))
    return Span(begins, max(begins, ask.ends_at))


def remind_at(begins: datetime, reach: Reach) -> datetime:
    """An hour before, at the latest at eight on the evening before an early one, in their contact hours."""
    day = begins.astimezone(reach.zone)
    asked = begins - HOUR
    if day.hour * 60 + day.minute < EARLY_MIN:
        asked = min(asked, on_wall(day.date() - DAY, EVENING_MIN, reach.zone))
    return last_contact(asked, reach.zone, reach.hours)


def reach_on(session: Session, settings: Settings, volunteer_id: int) -> tuple[Volunteer, Reach]:
    volunteer = session.get_one(Volunteer, volunteer_id)
    return volunteer, reach_of(session, settings, volunteer.person_id, volunteer.phone_id)


def tell(
    session: Session, settings: Settings, ask: ShiftAsk, message: str, to: int, now: datetime
) -> None:
    """Puts it out to this volunteer, each way they want to be reached, once each time it is looked for."""
    volunteer, reach = reach_on(session, settings, to)
    soon = max(ask.begins_at, ask.off_from or ask.begins_at) - now <= SOON
    awake = message != OFFER or AWAKE.contain(now, reach.zone)
    for way in reach.ways:
        outgoing = Outgoing(
            way=way,
            lane=Lane.REMINDER,
            dedupe_key=f"{message}:{ask.id}:{to}:{ask.looked_at or ask.begins_at:%Y-%m-%dT%H%M%S}:{way}",
            phone_id=volunteer.phone_id,
            person_id=volunteer.person_id,
            message=message,
            subject_id=ask.id,
            occurs_at=ask.ends_at,
            useful_until=ask.ends_at,
            at_any_hour=message != ASK and soon and awake and (message != OFFER or way == Way.TEXT),
        )
        outbox.put(session, outgoing, now)


def tell_coordinators(
    session: Session, settings: Settings, ask: ShiftAsk, message: str, now: datetime
) -> None:
    """Whoever looks after the roster, but for whose shift it is."""
    for one in _coordinators(session, settings, now):
        if one != ask.volunteer_id:
            tell(session, settings, ask, message, one, now)


def _coordinators(session: Session, settings: Settings, now: datetime) -> Iterable[int]:
    everyone = roster.everyone(session, settings, now)
    return [one.id for one, _ in everyone if one.role == Role.COORDINATOR]
