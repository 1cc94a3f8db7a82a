"""How long a break lasts, as people write it behind PAUSE and AWAY: `7`, `2 weeks`, `until mon`. Pure."""

import re
from datetime import date, timedelta

from service.text.language import bare
from service.text.lead_words import NUMBERS
from service.text.times import MONTHS

DAY = timedelta(days=1)
UNITS = {
    **dict.fromkeys(("", "d", "day", "days", "dia", "dias"), 1),
    **dict.fromkeys(("w", "wk", "week", "weeks", "semana", "semanas"), 7),
}
ALONE_NO_NUMBER = frozenset(("a", "an", "un", "una"))
_NAMED = {"tomorrow": 1, "manana": 1}
_WEEKDAYS = (
    "mon monday lun lunes", "tue tues tuesday mar martes", "wed wednesday mie miercoles",
    "thu thur thurs thursday jue jueves", "fri friday vie viernes", "sat saturday sab sabado",
    "sun sunday dom domingo",
)  # fmt: skip
_WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_MONTH = {
    bare(name): number for names in MONTHS.values() for number, name in enumerate(names, 1)
}  # January is 1
_COUNT = re.compile(r"(?:for |por )?(?P<count>\d{1,3}|[a-z]+) ?(?P<unit>[a-z]*)")
_UNTIL = re.compile(r"(?:(?:until|till|til|hasta)(?: el| this| next)? )?(?P<day>[a-z]+)")
_DATE = re.compile(
    r"(?:(?:until|till|til|hasta)(?: el)? )?(?:[a-z]+ )??"
    r"(?:(?P<month>[a-z]{3})[a-z]* (?P<of>\d{1,2})|(?P<day>\d{1,2}) (?:de )?(?P<mes>[a-z]{3})[a-z]*)"
)


def until_in(said: str, today: date) -> date | None:
    """The first day on which all goes on; None where it says no time. It may be too far away.

    A weekday is the next one, never today; a date without a year is the next one, too.

    >>> monday = date(2027, 1, 11)
    >>> until_in("07", monday), until_in("until Mon", monday), until_in("una semana", monday)
    (datetime.date(2027, 1, 18), datetime.date(2027, 1, 18), datetime.date(2027, 1, 18))
    >>> until_in("hasta el 3 de feb", monday), until_in("until mon jan 18", monday)
    (datetime.date(2027, 2, 3), datetime.date(2027, 1, 18))
    >>> until_in("my life", monday), until_in("0", monday)
    (None, datetime.date(2027, 1, 11))
    """
    plain = " ".join(bare(said).replace(",", " ").split()).strip(" .!")
    return _counted(plain, today) or _named(plain, today) or _dated(plain, today)


def _counted(plain: str, today: date) -> date | None:
    found = _COUNT.fullmatch(plain)
    if found is None or found["unit"] not in UNITS:
        return None
    count = int(found["count"]) if found["count"].isdecimal() else NUMBERS.get(found["count"])
    if count is None or (found["count"] in ALONE_NO_NUMBER and not found["unit"]):
        return None
    return today + DAY * count * UNITS[found["unit"]]


def _named(plain: str, today: date) -> date | None:
    found = _UNTIL.fullmatch(plain)
    if found is None:
        return None
    if found["day"] in _NAMED:
        return today + DAY * _NAMED[found["day"]]
    weekday = _WEEKDAY.get(found["day"])
    return None if weekday is None else today + DAY * ((weekday - today.weekday() - 1) % 7 + 1)


def _dated(plain: str, today: date) -> date | None:
    found = _DATE.fullmatch(plain)
    month = _MONTH.get((found["month"] or found["mes"])[:3]) if found else None
    if found is None or month is None:
        return None
    for year in (today.year, today.year + 1):
        day = _day(year, month, int(found["of"] or found["day"]))
        if day is not None and day > today:
            return day
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # February 30
        return None
