"""How long before, as people write it: `2h`, `30 min`, `un dia`, `half an hour`, or an hour: `9am`."""

import re
from dataclasses import dataclass

from service.text.language import bare

UNITS = {
    1: "m min mins minute minutes minuto minutos",
    60: "h hr hrs hour hours hora horas",
    1440: "d day days dia dias",
}
_MINUTES = {name: minutes for minutes, names in UNITS.items() for name in names.split()}
NUMBERS = {
    name: number
    for names in (
        "a one two three four five six seven eight nine ten",
        "un dos tres cuatro cinco seis siete ocho nueve diez",
    )
    for number, name in enumerate(names.split(), 1)
} | {"an": 1, "una": 1, "uno": 1, "fifteen": 15, "quince": 15, "thirty": 30, "treinta": 30}
_HALVES = ("half an hour", "half hour", "media hora")
_NAMED = {"noon": 720, "at noon": 720, "mediodia": 720, "al mediodia": 720}
_LENGTH = re.compile(
    r"(?P<count>\d{1,4}|[a-z]+)\s?(?P<unit>[a-z]+)(?: (?:before|early|ahead|antes))?"
)
_HOUR = re.compile(
    r"(?P<at>(?:at|a las?) )?(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap])?\.?(?:m\b)?\.?"
)
# An hour without am or pm: nobody wants to be reminded at night.
MORNING_FROM = 7
LONGEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Lead:
    """So many minutes before; or `at_min` minutes after midnight of that day."""

    minutes: int
    at_min: int | None = None


def split_lead(said: str) -> tuple[str, Lead | None]:
    """What stands before the lead, and the lead at the end; None when there is none.

    >>> split_lead("TUE 2h"), split_lead("tue at 9:30")
    (('TUE', Lead(minutes=120, at_min=None)), ('tue', Lead(minutes=0, at_min=570)))
    >>> split_lead("half an hour before"), split_lead("mar un dia antes")
    (('', Lead(minutes=30, at_min=None)), ('mar', Lead(minutes=1440, at_min=None)))
    >>> split_lead("TUE 5"), split_lead("TUE -2h")
    (('TUE 5', None), ('TUE -2h', None))
    """
    words = said.split()
    for start in range(max(0, len(words) - LONGEST_WORDS), len(words)):
        if lead := lead_in(" ".join(words[start:])):
            return " ".join(words[:start]), lead
    return said, None


def lead_in(said: str) -> Lead | None:
    """The lead these words are, and nothing else.

    >>> lead_in("1 dia"), lead_in("9am"), lead_in("a las 9"), lead_in("9")
    (Lead(minutes=1440, at_min=None), Lead(minutes=0, at_min=540), \
Lead(minutes=0, at_min=540), None)
    """
    plain = bare(said).strip(" .!,")
    if plain.removesuffix(" before").removesuffix(" antes") in _HALVES:
        return Lead(30)
    if plain in _NAMED:
        return Lead(0, _NAMED[plain])
    return _length(plain) or _hour(plain)


def _length(plain: str) -> Lead | None:
    found = _LENGTH.fullmatch(plain)
    if found is None or found["unit"] not in _MINUTES:
        return None
    count = int(found["count"]) if found["count"].isdecimal() else NUMBERS.get(found["count"])
    return None if count is None else Lead(count * _MINUTES[found["unit"]])


def _hour(plain: str) -> Lead | None:
    """A number alone is no hour: it may be minutes, or a slip."""
    found = _HOUR.fullmatch(plain)
    if found is None or not (found["at"] or found["minute"] or found["half"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 23 or (found["half"] and not 1 <= hour <= 12):
        return None
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "p" else 0)
    elif hour < MORNING_FROM:
        hour += 12
    return Lead(0, hour * 60 + minute)
