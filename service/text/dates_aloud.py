"""Dates, spans of hours and weekdays as feeds write them for the eye, in words: `12/25`, `5:30-6:30pm`,
`Mon-Fri`, `1st Sat`."""

import re

from service.text.times import DAYS_SPOKEN, MONTHS_SPOKEN

_ALWAYS = re.compile(r"\b24\s?/\s?7\b")
_DATE = re.compile(
    r"(?<![\d/])(?<!step )(?<!steps )(?!(?:1/2|1/4|3/4)\b)"
    r"(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?:/(?:20)?(\d\d))?(?![\d/])",
    re.I,
)
_SPAN = re.compile(
    r"\b(\d{1,2})(?::(\d{2}))?\s?([ap]\.?m\.?)?\s?[-–]\s?(\d{1,2}(?::\d{2})?\s?[ap]\.?m\b)", re.I
)
_WEEKDAYS = {
    name: at
    for at, names in enumerate(
        ("mon", "tue tues", "wed", "thu thur thurs", "fri", "sat", "sun"),
    )
    for name in names.split()
}
_DAY = f"({'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})"
_DAYS = re.compile(rf"\b{_DAY}\.?\s?[-–]\s?{_DAY}\b\.?", re.I)
_NTH_DAY = re.compile(rf"\b(1st|2nd|3rd|4th|5th|last)\s{_DAY}\b\.?", re.I)
_MONTHS = {
    name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())
}
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}|sept)\.?\s(?=\d{{1,2}}(?:st|nd|rd|th)?\b)", re.I)
_TO = {"en": "to", "es": "a"}


def dates_aloud(note: str, language: str = "en") -> str:
    """A note with its dates and spans as they are said; all else as it was.

    >>> dates_aloud("No mtg 12/25 & 1/1, open 24/7, 1/2 hour, Step 4/5")
    'No mtg December 25 & January 1, open 24 7, 1/2 hour, Step 4/5'
    >>> dates_aloud("moved 11/28/2026", "es"), dates_aloud("from Jan. 5")
    ('moved 28 de noviembre', 'from January 5')
    """
    if note.isalpha():
        return note
    dated = _DATE.sub(lambda found: _date(found, language), note)
    dated = _MONTH.sub(lambda found: f"{_month(found[1], language)} ", dated)
    return days_aloud(dated, language)


def days_aloud(words: str, language: str = "en") -> str:
    """The same for what is never a date: a name has days and hours in it, but no days of the year.

    >>> days_aloud("Mon-Fri 5:30-6:30pm"), days_aloud("Stag, 2nd Sat"), days_aloud("24/7 Group")
    ('Monday to Friday 5 30 to 6:30pm', 'Stag, 2nd Saturday', '24 7 Group')
    """
    if words.isalpha():
        return words
    plain = _SPAN.sub(lambda found: _span(found, language), _ALWAYS.sub("24 7", words))
    plain = _DAYS.sub(lambda found: _days(found, language), plain)
    return _NTH_DAY.sub(lambda found: f"{found[1]} {_day(found[2], language)}", plain)


def _date(found: re.Match[str], language: str) -> str:
    month, day = MONTHS_SPOKEN[language][int(found[1]) - 1], int(found[2])
    return f"{month} {day}" if language == "en" else f"{day} de {month}"


def _span(found: re.Match[str], language: str) -> str:
    minutes = f" {found[2]}" if found[2] and found[2] != "00" else ""
    half = f" {found[3][0].upper()} M" if found[3] else ""
    return f"{int(found[1])}{minutes}{half} {_TO[language]} {found[4]}"


def _days(found: re.Match[str], language: str) -> str:
    return f"{_day(found[1], language)} {_TO[language]} {_day(found[2], language)}"


def _day(name: str, language: str) -> str:
    return DAYS_SPOKEN[language][_WEEKDAYS[name.lower()]]


def _month(name: str, language: str) -> str:
    return MONTHS_SPOKEN[language][_MONTHS[name.lower()[:3]]]
