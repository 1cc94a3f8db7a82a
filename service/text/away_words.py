"""How long somebody is away, as people write it: `7`, `2 weeks`, `until mon`, `hasta el 3 de enero`. Pure."""

import re
from datetime import date, timedelta
from typing import Final

from service.text.check_words import DAY_OF, NUMBERS
from service.text.language import bare
from service.text.times import MONTHS, MONTHS_SPOKEN

MOST_DAYS: Final = 90
# How many days each is.
_UNITS = {1: "d day days dia dias", 7: "w wk week weeks semana semanas"}
_DAYS = {name: days for days, names in _UNITS.items() for name in names.split()}
_MONTH_OF = {
    bare(name): number
    for months in (*MONTHS.values(), *MONTHS_SPOKEN.values())
    for number, name in enumerate(months, 1)
}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_LENGTH = re.compile(
    r"(?:for |por )?(?P<count>\d{1,3}|an?|un)(?:\s?(?P<unit>[a-z]+))?(?: more| mas)?"
)
_UNTIL = re.compile(
    r"(?:until|till|til|back(?: on)?|hasta|vuelvo)\s+(?:next\s+|el\s+|on\s+)?(?P<day>.+)"
)
_DATES = (
    re.compile(rf"(?P<month>{_MONTH})\.?\s+(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of |de )?(?P<month>{_MONTH})\.?"),
)
_TOMORROW = ("tomorrow", "manana")


def back_on(said: str, today: date) -> date | None:
    """The first day they are back; None when none is said, or more than ninety days are.

    A weekday alone is not enough: "mon" may be the day they are away.

    >>> back_on("7", date(2026, 11, 23)), back_on("until mon", date(2026, 11, 23))
    (datetime.date(2026, 11, 30), datetime.date(2026, 11, 30))
    >>> back_on("hasta el 3 de enero", date(2026, 11, 23)), back_on("mon", date(2026, 11, 23))
    (datetime.date(2027, 1, 3), None)
    """
    words = " ".join(bare(said).replace(",", " ").split()).strip(" .!?")
    words = re.sub(r"\b[a-z]+\b", lambda one: NUMBERS.get(one[0], one[0]), words)
    until = _UNTIL.fullmatch(words)
    day = _day(until["day"], today) if until else _after(words, today)
    return day if day and 0 < (day - today).days <= MOST_DAYS else None


def _after(words: str, today: date) -> date | None:
    found = _LENGTH.fullmatch(words)
    if found is None:
        return None
    days = _DAYS.get(found["unit"]) if found["unit"] else 1
    if days is None or (found["unit"] is None and not found["count"].isdecimal()):
        return None
    return today + timedelta(days * (int(found["count"]) if found["count"].isdecimal() else 1))


def _day(words: str, today: date) -> date | None:
    if words in _TOMORROW:
        return today + timedelta(1)
    if words in DAY_OF:
        return today + timedelta((DAY_OF[words] - today.weekday() - 1) % 7 + 1)
    found = next((match for one in _DATES if (match := one.fullmatch(words))), None)
    return _date(_MONTH_OF[found["month"]], int(found["day"]), today) if found else None


def _date(month: int, day: int, today: date) -> date | None:
    """The next one of that name, from tomorrow on."""
    for year in (today.year, today.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found > today:
            return found
    return None
