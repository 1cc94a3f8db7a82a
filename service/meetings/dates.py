"""One date of a meeting that is not as usual: called off, moved, or put back as it was.

The series goes on. A date is named as the series has it, in the meeting's own zone, however often it is
moved. Where two feeds have the meeting both rows are told, so that it holds whichever is listed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from service.db import insert
from service.errors import NotADate
from service.meetings.attributes import DATED
from service.meetings.dated import Change, changes_of, moments
from service.meetings.recurring import Series, next_from
from service.meetings.shelf import shelf_of
from service.models.meeting import Meeting
from service.models.meeting_date import MeetingDate
from service.schedule import Occurrence, Schedule

UNCHANGED = Change(None, None, None)
LONGEST_PLACE, LONGEST_REASON = 160, 60


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of one date: when it was to begin, and when it begins now."""

    meeting_id: int  # the row that is listed
    on: date
    usual: datetime
    was: datetime | None  # None: it had been called off
    now: datetime | None  # None: it is called off


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where and when one date is instead; None stays as it is."""

    at: datetime | None = None  # aware
    place: str | None = None
    reason: str | None = None


def next_date(session: Session, meeting_id: int, now: datetime) -> date:
    """The next one that people may expect, called off or not. Raises NotADate when there is none."""
    found = next_from(schedule_of(session, meeting_id), now, even_off=True)
    if found is None:
        raise NotADate("It has no date to come.")
    return found.on


def next_changed(session: Session, meeting_id: int, now: datetime) -> date:
    """The next that is off or moved. Raises NotADate when all are as usual."""
    schedule = schedule_of(session, meeting_id)
    changed = [one for on in schedule.changed if (one := schedule.on(on)) and one.starts >= now]
    if not changed:
        raise NotADate("All its dates are as usual.")
    return min(changed, key=lambda one: one.starts).on


def call_off(
    session: Session, meeting_id: int, on: date, now: datetime, reason: str | None = None
) -> Changed:
    """It does not meet on that date. Raises NotADate."""
    had, usual = _date_to_come(session, meeting_id, on, now), _as_usual(session, meeting_id, on)
    _check_lengths(None, reason)
    _write(session, meeting_id, on, Change(None, None, reason), now)
    return Changed(_listed(session, meeting_id).id, on, usual, _starts(had), None)


def move(session: Session, meeting_id: int, on: date, there: Elsewhere, now: datetime) -> Changed:
    """It meets at another moment or place than usual, this once. Raises NotADate."""
    had, usual = _date_to_come(session, meeting_id, on, now), _as_usual(session, meeting_id, on)
    _check_lengths(there.place, there.reason)
    to = there.at or had.starts  # the usual hour, too, where it had been called off
    if to <= now:
        raise NotADate("That would be over already: give a moment to come.")
    _check_is_free(session, meeting_id, on, to)
    listed = _listed(session, meeting_id)
    before = changes_of(session, listed.id).get(on, UNCHANGED)
    change = Change(to, there.place or before.place, there.reason or before.reason)
    _write(session, meeting_id, on, change, now)
    return Changed(listed.id, on, usual, _starts(had), to)


def put_back(session: Session, meeting_id: int, on: date, now: datetime) -> Changed:
    """It meets as usual after all. Raises NotADate, also when it was as usual all the time."""
    listed = _listed(session, meeting_id)
    if on not in changes_of(session, listed.id):
        raise NotADate(f"{on} is as usual already.")
    had = _date_to_come(session, meeting_id, on, now)
    usual = _as_usual(session, meeting_id, on)
    if usual <= now:
        raise NotADate("Its usual hour is over already.")
    ids = _rows_of(session, listed.id)
    session.execute(
        delete(MeetingDate).where(MeetingDate.meeting_id.in_(ids), MeetingDate.on_date == on)
    )
    still = exists().where(MeetingDate.meeting_id == Meeting.id)
    plain = update(Meeting).where(Meeting.id.in_(ids), ~still)
    session.execute(plain.values(attrs=Meeting.attrs.op("&")(~DATED)), execution_options=_DIRECT)
    shelf_of(session).forget()
    return Changed(listed.id, on, usual, _starts(had), usual)


def schedule_of(session: Session, meeting_id: int) -> Schedule:
    """Of the row that is listed. Raises NotADate when it has no hour."""
    found = schedule_if_any(session, meeting_id)
    if found is None:
        raise NotADate("It has no fixed hour.")
    return found


def schedule_if_any(session: Session, meeting_id: int | None) -> Schedule | None:
    """The same; None where there is no meeting, or no hour."""
    if meeting_id is None:
        return None
    listed = _listed(session, meeting_id)
    if listed.minute_of_week is None:
        return None
    series = Series(listed.minute_of_week, listed.zone, listed.rrule, listed.starts_on)
    return series.schedule(moments(changes_of(session, listed.id)))


_DIRECT = {"synchronize_session": False}


def _listed(session: Session, meeting_id: int) -> Meeting:
    """The row itself, or the one that is listed for it."""
    meeting = session.get_one(Meeting, meeting_id)
    return meeting if meeting.twin_of is None else session.get_one(Meeting, meeting.twin_of)


def _rows_of(session: Session, listed_id: int) -> list[int]:
    same = or_(Meeting.id == listed_id, Meeting.twin_of == listed_id)
    return list(session.scalars(select(Meeting.id).where(same)))


def _date_to_come(session: Session, meeting_id: int, on: date, now: datetime) -> Occurrence:
    schedule = schedule_of(session, meeting_id)
    found = schedule.on(on)
    if found is None:
        coming = next_from(schedule, now, even_off=True)
        hint = f" The next is {coming.on}." if coming else ""
        raise NotADate(f"{on} is no date of it.{hint}")
    if found.starts < now.replace(second=0, microsecond=0):
        raise NotADate(f"{on} is over.")
    return found


def _starts(occurrence: Occurrence) -> datetime | None:
    return None if occurrence.off else occurrence.starts


def _as_usual(session: Session, meeting_id: int, on: date) -> datetime:
    listed = _listed(session, meeting_id)
    series = Series(listed.minute_of_week or 0, listed.zone, listed.rrule, listed.starts_on)
    found = series.schedule().on(on)
    assert found is not None  # asked of dates of the series only
    return found.starts


def _check_is_free(session: Session, meeting_id: int, on: date, to: datetime) -> None:
    schedule = schedule_of(session, meeting_id)
    there = [one for one in schedule.between(to, to.replace(second=59)) if one.on != on]
    if there:
        raise NotADate(f"It meets then anyway, on {there[0].on}.")


def _check_lengths(place: str | None, reason: str | None) -> None:
    if len(place or "") > LONGEST_PLACE or len(reason or "") > LONGEST_REASON:
        raise NotADate(f"A place has {LONGEST_PLACE} letters at most, a reason {LONGEST_REASON}.")


def _write(session: Session, meeting_id: int, on: date, change: Change, now: datetime) -> None:
    said = {**change._asdict(), "changed_at": now}
    ids = _rows_of(session, _listed(session, meeting_id).id)
    for id in ids:
        session.execute(
            insert(session, MeetingDate)
            .values(meeting_id=id, on_date=on, **said)
            .on_conflict_do_update(index_elements=["meeting_id", "on_date"], set_=said)
        )
    dated = update(Meeting).where(Meeting.id.in_(ids))
    session.execute(dated.values(attrs=Meeting.attrs.op("|")(DATED)), execution_options=_DIRECT)
    shelf_of(session).forget()
