"""A volunteer's own changes to their shifts: hours added for a date, hours taken off one, and both undone.

What is taken off is kept a date a row, on their own wall, cut at midnight: so it means the same over a
clock change. Hours that are added lift what was taken off them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.clock import zone
from service.crisis import roster
from service.crisis.spans import Span, common, joined, without
from service.models import Person, Shift, Volunteer
from service.settings import Settings
from service.text.hours import DAY_MIN

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Server:
    """Whoever is on the roster, and their own wall."""

    id: int
    wall: ZoneInfo


@dataclass(frozen=True, slots=True)
class Added:
    """Hours that were added, and what of them had been taken off before."""

    id: int
    lifted: tuple[Span, ...]


def server_on(
    session: Session, settings: Settings, phone_id: int, person_id: int | None
) -> Server | None:
    """Who is rung on this phone, if it is that person; None where nobody is."""
    theirs = (
        select(Volunteer.id, Person.zone)
        .join(Person, Person.id == Volunteer.person_id)
        .where(Volunteer.phone_id == phone_id, Volunteer.is_active)
    )
    if person_id is not None:
        theirs = theirs.where(Volunteer.person_id == person_id)
    found = session.execute(theirs.limit(1)).first()
    return Server(found.id, zone(found.zone or settings.home_zone)) if found else None


def blocks(session: Session, settings: Settings, volunteer_id: int, now: datetime) -> list[Span]:
    """When they are on duty, from what is on now on, for two weeks."""
    rota = roster.rotas(session, settings, now, now + roster.AHEAD).get(volunteer_id)
    return [span for span in rota.blocks() if span.ends > now] if rota else []


# --- what it changes -----------------------------------------------------------------------------------


def add(session: Session, who: Server, span: Span) -> Added:
    """They are on duty then, whatever was taken off before."""
    lifted = put_back(session, who, [span])
    begins, ends = span.begins.astimezone(who.wall), span.ends.astimezone(who.wall)
    hours = {"from_min": _minute(begins), "until_min": _minute(ends)}
    fresh = Shift(volunteer_id=who.id, on_date=begins.date(), **hours)
    session.add(fresh)
    session.flush()
    return Added(fresh.id, tuple(lifted))


def remove(session: Session, who: Server, added: Added) -> None:
    """As before those were added."""
    theirs = Shift.id == added.id, Shift.volunteer_id == who.id, Shift.on_date.is_not(None)
    session.execute(delete(Shift).where(*theirs, Shift.off.is_(False)))
    take_off(session, who, added.lifted)


def take_off(session: Session, who: Server, spans: Iterable[Span]) -> None:
    """They are not on duty then."""
    for span in spans:
        for day, from_min, until_min in _by_date(span, who.wall):
            hours = {"from_min": from_min, "until_min": until_min, "off": True}
            session.add(Shift(volunteer_id=who.id, on_date=day, **hours))
    session.flush()


def put_back(session: Session, who: Server, spans: Iterable[Span]) -> list[Span]:
    """Nothing is taken off then; what had been."""
    wanted, lifted = joined(spans), []
    dated = Shift.volunteer_id == who.id, Shift.off, Shift.on_date.is_not(None)
    for shift in session.scalars(select(Shift).where(*dated)).all():
        assert shift.on_date is not None  # as asked for
        was = roster.span_on(shift.on_date, shift.from_min, shift.until_min, who.wall)
        if inside := [piece for span in wanted for piece in common([was], span)]:
            lifted += inside
            session.delete(shift)
            session.flush()
            take_off(session, who, without([was], inside))
    return joined(lifted)


def _by_date(span: Span, wall: ZoneInfo) -> Iterable[tuple[date, int, int]]:
    """Each date's part of it: minutes since that midnight."""
    begins, ends = span.begins.astimezone(wall), span.ends.astimezone(wall)
    day, from_min = begins.date(), _minute(begins)
    while day < ends.date():
        yield day, from_min, DAY_MIN
        day, from_min = day + DAY, 0
    if from_min < _minute(ends):
        yield day, from_min, _minute(ends)


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


# --- who else is there ---------------------------------------------------------------------------------


def alone_in(
    session: Session, settings: Settings, volunteer_id: int, spans: Sequence[Span]
) -> list[Span]:
    """What of it nobody else is there for."""
    if not spans:
        return []
    first, last = min(one.begins for one in spans), max(one.ends for one in spans)
    everyone = roster.rotas(session, settings, first, last)
    others = [rota for number, rota in everyone.items() if number != volunteer_id]
    return without(spans, (span for rota in others for span in rota.blocks()))


def gaps(session: Session, settings: Settings, first: datetime, last: datetime) -> list[Span]:
    """When nobody at all is on duty between the two moments."""
    everyone = roster.rotas(session, settings, first, last).values()
    return without([Span(first, last)], (span for rota in everyone for span in rota.blocks()))
