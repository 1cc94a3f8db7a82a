"""Clock times inside a text: `7pm`, `7:30`, `at 7`, `half past six`, `a las 7 y media`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

NUMBERS: Mapping[str, int] = {
    name: number
    for names in (
        "one two three four five six seven eight nine ten eleven twelve",
        "una dos tres cuatro cinco seis siete ocho nueve diez once doce",
    )
    for number, name in enumerate(names.split(), 1)
}
MINUTES: Mapping[str, int] = {
    "media": 30, "treinta": 30, "cuarto": 15, "quince": 15, "thirty": 30, "fifteen": 15,
    "forty five": 45, "forty": 40, "twenty": 20, "cuarenta y cinco": 45, "half": 30, "quarter": 15,
    "veinte": 20, "diez": 10, "cinco": 5, "ten": 10, "five": 5,
}  # fmt: skip
_NAMED = "|".join(NUMBERS)
_HOUR = rf"(?P<hour>\d{{1,2}}|{_NAMED})"
_SPOKEN = "|".join(MINUTES)
_DAY = (
    r"(?:sun|mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat)(?:days?|sdays?|nesdays?|rsdays?|urdays?)?"
    r"|tonight|tonite|2nite|today|2day|tomorrow|tmrw|2moro|noon"
    r"|lunes|martes|miercoles|jueves|viernes|sabados?|domingos?|lun|mar|mie|jue|vie|sab|dom|hoy|manana"
)
# What follows a number that is no hour.
_NO_HOUR = (
    r"(?!\s?(?:mi|miles?|millas|kms?|mins?|minutes?|minutos|blocks?|steps?|pasos|x\d*|weeks?|semanas"
    r"|(?:[a-z]{2}\s)?(?:meetings|mtgs|juntas|reuniones)|days?|dias?|years?|yrs?|anos?|months?|meses|mos|hours?|hrs?|horas|people|personas|kids|hijos"
    r"|times|veces|st|nd|rd|th|a week|(?:\w+\s)?(?:street|ave|road|rd))\b|[\d:/+-])"
)
_PART = r"(?:in the|de la|this)\s(?:morning|evening|afternoon|manana|tarde|noche)\b"
# The surest first.
_CLOCKS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?P<hour>\d{1,2})(?::(?P<minute>[0-5]\d))?\s(?:(?:to|til|till|a|y|and|or|o)\s)?(?:1[0-2]|[1-9])(?!\d)(?::[0-5]\d)?"
        r"\s?(?P<half>[ap])\.?\s?m\b\.?",
        r"\b(?P<hour>\d{1,2})(?:\s?[:.]\s?|\s)?(?P<minute>[0-5]\d)?\s?(?P<half>[ap])\.?\s?m\b\.?",
        r"\b(?P<hour>\d{1,2})(?:[:.])?(?P<minute>[0-5]\d)?(?P<half>[ap])\b",
        rf"\b(?P<hour>{_NAMED})(?:\s(?P<spoken>{_SPOKEN}))?\s(?P<half>[ap])\.?\s?m\b\.?",
        r"\b(?P<hour>[01]?\d|2[0-3])[:](?P<minute>[0-5]\d)(?:ish)?\b",
        r"\b(?P<hour>0[4-9]|1[0-9]|2[0-3])(?P<minute>[0-5]\d)\s?(?:hrs|hours|horas)\b",
        rf"\b(?P<day>(?:{_DAY}|at|las?))\s(?P<hour>[01]\d|2[0-3])(?P<minute>00|15|30|45)\b",
        rf"\b(?P<hour>[01]\d|2[0-3])(?P<minute>00|15|30|45)(?=\s(?:{_DAY})\b)",
        r"\b(?P<hour>0[4-9])(?P<minute>[0-5]\d)\b",
        rf"\b(?:between|from|entre(?: las)?|de)\s{_HOUR}\s(?:and|to|y(?: las)?|a(?: las)?)"
        rf"\s\d{{1,2}}\b{_NO_HOUR}",
        rf"\b(?P<spoken>half|quarter|ten|five|twenty)\s(?:past|after)\s{_HOUR}\b",
        rf"\b(?P<spoken>half)\s{_HOUR}\b{_NO_HOUR}",
        r"\b(?P<half>[ap])m\s(?P<hour>1[0-2]|[1-9])\b(?![\d:])",
        rf"\b(?P<less>quarter|ten|five|twenty)\s(?:to|til|till|of|before)\s{_HOUR}\b",
        rf"\b{_HOUR}\sy\s(?P<spoken>{_SPOKEN})\b",
        rf"\b{_HOUR}\smenos\s(?P<less>{_SPOKEN})\b",
        rf"\b(?:las?|alas?|los(?=\s\d))\s{_HOUR}(?:[:.\s](?P<minute>[0-5]\d))?(?:hrs?|h)?\b{_NO_HOUR}",
        rf"(?:\b(?:at|by|around|about|after|before|from|near)\s|@\s?){_HOUR}"
        rf"(?:\s(?P<spoken>thirty|fifteen|forty five)|\s(?P<minute>[0-5][05]))?(?:ish)?\b{_NO_HOUR}",
        r"\b(?:at|by|around|about|after|before|las?)\s(?P<hour>1[0-2]|[1-9])(?P<minute>[0-5][05])\b",
        rf"\blike\s{_HOUR}(?=\s*(?:[,.?!]|$))",
        rf"\b{_HOUR}\s?(?:oclock|o clock|ish|en punto)\b",
        r"\b(?P<hour>0\d|1[3-9]|2[0-3])\s?(?:hrs|h)\b",
        rf"\b(?P<day>{_DAY})\s(?P<hour>1[0-2]|[1-9])(?:\s?(?P<minute>[0-5][05]))?\b{_NO_HOUR}",
        rf"\b(?P<day>{_DAY})\s(?P<hour>{_NAMED})(?:\s(?P<spoken>thirty|fifteen))?\b{_NO_HOUR}",
        rf"\b(?P<hour>1[0-2]|[1-9])(?P<minute>[0-5][05])?(?=\s(?:{_DAY})\b)",
        r"\b(?:aa|na|oa|mtg|meeting|junta|anon)\s(?P<hour>1[0-2]|[1-9])(?P<minute>[0-5][05])\b",
        rf"\b(?P<hour>{_NAMED})\s(?P<spoken>thirty|fifteen|forty five)\b",
        r"\b(?P<hour>1[0-2]|[1-9])\s(?P<minute>[0-5][05])(?=\s|$)",
        rf"\b(?P<hour>1[0-2]|[1-9])\s?{_PART}{_NO_HOUR}",
        rf"\b(?P<hour>{_NAMED})\s{_PART}",
        r"^(?P<day>aa|na|oa|ga|al anon|alanon|aa mtg|aa meeting|na meeting)\s(?P<hour>1[0-2]|[1-9])$",
    )
)
_SPOKEN_CLOCKS = tuple(clock for clock in _CLOCKS if _NAMED in clock.pattern)
_DIGIT = re.compile(r"\d")
# When somebody works, or from when they are free, is no hour of a meeting.
_BUSY = re.compile(
    r"\b(?:gets? (?:off|out|done)|off (?:work|shift|at)|getting off|works?|working|till?|until|hasta"
    r"|since|salgo|sal(?:e|es|en|imos)|entr(?:o|a|amos)|desde|shift|trabaj(?:o|a|amos|ar)|acab(?:o|a|amos)"
    r"|termin(?:o|a|amos)|woke up|wake up|bed)\b(?:\s[a-z]+){0,4}\s*$"
)
# An hour that is told: what time it is, when somebody is free.
_TOLD = re.compile(
    r"\b(?:(?:its|it is)(?: (?:only|just|barely|already|like|past|almost))?|(?:ya |apenas )?(?:son las|es la)"
    r"|(?:up|awake|been up) (?:at|since)"
    r"|off (?:work |shift )?at"
    r"|off (?:work|shift)|works? (?:from|til|till|until)|salgo (?:del (?:trabajo|jale|turno) )?a las?"
    r"|(?:entro|trabajo|me levanto|despierto) (?:hasta |desde )?(?:a )?las?|(?:hasta|desde) las?)\s"
    rf"(?:about |around |like |como |at )?(?:\d{{1,2}}|{_NAMED})(?::?[0-5]\d)?\s?(?:[ap]\.?m\b\.?|oclock)?"
    r"(?:\s?(?:in the|at|de la|en la)"
    r"\s(?:mornin\w*|nite|night|afternoon|evening|manana|tarde|noche|madrugada)\b)?" + _NO_HOUR,
    re.IGNORECASE,
)
# Between two hours it says that the later one is asked for.
_MEETING = re.compile(
    r"\b(?:any|hay|is there|need|want|junta|meeting|mtg|aa|na|oa|anon|grupo|group)\b"
)
LOOK_BACK = 60  # letters before an hour in which work is looked for
_MORNING = re.compile(
    r"\b(?:mornings?|de la manana|en la manana|por la manana|temprano|sunrise|breakfast)\b"
)
_NIGHT_HALF = re.compile(
    r"^\s?(?:de|en|por) la (?:tarde|noche)|^\s?(?:in the|at) (?:evening|night|afternoon)"
)
_LETTERS = re.compile(r"[a-z]+")
_HOUR_WORDS = frozenset({*NUMBERS, "half"})


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock time and where it stands; the day of `friday 8` and the evening of `8 in the evening` don't."""

    time: str  # HH:MM
    start: int
    end: int


def find_time(text: str) -> Clock | None:
    """The clock time said in a text that is lower case and without accents.

    An hour without am or pm is 1 to 11 pm unless the text says morning: few meetings are in the
    small hours.

    >>> find_time("aa at 7 near 59718").time, find_time("a las 6 y media").time
    ('19:00', '18:30')
    """
    for clock in _CLOCKS if _DIGIT.search(text) else _SPOKEN_CLOCKS:
        clocks = [
            Clock(said, _start(found), _end(found))
            for found in clock.finditer(text)
            if (said := _hours(found, text))
            and not _BUSY.search(text, max(0, found.start() - LOOK_BACK), found.start())
        ]
        if clocks:
            return _asked(text, clocks)
    return None


def may_have_hour(text: str) -> bool:
    """Whether there is a number at all: most texts have none."""
    if _DIGIT.search(text):
        return True
    return not _HOUR_WORDS.isdisjoint(_LETTERS.findall(text.lower()))


def leave_out_told(text: str) -> str:
    """The text without the hours it only tells: `its 2 in the morning`, `i get off at 8 am`."""
    return _TOLD.sub(", ", text)


def _asked(text: str, clocks: list[Clock]) -> Clock:
    """The first; the second where a meeting is spoken of only between them."""
    first, *others = clocks
    if others and not _MEETING.search(text, 0, first.start):
        return others[0] if _MEETING.search(text, first.end, others[0].start) else first
    return first


def _start(found: re.Match[str]) -> int:
    """The day of `friday 8` stays."""
    return found.end("day") if "day" in found.groupdict() else found.start()


def _end(found: re.Match[str]) -> int:
    """`8 de la noche` is an hour, and `de la noche` a part of the day: it stays."""
    part = re.search(r"\s(?:in the|de la|this)\s\w+$", found.group())
    return found.start() + part.start() if part else found.end()


def _hours(found: re.Match[str], text: str) -> str | None:
    parts = found.groupdict()
    hour = _number(parts["hour"])
    half = parts.get("half")
    if hour > 23 or (half and not 1 <= hour <= 12):
        return None
    written = parts.get("hour") or ""
    if not half and (hour > 12 or hour == 0 or written.startswith("0")):
        hour24 = hour  # 19:00 and 07:00 are said as clocks show them
    else:
        hour24 = _in_24(hour, half, text, found.end())
    past = (
        int(parts["minute"]) if parts.get("minute") else MINUTES.get(parts.get("spoken") or "", 0)
    )
    total = hour24 * 60 + past - MINUTES.get(parts.get("less") or "", 0)
    return f"{total // 60 % 24:02}:{total % 60:02}"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _in_24(hour: int, half: str | None, text: str, end: int) -> int:
    if half:
        return hour % 12 + (12 if half == "p" else 0)
    late = _NIGHT_HALF.match(text[end:]) is not None
    morning = not late and _MORNING.search(text) is not None
    return hour if morning or not 1 <= hour <= 11 else hour + 12
