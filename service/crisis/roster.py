"""Who takes calls, and when: each volunteer's shifts, on the wall of the place where they live.

A roster is some dozens of people, so it is read whole and counted here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.clock import zone
from service.crisis.spans import Span, joined, without
from service.models import LineType, Person, PhoneRow, Role, Shift, Volunteer
from service.settings import Settings
from service.text.phone import Phone

DAY = timedelta(days=1)
# So far ahead a shift is looked for: a time further off is no comfort to who waits for it.
AHEAD = timedelta(days=14)
# Who is on the roster, in their order, each with their phone and who they are.
LISTED = (
    select(Volunteer, PhoneRow, Person)
    .join(PhoneRow, PhoneRow.id == Volunteer.phone_id)
    .join(Person, Person.id == Volunteer.person_id)
    .where(Volunteer.is_active)
    .order_by(Volunteer.place, Volunteer.id)
)


@dataclass(frozen=True, slots=True)
class OnCall:
    """A volunteer who can be rung, with what ringing them needs."""

    id: int
    phone: Phone = field(repr=False)
    phone_id: int
    language: str
    held_until: datetime | None  # talking, or being rung, by then
    role: str = Role.PEER
    takes_texts: bool = True  # a landline doesn't

    def is_free(self, now: datetime) -> bool:
        return self.held_until is None or self.held_until <= now


@dataclass(frozen=True, slots=True)
class Rota:
    """One volunteer's hours around some days: those given, and those taken away."""

    on: tuple[Span, ...]
    off: tuple[Span, ...]

    def has(self, moment: datetime) -> bool:
        return any(span.has(moment) for span in self.on) and not any(
            span.has(moment) for span in self.off
        )

    def until(self, now: datetime) -> datetime:
        """Until when they are surely on duty, of who is now: another shift may follow at once."""
        ends = max(span.ends for span in self.on if span.has(now))
        return min((span.begins for span in self.off if now < span.begins < ends), default=ends)

    def blocks(self) -> list[Span]:
        """When they are on duty, in one order: shifts that touch are one, what was taken away is out."""
        return without(joined(self.on), self.off)

    def starts(self) -> Iterator[datetime]:
        """Moments at which they may come on: a shift begins, or what took it away is over."""
        yield from (span.begins for span in self.on)
        yield from (span.ends for span in self.off)

    def next_on(self, now: datetime) -> datetime | None:
        """When they are on duty next, `now` if they are; None when not in the time that was looked at."""
        moments = {now, *(start for start in self.starts() if start > now)}
        return next((moment for moment in sorted(moments) if self.has(moment)), None)


def add_volunteer(
    session: Session, person_id: int, phone_id: int, now: datetime, role: Role = Role.PEER
) -> int:
    """The last in the order until they are placed otherwise. They have said yes to being called."""
    last = session.scalar(select(func.max(Volunteer.place))) or 0
    theirs = {"person_id": person_id, "phone_id": phone_id, "role": role}
    added = Volunteer(**theirs, place=last + 1, agreed_at=now)
    session.add(added)
    session.flush()
    return added.id


def on_duty(session: Session, settings: Settings, now: datetime) -> list[OnCall]:
    """Who can be rung now, in their order; those held by another caller, too."""
    return [one for one, rota in _roster(session, settings, now, now) if rota.has(now)]


def everyone(session: Session, settings: Settings, now: datetime) -> list[tuple[OnCall, bool]]:
    """Whoever may be called at all, in their order, and whether they are on duty now."""
    return [(one, rota.has(now)) for one, rota in _roster(session, settings, now, now)]


def on_duty_until(
    session: Session, settings: Settings, now: datetime
) -> list[tuple[Phone, datetime]]:
    """The phones of those on duty, each with the end of its shift."""
    listed = _roster(session, settings, now, now)
    return [(one.phone, rota.until(now)) for one, rota in listed if rota.has(now)]


def is_anybody_on_duty(
    session: Session, settings: Settings, now: datetime, but: int | None = None
) -> bool:
    """Whether anybody is; `but` is the phone of who asks: nobody can be there for themselves."""
    return any(one.phone_id != but for one in on_duty(session, settings, now))


def next_shift(
    session: Session, settings: Settings, now: datetime, but: int | None = None
) -> datetime | None:
    """When somebody is on duty next, `now` if somebody is; None when nobody will be for two weeks.

    `but` is the phone of who asks: nobody can be there for themselves.
    """
    everyone = _roster(session, settings, now, now + AHEAD)
    found = (rota.next_on(now) for one, rota in everyone if one.phone_id != but)
    return min((moment for moment in found if moment), default=None)


def rotas(session: Session, settings: Settings, first: datetime, last: datetime) -> dict[int, Rota]:
    """Each volunteer's hours between the two moments, by who may be called at all."""
    return {one.id: rota for one, rota in _roster(session, settings, first, last)}


def _roster(
    session: Session, settings: Settings, first: datetime, last: datetime
) -> list[tuple[OnCall, Rota]]:
    """Every volunteer who may be called, with their hours between the two moments."""
    dialled = {*settings.countries_dialled, Phone(settings.line_number).country}
    may_be_called = PhoneRow.stopped_at.is_(None), PhoneRow.country.in_(dialled)
    rows = session.execute(LISTED.where(*may_be_called)).all()
    shifts = shifts_of(session, [volunteer.id for volunteer, _, _ in rows])
    found = []
    for volunteer, phone, person in rows:
        wall = zone(person.zone or settings.home_zone)
        rota = _rota(shifts.get(volunteer.id, []), wall, first, last)
        found.append((_on_call(volunteer, phone, person), rota))
    return found


def shifts_of(session: Session, volunteer_ids: Sequence[int]) -> dict[int, list[Shift]]:
    """Their shifts, by volunteer; those of weekdays first, in their order."""
    found: dict[int, list[Shift]] = {}
    if volunteer_ids:
        theirs = select(Shift).where(Shift.volunteer_id.in_(volunteer_ids))
        order = Shift.on_date.is_not(None), Shift.weekday, Shift.on_date, Shift.from_min
        for shift in session.scalars(theirs.order_by(*order)):
            found.setdefault(shift.volunteer_id, []).append(shift)
    return found


def _on_call(volunteer: Volunteer, phone: PhoneRow, person: Person) -> OnCall:
    return OnCall(
        volunteer.id,
        Phone.parse(phone.number),
        phone.id,
        phone.language or person.language,
        volunteer.held_until,
        volunteer.role,
        phone.line_type != LineType.LANDLINE,
    )


def _rota(shifts: Sequence[Shift], wall: ZoneInfo, first: datetime, last: datetime) -> Rota:
    """From the day before: a shift over midnight began there."""
    begins, ends = first.astimezone(wall).date() - DAY, last.astimezone(wall).date()
    days = [begins + number * DAY for number in range((ends - begins).days + 1)]
    on = _spans((shift for shift in shifts if not shift.off), days, wall)
    off = _spans((shift for shift in shifts if shift.off), days, wall)
    return Rota(tuple(on), tuple(off))


def _spans(shifts: Iterable[Shift], days: Sequence[date], wall: ZoneInfo) -> Iterator[Span]:
    for shift in shifts:
        for day in days:
            if shift.on_date == day or shift.weekday == day.weekday():
                yield span_on(day, shift.from_min, shift.until_min, wall)


def span_on(day: date, from_min: int, until_min: int, wall: ZoneInfo) -> Span:
    """Those hours of that date; until before or at from is over midnight."""
    ends_on = day + DAY if until_min <= from_min else day
    return Span(_moment(day, from_min, wall), _moment(ends_on, until_min, wall))


def _moment(day: date, minutes: int, wall: ZoneInfo) -> datetime:
    naive = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)
    return naive.replace(tzinfo=wall).astimezone(UTC)
