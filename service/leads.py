"""How long before its meeting a reminder goes, and at which moment that is for one person. Pure.

A lead of whole days is counted on the wall, so that "a day before 7 pm" is 7 pm over a clock change,
too; any other is time as it passes. An hour of the day ("9am") was asked for by its hour: contact hours
don't move it. What falls outside them otherwise goes earlier, in the last quarter of an hour before
they ended: late is no use, and nobody is woken.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from service.delivery.hours import last_contact, on_wall
from service.text.hours import DAY_MIN, Hours
from service.text.lead_words import Lead
from service.text.times import evening_date


@dataclass(frozen=True, slots=True)
class Due:
    """When it goes; `at_any_hour` when contact hours don't hold it."""

    at: datetime  # UTC
    at_any_hour: bool = False


@dataclass(frozen=True, slots=True)
class Wall:
    """One person's clock, and when they may be reached by it."""

    zone: ZoneInfo
    hours: Hours


HOUR_BEFORE, QUARTER_BEFORE = Lead(60), Lead(15)


def due(occurs_at: datetime, lead: Lead, wall: Wall, now: datetime, awake: bool) -> Due | None:
    """When the reminder of this date goes; None when that has passed.

    `awake`: they ask for it now, so what comes later the same evening may come at its hour.
    """
    asked = asked_for(occurs_at, lead, wall.zone)
    if not now < asked < occurs_at:
        return None
    if lead.at_min is not None:
        return Due(asked, at_any_hour=True)
    at = last_contact(asked, wall.zone, wall.hours)
    if at > now:
        return Due(at)
    same_evening = evening_date(asked.astimezone(wall.zone)) == evening_date(
        now.astimezone(wall.zone)
    )
    return Due(asked, at_any_hour=True) if awake and same_evening else None


def asked_for(occurs_at: datetime, lead: Lead, zone: ZoneInfo) -> datetime:
    """The moment the lead itself means, whatever the contact hours; in UTC."""
    day = occurs_at.astimezone(zone)
    if lead.at_min is not None:
        return on_wall(day.date(), lead.at_min, zone)
    if lead.minutes % DAY_MIN:
        return occurs_at - timedelta(minutes=lead.minutes)
    date = day.date() - timedelta(minutes=lead.minutes)
    return on_wall(date, day.hour * 60 + day.minute, zone)
