"""An hour and days, as people write them behind CHECKIN: `9am daily`, `8:30 lun jue`, `7 de la tarde`. Pure.

Nothing is guessed: an hour of which it is not said whether morning or evening stays a bare one, and a word
that is only nearly a day's is marked.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from rapidfuzz.distance import OSA

from service.text.hours import DAY_MIN, HALF_DAY_MIN, HOUR_MIN
from service.text.language import bare
from service.text.shift_words import WEEKDAYS

EVERY_DAY, WORKDAYS, WEEKEND = 0b111_1111, 0b001_1111, 0b110_0000
# From the ask until contacts are told: half an hour at least, and the same day.
LEAST_GRACE_MIN, MOST_GRACE_MIN = 30, 240
MOST_WORDS: Final = 14
OFF = frozenset(
    "off|no|none|stop|end|over|quitar|fin|no mas|ya no|apagar|parar|alto|terminar|cancelar".split(
        "|"
    )
)
# At night an hour before this is of the new day: "1 de la noche".
NIGHT_TURNS = 5
SLIPS_FROM = 5  # letters; in a shorter word a slip makes another day of it
NUMBERS = {
    name: str(number)
    for names in (
        "one two three four five six seven eight nine ten eleven twelve",
        "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    )
    for number, name in enumerate(names.split(), 1)
}
DAY_OF = {
    name: day
    for day, names in enumerate(WEEKDAYS)
    for one in names.split()
    for name in {one.replace("?", ""), one.replace("s?", "")}
} | {"sabados": 5, "domingos": 6, "weds": 2, "thur": 3}
_DAY = "|".join(sorted(DAY_OF, key=len, reverse=True))
_SETS = {
    EVERY_DAY: r"daily|every ?day|each day|all days|7 days a week|diari[oa](?:mente)?|todos los dias|"
    r"cada dia|a diario",
    WORKDAYS: r"week ?days?|entre semana|dias de (?:la )?semana|dias? (?:laborables?|habiles)",
    WEEKEND: r"week ?ends?|(?:los )?fin(?:es)? de semana",
}
_LONE = ("daily", "everyday", "weekdays", "weekends", "diario")
_FILLER = re.compile(
    r"(?:at|on|every|each|and|or|the|in|of|please|pls|me|my|a|las?|los|el|de|del|y|e|cada|por favor|"
    r"dias?|days?|with|grace|wait|con|espera|at about|o ?clock|oclock|horas|hrs)\b|[-,;&+/.]"
)
_HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?:(?P<colon>[:.h])?(?P<minute>[0-5]\d))?(?!\d)(?P<clock>h\b)?"
    r"\s?(?:o ?clock\s?)?(?P<half>[ap]m?\b|(?:de|por) la (?:manana|madrugada|tarde|noche)|del dia|"
    r"(?:in the )?(?:morning|afternoon|evening)|(?:at )?night)?"
)
_NOON = re.compile(r"(?:al? )?(?P<noon>noon|midday|mediodia|midnight|medianoche)\b")
_GRACE = re.compile(
    r"(?P<count>\d{1,3})\s?(?P<unit>m(?:in(?:ute|uto)?s?)?|h(?:(?:ou)?rs?|oras?)?)\b"
)
_HALF_HOUR = re.compile(r"(?:half an hour|media hora)\b")
_BARE_GRACE = re.compile(r"(?:30|60|90|120)\b")
_RANGE = re.compile(
    rf"(?P<first>{_DAY})\s?(?:-|to|thru|through|till|until|a|al|hasta)\s?(?P<last>{_DAY})\b"
)
_ONE_DAY = re.compile(rf"(?P<day>{_DAY})\b")
_OTHER = re.compile(r"\S+")
_EARLY = ("a", "am", "madrugada", "manana", "morning")
_BY_NIGHT = ("noche", "night")


@dataclass(frozen=True, slots=True)
class CheckSaid:
    """What was named; None where it was not."""

    at_min: int | None = None  # minutes since midnight; of a bare hour those of the morning
    is_bare: bool = False  # neither morning nor evening was said
    days: int | None = None  # a bit a weekday, Monday is 1
    grace_min: int | None = None
    off: bool = False
    is_near: bool = False  # a word of it was only nearly one of ours: to be asked back
    is_odd: bool = False  # there is something in it that we can't read


def check_in_said(said: str) -> CheckSaid:
    """The hour, days and grace in these words.

    >>> check_in_said("9am daily")
    CheckSaid(at_min=540, is_bare=False, days=127, grace_min=None, off=False, is_near=False, is_odd=False)
    >>> check_in_said("off please").off
    True
    >>> check_in_said("7 de la tarde lun jue").at_min, check_in_said("9 lun a vie").is_bare
    (1140, True)
    >>> check_in_said("10am 30").grace_min, check_in_said("9am dialy").is_near, check_in_said("soon").is_odd
    (30, True, True)
    """
    words = _plain(said)
    if re.sub(r" (?:please|pls|por favor)$", "", words) in OFF:
        return CheckSaid(off=True)
    if len(words.split()) > MOST_WORDS:
        return CheckSaid(is_odd=True)
    found = CheckSaid()
    while words:
        found, words = _one_more(found, words)
    return found


def hour_typed(keys: str) -> CheckSaid:
    """Four keys: 0900. Until 12:59 it is not said which half of the day.

    >>> hour_typed("0900").is_bare, hour_typed("2130").at_min, hour_typed("2560").is_odd
    (True, 1290, True)
    """
    if not re.fullmatch(r"(?:[01]\d|2[0-3])[0-5]\d", keys):
        return CheckSaid(is_odd=True)
    hour, minute = int(keys[:2]), int(keys[2:])
    return CheckSaid(_moment(hour % 12 if 0 < hour <= 12 else hour, minute), is_bare=0 < hour <= 12)


def later_half(at_min: int) -> int:
    """The same hour of the evening.

    >>> later_half(9 * 60)
    1260
    """
    return at_min % HALF_DAY_MIN + HALF_DAY_MIN


def _one_more(found: CheckSaid, words: str) -> tuple[CheckSaid, str]:
    """With what stands first in these words, and the rest of them."""
    for pattern, take in _READERS:
        match = pattern.match(words)
        taken = take(found, match) if match else None
        if match and taken is not None:
            return taken, words[match.end() :].lstrip()
    odd = _OTHER.match(words)
    assert odd is not None  # words are stripped and not empty
    return _nearly(found, odd[0]), words[odd.end() :].lstrip()


def _nearly(found: CheckSaid, word: str) -> CheckSaid:
    """A word with one slip in it, if it is near a single one of ours."""
    near = {
        _set_of(one) if one in _LONE else 1 << DAY_OF[one]
        for one in (*_LONE, *DAY_OF)
        if min(len(one), len(word)) >= SLIPS_FROM and OSA.distance(one, word) <= 1
    }
    if len(near) != 1:
        return replace(found, is_odd=True)
    return replace(found, days=(found.days or 0) | near.pop(), is_near=True)


def _set_of(word: str) -> int:
    return next(days for days, names in _SETS.items() if re.fullmatch(names, word))


def _plain(said: str) -> str:
    words = " ".join(bare(said).replace(".m.", "m").replace(".m", "m").replace("'", " ").split())
    words = re.sub(r"\b[a-z]+\b", lambda one: NUMBERS.get(one[0], one[0]), words).strip(" .!?,")
    words = re.sub(r"\bhalf past (\d{1,2})\b", r"\1:30", words)
    words = re.sub(r"\b(\d{1,2}) y media\b", r"\1:30", words)
    return re.sub(r"\b(\d{1,2}) y cuarto\b", r"\1:15", words)


# --- what each kind of word says -----------------------------------------------------------------------


def _noon(found: CheckSaid, match: re.Match[str]) -> CheckSaid | None:
    is_night = match["noon"].startswith(("midn", "mediano"))
    return _at(found, 0 if is_night else HALF_DAY_MIN, is_bare=False)


def _hour(found: CheckSaid, match: re.Match[str]) -> CheckSaid | None:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour > 23 or found.at_min is not None:
        return None
    half = (match["half"] or "").split()
    if half:
        if not 1 <= hour <= 12:
            return None
        return _at(found, _moment(_in_half(hour, half[-1]), minute), is_bare=False)
    is_sure = not 1 <= hour <= 12 or match["hour"].startswith("0") or match["clock"] is not None
    return _at(found, _moment(hour if is_sure else hour % 12, minute), is_bare=not is_sure)


def _in_half(hour: int, half: str) -> int:
    """On the clock of 24 hours."""
    by_night = half in _BY_NIGHT and (hour == 12 or hour < NIGHT_TURNS)
    return hour % 12 if by_night or half in _EARLY else hour % 12 + 12


def _at(found: CheckSaid, at_min: int, is_bare: bool) -> CheckSaid | None:
    return None if found.at_min is not None else replace(found, at_min=at_min, is_bare=is_bare)


def _moment(hour: int, minute: int) -> int:
    return (hour * HOUR_MIN + minute) % DAY_MIN


def _grace(found: CheckSaid, match: re.Match[str]) -> CheckSaid | None:
    unit = HOUR_MIN if match["unit"].startswith("h") else 1
    return _waits(found, int(match["count"]) * unit)


def _half_hour(found: CheckSaid, match: re.Match[str]) -> CheckSaid | None:
    return _waits(found, 30)


def _bare_grace(found: CheckSaid, match: re.Match[str]) -> CheckSaid | None:
    return None if found.at_min is None else _waits(found, int(match[0]))


def _waits(found: CheckSaid, minutes: int) -> CheckSaid | None:
    usable = LEAST_GRACE_MIN <= minutes <= MOST_GRACE_MIN and found.grace_min is None
    return replace(found, grace_min=minutes) if usable else None


def _days_of(days: int) -> Callable[[CheckSaid, re.Match[str]], CheckSaid]:
    return lambda found, match: replace(found, days=(found.days or 0) | days)


def _from_until(found: CheckSaid, match: re.Match[str]) -> CheckSaid:
    first, last = DAY_OF[match["first"]], DAY_OF[match["last"]]
    days = sum(1 << (first + one) % 7 for one in range((last - first) % 7 + 1))
    return replace(found, days=(found.days or 0) | days)


def _day(found: CheckSaid, match: re.Match[str]) -> CheckSaid:
    return replace(found, days=(found.days or 0) | 1 << DAY_OF[match["day"]])


def _nothing(found: CheckSaid, match: re.Match[str]) -> CheckSaid:
    return found


_Take = Callable[[CheckSaid, re.Match[str]], CheckSaid | None]
_READERS: tuple[tuple[re.Pattern[str], _Take], ...] = (
    *((re.compile(rf"(?:{names})\b"), _days_of(days)) for days, names in _SETS.items()),
    (_RANGE, _from_until),
    (_ONE_DAY, _day),
    (_HALF_HOUR, _half_hour),
    (_GRACE, _grace),
    (_NOON, _noon),
    (_BARE_GRACE, _bare_grace),
    (_HOUR, _hour),
    (_FILLER, _nothing),
)
