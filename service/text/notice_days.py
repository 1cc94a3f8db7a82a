"""Days, hours and other words, as coordinators write them behind a group's word. Pure.

Days and hours are read wherever people put them; what is left is the reason or the place, as it was written.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from service.text.hours import HALF_DAY_MIN, HOUR_MIN, NAMED
from service.text.notice_unread import FROM, MONTH_OF, UNREAD, any_of
from service.text.shift_words import WEEKDAYS
from service.text.times import evening_date
from service.text.tokens import Word, as_one, as_written, words_of

DAY = timedelta(days=1)
# A date without a year is over if it was so lately; before that, next year's is meant.
JUST_OVER = timedelta(days=90)
# A weekday with the number of its day, `tue 24`, is one so near.
NEAR_DAYS = 60
WEEKDAY = {
    name: number
    for number, names in enumerate(WEEKDAYS)
    for one in names.split()
    for name in {one.replace("?", ""), one.replace("s?", "")}
} | {"weds": 2, "thur": 3}
_NEAR = {
    "day after tomorrow": 2, "pasado manana": 2, "tomorrow night": 1, "tomorrow": 1, "manana": 1,
    "today": 0, "hoy": 0, "tonight": 0, "tonite": 0, "this evening": 0, "esta noche": 0, "esta tarde": 0,
}  # fmt: skip
_NIGHT = frozenset(("tonight", "tonite", "this evening", "esta noche"))
_LEADS = r"(?:(?:on|this|for|(?P<next>next|proximo)|para|el|la|del?|este|al?|to|and|y|&)\s)*"
_YEAR = r"(?:,? (?:de )?(?P<{}>20\d\d))?"
_NTH = r"(?:st|nd|rd|th)?"
_DATE = re.compile(
    rf"{_LEADS}(?:(?P<near>{any_of(_NEAR)})"
    rf"|(?:(?:{any_of(WEEKDAY)}) )?(?:"
    rf"(?P<month>{any_of(MONTH_OF)}) (?P<day>\d{{1,2}}){_NTH}{_YEAR.format('year')}"
    rf"|(?P<dia>\d{{1,2}}){_NTH}(?: de)? (?P<mes>{any_of(MONTH_OF)}){_YEAR.format('anno')}"
    r"|(?P<iso>20\d\d-\d\d?-\d\d?)"
    r"|(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<slashed>\d{2}|\d{4}))?)"
    rf"|(?P<weekday>{any_of(WEEKDAY)})(?: (?P<of>\d{{1,2}}){_NTH})?)(?= |$)"
)
_HALF = r"[ap]m?|de la (?:manana|tarde|noche)|in the (?:morning|afternoon|evening)|at night"
_TIME = re.compile(
    r"(?:(?:at|to|by|from|for|@|a|las?|desde|para)\s)*"
    rf"(?:(?:al )?(?P<named>{any_of((*NAMED, 'midday'))})"
    r"|(?P<hour>\d{1,2})(?:[:.h](?P<minute>[0-5]\d))?(?P<clock> ?(?:h|hrs))?"
    rf"(?: ?(?P<half>{_HALF}))?)(?= |$)"
)
# Of a number alone one can't tell whether it is an hour or begins an address, unless it stands so.
_AFTER_BARE = re.compile(r"$|(?:at|in|en|@|with|con)\b")
_INTO_REST = re.compile(
    r"(?:because(?: of)?|due to|for|as|reason|por(?:que)?|debido a|motivo|at|in|en|to|a|@)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """Which date, at what hour, and the other words. `rest` is without a day that stood behind them."""

    days: tuple[date, ...] = ()
    at_min: int | None = None  # minutes since midnight
    is_bare: bool = False  # neither morning nor evening was said
    rest: str = ""
    last: date | None = None  # a day at the end: it may belong to the words, as in "no heat today"
    whole: str = ""  # the words with it
    is_no_date: bool = False  # February 30 was named, or a day that is not counted here
    by_weekday: bool = False  # the first day was said as `tue`: the next one, where today's is over


def said_of(words: str, wall: datetime, of_hours: bool = False) -> Said:
    """What they say of date and hour, at `wall` on the clock of the meeting's place (naive or not).

    >>> monday = datetime(2026, 11, 23, 18, 5)
    >>> said_of("tue Snow on I-90", monday).days, said_of("tue Snow on I-90", monday).rest
    ((datetime.date(2026, 11, 24),), 'Snow on I-90')
    >>> [said_of(one, monday).days[0].day for one in ("nov 24", "24 nov", "11/24", "next tue", "mar 24")]
    [24, 24, 24, 24, 24]
    >>> said_of("20:00 at the Library", monday, of_hours=True).at_min
    1200
    >>> said_of("12 Pine St 7:30", monday, of_hours=True).rest, said_of("snow, tonight", monday).last
    ('12 Pine St', datetime.date(2026, 11, 23))
    """
    left, found = words_of(words), Said()
    if of_hours and (known := FROM.match(as_one(left))):
        left = left[_count(known[0]) :]
    while left and (step := _one_more(found, left, wall, of_hours)):
        found, left = step
    if of_hours and found.at_min is None:
        found, left = _hour_behind(found, left)
    if is_no_date := _is_no_date(found, as_one(left), of_hours):
        left = left[_odd_words(as_one(left)) :]
    last, kept = _day_behind(left, wall, of_hours)
    return replace(
        found,
        rest=_reason(as_written(words, kept)),
        last=last,
        whole=_reason(as_written(words, left)),
        is_no_date=is_no_date,
    )


_Step = tuple[Said, list[Word]]


def _one_more(found: Said, left: list[Word], wall: datetime, of_hours: bool) -> _Step | None:
    """With the day or hour that stands first, and the words behind it."""
    joined = as_one(left)
    day = _DATE.match(joined)
    on = _day(day, wall, of_hours) if day and len(found.days) < 2 else None
    if day and on:
        end = day.end() if not (of_hours and day["of"]) else day.start("of") - 1
        by_weekday = found.by_weekday or bool(not found.days and day["weekday"] and not day["of"])
        days = (*found.days, on)
        return replace(found, days=days, by_weekday=by_weekday), left[_count(joined[:end]) :]
    hour = None if of_hours or UNREAD.match(joined) else _TIME.match(joined)
    if hour and not _is_number(hour):
        return found, left[_count(hour[0]) :]  # which date it is, is said by its day
    at = _TIME.match(joined) if of_hours and found.at_min is None else None
    moment = _moment(at, joined) if at else None
    if at is None or moment is None:
        return None
    is_bare = _is_bare(at)
    return replace(found, at_min=moment, is_bare=is_bare), left[_count(at[0]) :]


def _is_no_date(found: Said, left: str, of_hours: bool) -> bool:
    """Whether a day stands there that can't be told; behind an hour `8.30` may be one, too."""
    if of_hours and _TIME.match(left):
        return False
    odd = _DATE.match(left) is not None and len(found.days) < 2
    return odd or UNREAD.match(left) is not None


def _odd_words(left: str) -> int:
    """How many words that day has: they are no reason."""
    found = _DATE.match(left) or UNREAD.match(left)
    return _count(found[0]) if found else 0


def _hour_behind(found: Said, left: list[Word]) -> _Step:
    """An hour at the end, behind the place, if it can be nothing else."""
    for start in range(max(0, len(left) - 5), len(left)):
        joined = as_one(left[start:])
        at = _TIME.fullmatch(joined)
        if at and not _is_number(at) and (moment := _moment(at, joined)) is not None:
            return replace(found, at_min=moment, is_bare=_is_bare(at)), left[:start]
    return found, left


def _day_behind(left: list[Word], wall: datetime, of_hours: bool) -> tuple[date | None, list[Word]]:
    for start in range(max(0, len(left) - 5), len(left)):
        day = _DATE.fullmatch(as_one(left[start:]))
        if day and (on := _day(day, wall, of_hours)):
            return on, left[:start]
    return None, left


def _day(found: re.Match[str], wall: datetime, of_hours: bool) -> date | None:
    today = wall.date()
    if found["near"]:
        return (evening_date(wall) if found["near"] in _NIGHT else today) + DAY * _NEAR[
            found["near"]
        ]
    if found["weekday"]:
        return _on_weekday(found, today, of_hours)
    if found["iso"]:
        return _date(*map(int, found["iso"].split("-")))
    if found["first"]:
        return _slashed(found, today)
    month = MONTH_OF[found["month"] or found["mes"]]
    day, year = int(found["day"] or found["dia"]), found["year"] or found["anno"]
    return _date(int(year), month, day) if year else _nearest(month, day, today)


def _on_weekday(found: re.Match[str], today: date, of_hours: bool) -> date | None:
    """The next such day, today as well. `mar 24` is a Tuesday if that is one, else a day of March."""
    if found["of"] and not of_hours:
        near = (today + DAY * ahead for ahead in range(-7, NEAR_DAYS))
        number, of = WEEKDAY[found["weekday"]], int(found["of"])
        on = next((one for one in near if one.day == of and one.weekday() == number), None)
        month = MONTH_OF.get(found["weekday"])
        return on or (_nearest(month, of, today) if month else None)
    ahead = (WEEKDAY[found["weekday"]] - today.weekday()) % 7
    return today + DAY * (ahead or (7 if found["next"] else 0))


def _slashed(found: re.Match[str], today: date) -> date | None:
    """`11/24`; `24/11` can only be the same."""
    first, second, year = int(found["first"]), int(found["second"]), found["slashed"]
    month, day = (first, second) if first <= 12 else (second, first)
    if not 1 <= month <= 12:
        return None
    return _date(int(year) % 100 + 2000, month, day) if year else _nearest(month, day, today)


def _nearest(month: int, day: int, today: date) -> date | None:
    years = (_date(today.year + ahead, month, day) for ahead in (-1, 0, 1))
    return next((on for on in years if on and on >= today - JUST_OVER), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # February 30
        return None


def _moment(found: re.Match[str], joined: str) -> int | None:
    """Minutes since midnight; of a bare hour as written."""
    if found["named"]:
        return NAMED.get(found["named"], HALF_DAY_MIN) % (2 * HALF_DAY_MIN)
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").split()
    if half and not 1 <= hour <= 12:
        return None
    if hour > 23 or (_is_number(found) and not _AFTER_BARE.match(joined[found.end() :].strip())):
        return None
    if not half:
        return hour * HOUR_MIN + minute
    late = half[-1] not in ("a", "am", "manana", "morning")
    return (hour % 12 + 12 * late) * HOUR_MIN + minute


def _is_number(found: re.Match[str]) -> bool:
    return not (found["named"] or found["half"] or found["minute"] or found["clock"])


def _is_bare(found: re.Match[str]) -> bool:
    if found["named"] or found["half"] or found["clock"]:
        return False
    return 1 <= int(found["hour"]) <= 12 and not found["hour"].startswith("0")


def _count(matched: str) -> int:
    return len(matched.split())


def _reason(words: str) -> str:
    """Without "because of" and its like before it, and a dot behind.

    >>> _reason("because of ice."), _reason("(snow)")
    ('ice', 'snow')
    """
    found = _INTO_REST.match(words)
    plain = (words[found.end() :] if found else words).strip(" .,;:\t\r\n")
    return " ".join(plain.strip("()\"'").split())
