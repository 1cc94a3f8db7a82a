"""The roster as whoever runs the line sees and changes it: who is on it, in which order, at which hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from service.crisis.roster import AHEAD, LISTED, add_volunteer, rotas, shifts_of
from service.models import Person, Role, Shift, Volunteer
from service.settings import Settings
from service.text.hours import DAY_MIN
from service.text.phone import Phone

WEEK = timedelta(days=7)
STEP = timedelta(minutes=15)  # as fine as a gap in the week is looked for


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours of a weekday (0 is Monday) on the volunteer's own wall; 1320 until 360 is over midnight."""

    weekday: int
    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A volunteer as they stand. `next_at`: when they are on again, where they aren't now."""

    id: int
    name: str | None = field(repr=False)
    phone: Phone = field(repr=False)
    language: str
    role: str
    zone: str
    slots: tuple[Slot, ...]
    days_off: tuple[date, ...]
    stopped: bool  # their phone said STOP: it isn't rung
    on_now: bool
    next_at: datetime | None


def standing(session: Session, settings: Settings, now: datetime) -> list[Standing]:
    """Everybody on the roster, in the order in which they are rung."""
    hours = rotas(session, settings, now, now + AHEAD)
    rows = session.execute(LISTED).all()
    shifts = shifts_of(session, [volunteer.id for volunteer, _, _ in rows])
    found = []
    for volunteer, phone, person in rows:
        rota = hours.get(volunteer.id)
        theirs = shifts.get(volunteer.id, [])
        found.append(
            Standing(
                id=volunteer.id,
                name=person.first_name,
                phone=Phone.parse(phone.number),
                language=phone.language or person.language,
                role=volunteer.role,
                zone=person.zone or settings.home_zone,
                slots=_slots(theirs),
                days_off=_days_off(theirs, now),
                stopped=phone.stopped_at is not None,
                on_now=rota is not None and rota.has(now),
                next_at=rota.next_on(now) if rota else None,
            )
        )
    return found


def enlist(
    session: Session, person_id: int, phone_id: int, now: datetime, role: Role = Role.PEER
) -> int | None:
    """Puts somebody on the roster who has said yes to it, last in the order; None when they are there."""
    known = session.scalar(select(Volunteer).where(Volunteer.person_id == person_id))
    if known is None:
        return add_volunteer(session, person_id, phone_id, now, role)
    if known.is_active:
        return None
    known.is_active, known.phone_id, known.agreed_at = True, phone_id, now
    known.role = role
    return known.id


def dismiss(session: Session, volunteer_id: int) -> None:
    """They aren't rung any more; what they did for a case stays on its timeline."""
    session.execute(update(Volunteer).where(Volunteer.id == volunteer_id).values(is_active=False))
    session.execute(delete(Shift).where(Shift.volunteer_id == volunteer_id))


def set_week(session: Session, volunteer_id: int, slots: Iterable[Slot]) -> None:
    """These hours of every week instead of those there were; single dates stay as they are."""
    weekly = Shift.volunteer_id == volunteer_id, Shift.weekday.is_not(None)
    session.execute(delete(Shift).where(*weekly))
    for slot in slots:
        hours = {"from_min": slot.from_min, "until_min": slot.until_min}
        session.add(Shift(volunteer_id=volunteer_id, weekday=slot.weekday, **hours))


def take_off(session: Session, volunteer_id: int, days: Iterable[date]) -> None:
    """Not on duty on those dates, from midnight to midnight."""
    put_back(session, volunteer_id, days := tuple(days))
    whole = {"from_min": 0, "until_min": DAY_MIN, "off": True}
    session.add_all(Shift(volunteer_id=volunteer_id, on_date=day, **whole) for day in days)


def put_back(session: Session, volunteer_id: int, days: Iterable[date]) -> None:
    """As in every week again."""
    dated = Shift.volunteer_id == volunteer_id, Shift.off, Shift.on_date.in_(tuple(days))
    session.execute(delete(Shift).where(*dated))


def reorder(session: Session, volunteer_ids: Sequence[int]) -> None:
    """These first, in this order; the others after them, as they were."""
    others = session.scalars(
        select(Volunteer.id)
        .where(Volunteer.id.not_in(volunteer_ids))
        .order_by(Volunteer.place, Volunteer.id)
    )
    for place, volunteer_id in enumerate((*volunteer_ids, *others.all()), start=1):
        session.execute(update(Volunteer).where(Volunteer.id == volunteer_id).values(place=place))


def of_person(session: Session, person_id: int) -> Volunteer | None:
    """Them as a volunteer; None for who is not on the roster."""
    theirs = select(Volunteer).where(Volunteer.person_id == person_id, Volunteer.is_active)
    return session.scalar(theirs)


def names(session: Session) -> dict[int, str | None]:
    """First names of all there are and were, for whoever sees the roster."""
    known = select(Volunteer.id, Person.first_name).join(Person, Person.id == Volunteer.person_id)
    return dict(iter(session.execute(known)))


def of_phone(session: Session, phone_id: int) -> int | None:
    """The volunteer who is rung on this phone."""
    return session.scalar(
        select(Volunteer.id).where(Volunteer.phone_id == phone_id, Volunteer.is_active)
    )


def uncovered(session: Session, settings: Settings, now: datetime) -> timedelta:
    """How much of the coming week nobody is on duty."""
    everyone = rotas(session, settings, now, now + WEEK).values()
    moments = (now + number * STEP for number in range(WEEK // STEP))
    return STEP * sum(not any(rota.has(moment) for rota in everyone) for moment in moments)


def _slots(shifts: Iterable[Shift]) -> tuple[Slot, ...]:
    return tuple(
        Slot(shift.weekday, shift.from_min, shift.until_min)
        for shift in shifts
        if shift.weekday is not None and not shift.off
    )


def _days_off(shifts: Iterable[Shift], now: datetime) -> tuple[date, ...]:
    """Whole ones that aren't over anywhere."""
    past = now.date() - timedelta(days=1)
    whole = (one.on_date for one in shifts if one.off and one.until_min - one.from_min == DAY_MIN)
    return tuple(day for day in whole if day and day >= past)
