"""Days and clock times in the spellings that feeds use."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from service.meetings.monthly import WEEKDAYS

DEFAULT_DURATION_MIN = 60  # Meeting Guide's rule for a row without an end
LONGEST_OVER_MIDNIGHT_MIN = 180  # an end before the start is next day's, or a mistake
DAY_MIN = 24 * 60
LONGEST_DURATION = 20
YEARS = range(1970, 2200)  # in which a row may have been changed
EVERY_DAY = frozenset(
    "daily everyday every_day all diario diaria todos_los_dias quotidien 7_days".split()
)
_WORDS = {word: day for day, words in WEEKDAYS.items() for word in words.split()}
_WORDS |= {"m": 1, "w": 3, "f": 5, "su": 0, "mo": 1, "tu": 2, "we": 3, "th": 4, "fr": 5, "sa": 6}
_WORDS |= {"dom": 0, "lun": 1, "mar": 2, "mie": 3, "mier": 3, "jue": 4, "vie": 5, "sab": 6}
_WORDS |= {
    "dim": 0,
    "mer": 3,
    "jeu": 4,
    "ven": 5,
    "sam": 6,
    "l": 1,
    "j": 4,
    "v": 5,
    "thurday": 4,
    "wensday": 3,
}
_ACCENTS = str.maketrans("áéíóúèû", "aeioueu")
_SPLIT = re.compile(r"\s*(?:,|;|/|&|\+|\||\band\b|\by\b|\bet\b)\s*")
_RANGE = re.compile(r"^([a-z]+)\.?\s*(?:-|–|to|thru|through|a|au)\s*([a-z]+)\.?$")
_CLOCK = re.compile(
    r"^[^\d\-–−]{0,3}?(\d{1,2})(?:\s?[:.h]\s?(\d{2})?)?(?::\d{2}(?:\.\d+)?)?\s*(?:h(?:rs?|s|oras|eures)?\b\.?)?\s*"
    r"(?:([ap])\.?\s?(?:m\b\.?)?|(noon|midnight|mn|nn))?\s*(?:z|[+-]00:?00)?$",
    re.IGNORECASE,
)
_MILITARY = re.compile(r"^(\d{1,2})(\d{2})\s*(?:h(?:rs|ours)?)?$")
_DATED = re.compile(r"^\d{1,4}[-/]\d{1,2}[-/]\d{1,4}[ t]+(?=\d)")
_UNTIL = re.compile(r"\s*(?:-|–|—|\bto\b|\ba\b|\buntil\b|\bà\b)\s*(?=\d|noon|midn)", re.IGNORECASE)
_NOON = {"noon": 720, "12noon": 720, "midday": 720, "mediodia": 720, "midi": 720}
_NOON |= {"midnight": 0, "12midnight": 0, "medianoche": 0, "minuit": 0}
_DURATION = re.compile(
    r"^(\d{1,4}(?:\.\d{1,4})?)\s*(h|hr|hrs|hours?|horas?|heures?|m|min|mins|minutes?|minutos)?\b\.?$"
)


def days(value: Any, shift: int = 0) -> list[int]:
    """Days with 0 for Sunday: a number, "6", a name in three languages, a list or "Mon, Wed-Fri".

    `shift` is added to numbers where a feed counts otherwise.

    >>> days("6"), days(["Monday", 3]), days("Mon-Wed"), days(None)
    ([6], [1, 3], [1, 2, 3], [])
    """
    if type(value) is int:
        return [(value + shift) % 7] if 0 <= value <= 7 else []
    if isinstance(value, list):
        return list(dict.fromkeys(day for one in value for day in days(one, shift)))
    return list(_days(str(value), shift)) if isinstance(value, str) else []


@lru_cache(maxsize=512)
def _days(text: str, shift: int) -> tuple[int, ...]:
    said = text.strip().lower().translate(_ACCENTS)
    if said.replace(" ", "_") in EVERY_DAY:
        return tuple(range(7))
    if said in ("weekdays", "mon-fri"):
        return 1, 2, 3, 4, 5
    found = [day for part in _SPLIT.split(said) for day in _part(part.strip(" .[]\"'"), shift)]
    return tuple(dict.fromkeys(found))


def _part(part: str, shift: int) -> list[int]:
    number = part.removesuffix(".0")
    if number.isascii() and number.isdigit():
        return [(int(number) + shift) % 7] if len(number) == 1 and number <= "7" else []
    if part in _WORDS:
        return [_WORDS[part]]
    if (ends := _RANGE.match(part)) and ends[1] in _WORDS and ends[2] in _WORDS:
        first, last = _WORDS[ends[1]], _WORDS[ends[2]]
        return [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    first_word = part.split(" ", 1)[0].rstrip(".s") if " " in part else ""
    return [_WORDS[first_word]] if first_word in _WORDS else []


def minutes(value: Any) -> int | None:
    """Minutes since midnight, as feeds write clock times; 24:00 is 1440, the next day's 0:00.

    >>> minutes("8:00 PM"), minutes("19:30:00"), minutes("05:30P"), minutes("Noon"), minutes("")
    (1200, 1170, 1050, 720, None)
    """
    return _minutes(str(value)) if value not in (None, "") else None


def start_and_end(value: Any) -> tuple[int | None, int | None]:
    """The same for "7:00 - 8:30 pm": both ends; the second is None when only one is given.

    >>> start_and_end("7:00 - 8:30 pm"), start_and_end("19:00")
    ((1140, 1230), (1140, None))
    """
    text = str(value or "")
    if (start := _minutes(text)) is not None:
        return start, None
    parts = _UNTIL.split(text.strip(), maxsplit=1)
    if len(parts) < 2:
        return None, None
    start, end = _minutes(parts[0]), _minutes(parts[1])
    if re.search(r"p\.?\s?m|p$", parts[1], re.I) and not re.search(
        r"[ap]\.?m?\.?$", parts[0], re.I
    ):
        later = _minutes(parts[0] + " pm")
        start = later if later is not None and end is not None and later < end else start
    return start, end


@lru_cache(maxsize=4096)
def _minutes(said: str) -> int | None:
    text = _DATED.sub("", said.strip().lower().translate(_ACCENTS))
    if text.replace(" ", "") in _NOON:
        return _NOON[text.replace(" ", "")]
    found = _CLOCK.match(text)
    if not found or not (":" in text or found.end(1) < len(text)):
        return _bare_number(text)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if found[4]:
        hour = 12 if found[4] in ("noon", "nn") else 0
    if half and hour <= 12:  # 14:30 PM is simply half past two
        hour = hour % 12 + (12 if half == "p" else 0)
    return _checked(hour, minute)


def _bare_number(text: str) -> int | None:
    """1930, or a spreadsheet's share of a day: 0.8125."""
    if text.startswith("0.") and text[2:].isdigit():
        return round(float(text) * DAY_MIN)
    found = _MILITARY.match(text)
    return _checked(int(found[1]), int(found[2])) if found else None


def _checked(hour: int, minute: int) -> int | None:
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


@lru_cache(maxsize=512)
def lasting(value: str) -> int | None:
    """Minutes of a duration: "01:30:00", "90", "1.5 h", "1 hour"; None for zero, or nonsense.

    >>> lasting("01:30:00"), lasting("90"), lasting("1.5 hours"), lasting("00:00:00")
    (90, 90, 90, None)
    """
    text = value.strip().lower()
    if len(text) > LONGEST_DURATION:  # of digits alone Python makes no number, but an error
        return None
    if ":" in text:
        hours, mins = ([*text.split(":"), "0"])[:2]
        total = int(hours) * 60 + int(mins) if hours.isdecimal() and mins.isdecimal() else 0
    else:
        found = _DURATION.match(text)
        number, unit = (float(found[1]), found[2] or "") if found else (0.0, "")
        in_hours = unit.startswith("h") or (not unit and number <= 4)
        total = round(number * 60) if in_hours else round(number)
    return total if 0 < total <= DAY_MIN else None


def moment(value: Any) -> datetime | None:
    """A row's last change, "2023-08-29 15:56:59" in UTC or "10/21/2020 9:10:37 AM"; None if unclear."""
    text = str(value or "").strip()
    if not text:
        return None
    try:
        found: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        found = _american(text)
    if found is None or found.year not in YEARS:  # the year 1 has no hour before it in another zone
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _american(text: str) -> datetime | None:
    for shape in ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y"):
        try:
            return datetime.strptime(text, shape).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
