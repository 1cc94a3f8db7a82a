"""The date a reminder is for and the moment it goes; or why there can be none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from service.leads import Due, Wall, asked_for, due
from service.meetings.search import details
from service.members import Reach
from service.text.lead_words import Lead

# A lead is shorter than the time between two dates, so the second or third is always early enough.
DATES_TRIED = 8
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """The date it is for, and when it goes."""

    occurs_at: datetime
    lead: Lead
    due: Due
    dates_skipped: int


class Refusal(StrEnum):
    """Why none was set."""

    GONE = "gone"  # the meeting is no longer listed
    NOTHING = "nothing"  # no time before
    TOO_LONG = "too_long"  # longer than from one date to the next
    AFTER_START = "after_start"  # at an hour when it has begun
    PASSED = "passed"  # that moment of its date is over, and it stands as it was


def next_plan(
    session: Session,
    meeting_id: int,
    tried: Sequence[Lead],
    reach: Reach,
    now: datetime,
    awake: bool = False,
    since: datetime | None = None,
) -> Plan | None:
    """The first date from `since` (or now) on whose reminder can still go by one of these leads."""
    wall, after, skipped = Wall(reach.zone, reach.hours), since or now, 0
    for _ in range(DATES_TRIED):
        # Who asks now is given a date that is held; who has a reminder is told that its date is off.
        found = details(session, meeting_id, after, even_off=not awake)
        if found is None:
            return None
        for lead in tried:
            if goes := due(found.starts, lead, wall, now, awake):
                return Plan(found.starts, lead, goes, skipped)
        skipped += found.starts > now
        after = found.starts + MINUTE
    return None


def refusal_of(
    session: Session, meeting_id: int, lead: Lead, reach: Reach, now: datetime
) -> Refusal | None:
    found = details(session, meeting_id, now)
    if found is None:
        return Refusal.GONE
    if lead.at_min is None and lead.minutes <= 0:
        return Refusal.NOTHING
    asked = asked_for(found.starts, lead, reach.zone)
    if asked >= found.starts:
        return Refusal.AFTER_START
    later = details(session, meeting_id, found.starts + MINUTE)
    period = later.starts - found.starts if later else timedelta.max
    return Refusal.TOO_LONG if found.starts - asked >= period else None
