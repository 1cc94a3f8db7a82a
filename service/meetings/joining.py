"""Joining a meeting by its listed number: whether that may be dialled, with which keys, and when.

A number comes from a feed and never from a caller: otherwise somebody's own line at a premium rate would
be called on our account. It is looked at once more here, for a feed may list what we may not dial.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy.orm import Session

from service.meetings.feeds.dialling import is_dear
from service.meetings.search import Result, details
from service.settings import Settings
from service.text.phone import Phone, maybe_phone

# People come early to a first meeting; rooms let nobody in much earlier.
OPENS = timedelta(minutes=15)
LONGEST = timedelta(hours=3)
# The room says hello first: four seconds, as a comma or two in a number stand for. (w: half of one.)
PAUSE = "w" * 8


@dataclass(frozen=True, slots=True)
class Date:
    """The date of a meeting that is under way, or its next one."""

    one: Result
    opens: datetime
    ends: datetime

    def is_open(self, now: datetime) -> bool:
        return self.opens <= now < self.ends


def date_of(session: Session, meeting_id: int, now: datetime) -> Date | None:
    """None when it is no longer listed. A date that is called off is none."""
    begun = details(session, meeting_id, now - LONGEST)
    if begun is not None and now < _date(begun).ends:
        return _date(begun)
    coming = details(session, meeting_id, now)
    return None if coming is None else _date(coming)


def number_of(one: Result, settings: Settings) -> Phone | None:
    """The number its callers are joined to; None when it has none, or none that we may dial."""
    number = maybe_phone(one.dial_in or "")
    if number is None or number.e164 == settings.line_number:
        return None
    return number if may_be_dialled(number, settings) else None


def may_be_dialled(number: Phone, settings: Settings) -> bool:
    """Whether anybody may be joined to it: in our countries, and at no premium rate."""
    countries = settings.countries_dialled | {_country(Phone(settings.line_number))}
    return _country(number) in countries and not is_dear(number)


def tones_of(one: Result) -> str:
    """The keys of its codes, each after a pause; empty when it has none."""
    codes = [re.sub(r"[^\d*#]", "", code) for code in (one.dial_code or "").split(",")]
    return "".join([PAUSE + keys for keys in codes if keys])


def _date(one: Result) -> Date:
    # In UTC: on a wall whose clock changes, an hour later is not always that.
    starts = one.starts.astimezone(UTC)
    return Date(one, starts - OPENS, starts + timedelta(minutes=one.duration_min))


@lru_cache(maxsize=2048)
def _country(number: Phone) -> str | None:
    return number.country
