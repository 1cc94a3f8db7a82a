"""Meetings as a calendar file (RFC 5545), for whatever keeps a calendar.

A series is one event with its rule; a date that is called off is left out of it, one that is moved stands
beside it. An event's UID is the same in every file, so a newer one replaces what an older one brought.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event, vRecur

from service.meetings.dated import Change, moments
from service.meetings.recurring import WEEKLY, Series
from service.models.meeting import Meeting
from service.schedule import Schedule, on_the_wall

MADE_BY = "-//Porchlight//Meetings//EN"
YEARS_OF_A_ZONE = 10  # its clock changes so far ahead
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting with what is different about some dates. `how` is how people take part, in words."""

    meeting: Meeting
    name: str
    changed: Mapping[date, Change]
    how: str = ""

    @property
    def series(self) -> Series:
        row = self.meeting
        return Series(row.minute_of_week or 0, row.zone, row.rrule, row.starts_on)


def calendar_file(listed: Iterable[Listed], origin: str, now: datetime) -> bytes:
    """Of all that have a date to come. `origin`, the line's own address, keeps two lines' events apart."""
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    for one in listed:
        for event in _events(one, origin, now):
            calendar.add_component(event)
    calendar.add_missing_timezones(
        first_date=date(now.year, 1, 1), last_date=date(now.year + YEARS_OF_A_ZONE, 1, 1)
    )
    return bytes(calendar.to_ical())


def _events(one: Listed, origin: str, now: datetime) -> list[Event]:
    schedule = one.series.schedule(moments(one.changed))
    first = _first(one, schedule, now)
    if first is None:
        return []
    uid = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{origin}/meetings/{one.meeting.id}')}"
    series = _event(one, uid, _usual(schedule, first), now)
    series.add("rrule", _rule(one, schedule))
    found = [series]
    for on, change in sorted(one.changed.items()):
        if on < first or not schedule.has(on):
            continue
        usual = _usual(schedule, on)
        if change.starts_at is None:
            series.add("exdate", usual)
            continue
        moved = _event(one, uid, change.starts_at.astimezone(schedule.zone), now, change.place)
        moved.add("recurrence-id", usual)
        found.append(moved)
    return found


def _first(one: Listed, schedule: Schedule, now: datetime) -> date | None:
    """The date its rule is counted from; of a feed's, which has none, the next."""
    today = now.astimezone(schedule.zone).date()
    if next(schedule.days.since(today), None) is None:
        return None
    return next(schedule.days.since(one.series.starts_on or today), None)


def _usual(schedule: Schedule, on: date) -> datetime:
    return on_the_wall(on, schedule.at, schedule.zone)


def _rule(one: Listed, schedule: Schedule) -> vRecur:
    """Its last day is a moment in UTC, as a rule with an hour must say it. Which of two weeks a feed means
    nobody knows, so each is shown."""
    known = one.series.starts_on is not None or "MONTHLY" in (one.series.rrule or "")
    text = one.series.rrule if known and one.series.rrule else WEEKLY
    rule: vRecur = vRecur.from_ical(text)
    if until := rule.get("UNTIL"):
        last = until[0].date() if isinstance(until[0], datetime) else until[0]
        rule["UNTIL"] = [on_the_wall(last, _LAST_SECOND, schedule.zone).astimezone(UTC)]
    return rule


def _event(
    one: Listed, uid: str, starts: datetime, now: datetime, place: str | None = None
) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    event.add("summary", one.name)
    event.add("dtstart", starts)
    event.add("duration", timedelta(minutes=one.meeting.duration_min))
    if where := place or whole_place(one.meeting):
        event.add("location", where)
    if one.how:
        event.add("description", one.how)
    if one.meeting.url:
        event.add("url", one.meeting.url)
    return event


def whole_place(meeting: Meeting) -> str:
    """House, street, town, state and code, as on a letter; empty where there is no room."""
    if meeting.mode not in ("in-person", "hybrid"):
        return ""
    state = " ".join(filter(None, (meeting.region, meeting.postal_code)))
    parts = (meeting.location, meeting.address, meeting.town, state)
    return ", ".join(part for part in parts if part)
