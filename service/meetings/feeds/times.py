"""Days and clock times in the spellings that feeds use."""

import re
from datetime import UTC, datetime
from typing import Any

DEFAULT_DURATION_MIN = 60  # Meeting Guide's rule for a row without an end
LONGEST_OVER_MIDNIGHT_MIN = 180  # an end before the start is next day's, or a mistake
DAY_MIN = 24 * 60
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_CLOCK = re.compile(r"^\s*(\d{1,2})(?::(\d{2}))?(?::\d{2})?\s*([ap])?\.?m?\.?\s*$", re.IGNORECASE)
_WORDS = {"noon": 720, "midnight": 0, "mediodia": 720, "medianoche": 0}


def days(value: Any) -> list[int]:
    """Meeting Guide days, 0 is Sunday: a number, "6", 7 for Sunday, a name, or a list of these.

    >>> days("6"), days(["Monday", 3]), days(None)
    ([6], [1, 3], [])
    """
    values = value if isinstance(value, list) else [value]
    return [day for one in values if (day := _day(one)) is not None]


def _day(value: Any) -> int | None:
    text = str(value).strip().lower()
    if text.isdigit() and int(text) <= 7:
        return int(text) % 7
    return _DAYS.index(text[:3]) if text[:3] in _DAYS and text.isalpha() else None


def minutes(value: Any) -> int | None:
    """Minutes since midnight from "19:30", "18:00:00", "8:00 PM" or "Noon"; 24:00 is next day's 0:00.

    >>> minutes("8:00 PM"), minutes("19:30:00"), minutes("Noon"), minutes("")
    (1200, 1170, 720, None)
    """
    text = str(value or "").strip()
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    found = _CLOCK.match(text)
    if not found or (":" not in text and not found.group(3)):
        return None
    hour, minute, half = int(found.group(1)), int(found.group(2) or 0), found.group(3)
    if half:
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= DAY_MIN else None


def duration(start: int, end: int | None) -> int:
    """Minutes from start to end, over midnight if that makes at most three hours."""
    if end is None:
        return DEFAULT_DURATION_MIN
    lasts = end - start
    if lasts <= 0:
        lasts += DAY_MIN
        return lasts if lasts <= LONGEST_OVER_MIDNIGHT_MIN else DEFAULT_DURATION_MIN
    return lasts


def moment(value: Any) -> datetime | None:
    """A row's last change, "2023-08-29 15:56:59" in UTC or "10/21/2020 9:10:37 AM"; None if unclear."""
    for shape in ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"):
        try:
            return datetime.strptime(str(value), shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
