"""Professional help near a place: what the organisation lists, and nothing that it does not."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from service.meetings.geo import miles_between
from service.meetings.places import Place
from service.models import Care

# Further than anybody drives to a doctor every week.
NEAR_MILES = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody types in. Without a place it is for everybody, like an advice line."""

    name: str
    phone: str
    place: Place | None
    note: str | None
    verified_on: date


def add(session: Session, entry: Entry) -> int:
    place = entry.place
    row = Care(
        name=entry.name,
        phone=entry.phone,
        town=place and place.name,
        region=place and place.region,
        lat=place and place.lat,
        lon=place and place.lon,
        note=entry.note,
        verified_on=entry.verified_on,
    )
    session.add(row)
    session.flush()
    return row.id


def everything(session: Session) -> list[Care]:
    return list(session.scalars(select(Care).order_by(Care.region, Care.town, Care.name)))


def remove(session: Session, care_id: int) -> bool:
    """False when there is none of that number."""
    gone = delete(Care).where(Care.id == care_id).returning(Care.id)
    return session.scalar(gone) is not None


def is_local(session: Session) -> bool:
    """Whether it matters where somebody is."""
    return session.scalar(select(Care.id).where(Care.lat.is_not(None)).limit(1)) is not None


def near(session: Session, place: Place | None, limit: int = 2) -> list[Care]:
    """The nearest within a hundred miles, then those for everybody."""
    found = [(_miles(one, place), one) for one in everything(session)]
    fitting = [(miles, one) for miles, one in found if miles is not None]
    return [one for _, one in sorted(fitting, key=lambda pair: pair[0])][:limit]


def _miles(one: Care, place: Place | None) -> float | None:
    """None: too far, or nobody knows. What is for everybody comes after what is near."""
    if one.lat is None or one.lon is None:
        return float(NEAR_MILES)
    if place is None:
        return None
    miles = miles_between(place.lat, place.lon, one.lat, one.lon)
    return miles if miles < NEAR_MILES else None
