"""What the page of one check-in shows. Its answers are the member's own, and stay so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.access.roles import Seat
from service.checkins import board, contacts, days
from service.checkins.board import Standing
from service.clock import zone
from service.crisis import hands
from service.models import CheckIn, CheckInDay, Contact, DayState, Person, PhoneRow
from service.settings import Settings

LAST_DAYS = 14
# Of the picture: what is well, what is being seen to, what was missed.
DOT = {
    Standing.ANSWERED: "good",
    Standing.LATE: "warn",
    Standing.WAITING: "warn",
    Standing.TOLD: "warn",
    Standing.MISSED: "bad",
    Standing.STOPPED: "soft",
}


@dataclass(frozen=True, slots=True)
class StandsBy:
    """Who is told, and whether they may be: their yes, or their STOP since."""

    contact: Contact
    number: str
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dot:
    at: datetime
    standing: Standing

    @property
    def kind(self) -> str:
        return DOT[self.standing]


@dataclass(frozen=True, slots=True)
class CheckInPage:
    check_in: CheckIn
    person: Person
    number: str
    home: tzinfo
    state: str
    contacts: Sequence[StandsBy]
    dots: Sequence[Dot]
    open: CheckInDay | None
    standing: Standing | None
    may_call: bool  # their own phone can be rung for it

    @property
    def proposed(self) -> bool:
        return self.check_in.agreed_at is None and self.check_in.on


def find(session: Session, seat: Seat, check_in_id: int) -> CheckIn | None:
    """One of who has joined a group of theirs."""
    mine = select(CheckIn).where(CheckIn.id == check_in_id, board.theirs(seat.groups))
    return session.scalar(mine)


def page_of(
    session: Session, settings: Settings, seat: Seat, check_in: CheckIn, now: datetime
) -> CheckInPage:
    person = session.get_one(Person, check_in.person_id)
    phone = session.get_one(PhoneRow, check_in.phone_id)
    open_day = days.open_of(session, check_in.id)
    hand = hands.hand_of(session, seat.person_id, owns=seat.groups is None)
    return CheckInPage(
        check_in,
        person,
        phone.number,
        zone(person.zone or settings.home_zone),
        state_of(check_in, phone.stopped_at, now),
        _contacts(session, person.id),
        [
            Dot(day.occurs_at, board.standing_of(day.state, day.rung))
            for day in board.last_days(session, check_in.id, LAST_DAYS)
        ],
        open_day,
        board.standing_of(open_day.state, open_day.rung) if open_day else None,
        may_call=hand.volunteer_id is not None
        and phone.id not in hand.phone_ids
        and open_day is not None
        and open_day.state != DayState.HELD,
    )


def state_of(check_in: CheckIn, stopped_at: datetime | None, now: datetime) -> str:
    if not check_in.on:
        return "off"
    if check_in.agreed_at is None:
        return "proposed"
    if stopped_at:
        return "stopped"
    return "away" if check_in.away_until and now < check_in.away_until else "on"


def _contacts(session: Session, person_id: int) -> list[StandsBy]:
    """In the order in which they are told."""
    found = contacts.of_person(session, person_id)
    phones = {
        row.id: row
        for row in session.scalars(
            select(PhoneRow).where(PhoneRow.id.in_([one.phone_id for one in found]))
        )
    }
    return [
        StandsBy(one, phones[one.phone_id].number, phones[one.phone_id].stopped_at) for one in found
    ]
