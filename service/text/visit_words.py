"""When an appointment is, as people write it behind APPT: `Thu 2pm`, `mañana 10`, `dec 3 9:30`. Pure."""

import re
from datetime import date, datetime, time, timedelta
from typing import Final

from service.text.check_words import EVERY_DAY, check_in_said, later_half
from service.text.hours import HOUR_MIN
from service.text.language import bare
from service.text.times import MONTHS, MONTHS_SPOKEN

DAY = timedelta(days=1)
MOST_WORDS: Final = 10
# Of a bare hour: nobody has an appointment before it in the morning.
MORNING_FROM = 7 * HOUR_MIN
_NEAR = {
    "day after tomorrow": 2, "pasado manana": 2, "today": 0, "hoy": 0, "tomorrow": 1, "manana": 1,
}  # fmt: skip
# Not "9 de la mañana", nor "2 for tomorrow's".
_NEARBY = re.compile(rf"(?<!la )\b({'|'.join(_NEAR)})\b")
_MONTH_OF = {
    name: number
    for names in (*MONTHS.values(), *MONTHS_SPOKEN.values())
    for number, one in enumerate(names, 1)
    for name in (bare(one),)
}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})|(?P<dia>\d{{1,2}})(?: de)? (?P<mes>{_MONTH}))"
    r"(?:st|nd|rd|th)?\b"
)


def visit_in(said: str, wall: datetime) -> datetime | None:
    """The moment, on the wall clock of whoever says so (naive); None where a day or an hour is missing.

    A weekday is the next one, today as well while that hour is to come. It may have passed already.

    >>> monday = datetime(2026, 11, 23, 18, 5)
    >>> str(visit_in("Thu 2pm", monday)), str(visit_in("lun 9", monday))
    ('2026-11-26 14:00:00', '2026-11-30 09:00:00')
    >>> str(visit_in("mañana a las 10 de la mañana", monday)), str(visit_in("Dec 3 at 9:30", monday))
    ('2026-11-24 10:00:00', '2026-12-03 09:30:00')
    >>> str(visit_in("pasado mañana 10am", monday))
    '2026-11-25 10:00:00'
    >>> visit_in("Thu", monday), visit_in("2pm", monday), visit_in("feb 31 2pm", monday)
    (None, None, None)
    """
    words = " ".join(bare(said).split())
    if len(words.split()) > MOST_WORDS:
        return None
    on, rest = _day_named(words, wall.date())
    found = check_in_said(rest)
    if found.at_min is None:
        return None
    at = datetime.min + timedelta(minutes=_likely(found.at_min) if found.is_bare else found.at_min)
    on = on or (_next(found.days, at.time(), wall) if found.days else None)
    return None if on is None else datetime.combine(on, at.time())


def _day_named(words: str, today: date) -> tuple[date | None, str]:
    """Today, tomorrow, or a date of the year that is to come; and the other words."""
    if near := _NEARBY.search(words):
        return today + DAY * _NEAR[near[1]], _without(words, near)
    dated = _DATE.search(words)
    return (_date(dated, today), _without(words, dated)) if dated else (None, words)


def _without(words: str, found: re.Match[str]) -> str:
    return f"{words[: found.start()]} {words[found.end() :]}".strip()


def _date(found: re.Match[str], today: date) -> date | None:
    month = _MONTH_OF[found["month"] or found["mes"]]
    day = int(found["day"] or found["dia"])
    for year in (today.year, today.year + 1):
        try:
            on = date(year, month, day)
        except ValueError:  # 31 February
            continue
        if on >= today:
            return on
    return None


def _likely(at_min: int) -> int:
    """`2` is the afternoon's; `9` the morning's.

    >>> _likely(2 * 60), _likely(9 * 60), _likely(0)
    (840, 540, 720)
    """
    return later_half(at_min) if at_min < MORNING_FROM else at_min


def _next(days: int, at: time, wall: datetime) -> date | None:
    if days & (days - 1) or not 0 < days <= EVERY_DAY:
        return None  # of several days none is meant
    ahead = (days.bit_length() - 1 - wall.weekday()) % 7
    on = wall.date() + DAY * ahead
    return on if ahead or at > wall.time() else on + DAY * 7
