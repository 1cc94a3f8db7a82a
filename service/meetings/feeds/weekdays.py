"""Which day a number means: 0 or 1 is Sunday, or 1 is Monday; feeds number them in all three ways.

What decides, in this order: a column with the days' names; days in the meetings' own names ("Monday
Night"); a 0; that meetings at the weekend start earlier in the day. Else the format's usual numbering.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.meetings.monthly import WEEKDAYS

# How far a number lies from ours (0 is Sunday): ours = (number + shift) % 7.
SUNDAY_0 = 0  # 0 is Sunday; ISO's 1 is Monday and 7 Sunday is the same
SUNDAY_1 = -1
MONDAY_0 = 1
SHIFTS = (SUNDAY_0, SUNDAY_1, MONDAY_0)
NAMED = re.compile(
    r"(?<![a-zé])(?:"
    + "|".join(f"(?P<d{day}>{'|'.join(words.split())})" for day, words in WEEKDAYS.items())
    + r")(?![a-z])",
    re.IGNORECASE,
)
MORNING_ENDS_MIN = 11 * 60
ENOUGH_TO_COUNT = 60  # rows, before starting times say something
CLEARLY = 1.35  # the weekend's share of morning meetings over any other two days'


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row's number for its day, and what else it says about it."""

    number: int
    day: int | None  # a column with its name
    name: str  # the meeting's
    start_min: int | None


def numbering(rows: Sequence[Numbered], usual: int, hint: str = "") -> int:
    """The shift from a feed's numbers to ours; `hint` is the heading.

    >>> numbering([Numbered(1, None, "Monday Night Group", 1140)], SUNDAY_1)
    0
    """
    if not rows:
        return usual
    by_column = _agreed((row.number, row.day) for row in rows if row.day is not None)
    if by_column is not None:
        return by_column
    by_name = _agreed((row.number, day) for row in rows if (day := named_day(row.name)) is not None)
    numbers = {row.number for row in rows}
    if 0 in numbers:
        return by_name if by_name in (SUNDAY_0, MONDAY_0) else SUNDAY_0
    if by_name in (SUNDAY_0, SUNDAY_1):
        return by_name
    if "iso" in hint.lower():
        return SUNDAY_0
    by_hours = _by_weekend_mornings(rows)
    return usual if by_hours is None else by_hours


def named_day(text: str) -> int | None:
    """The one weekday a text names; None if it names none or several."""
    days = {int(str(found.lastgroup)[1:]) for found in NAMED.finditer(text)}
    return days.pop() if len(days) == 1 else None


def _agreed(pairs: Iterable[tuple[int, int | None]]) -> int | None:
    """The shift that half the pairs of a number and a day agree on, and twice as many as on another.

    A "Monday Night Group" meets on other days too, so not all of them can.
    """
    votes: Counter[int] = Counter()
    total = 0
    for number, day in pairs:
        total += 1
        votes.update(shift for shift in SHIFTS if (number + shift) % 7 == day)
    (best, most), (_, next_most) = [*votes.most_common(2), (0, 0), (0, 0)][:2]
    return best if most and most >= total / 2 and most >= 2 * next_most else None


def _by_weekend_mornings(rows: Sequence[Numbered]) -> int | None:
    """Saturday and Sunday are the two neighbours with the most meetings before eleven.

    Only which of 1 and 7 begins the week is asked: (7, 1) side by side, or (6, 7).
    """
    if len(rows) < ENOUGH_TO_COUNT:
        return None
    all_rows, mornings = Counter[int](), Counter[int]()
    for row in rows:
        if row.start_min is not None:
            all_rows[row.number % 7] += 1
            mornings[row.number % 7] += row.start_min < MORNING_ENDS_MIN
    if len(all_rows) < 7:
        return None
    share = {day: mornings[day] / all_rows[day] for day in all_rows}
    pairs = sorted(((share[day] + share[(day + 1) % 7], day) for day in range(7)), reverse=True)
    (best, day), (runner_up, _) = pairs[0], pairs[1]
    weekday = sorted(share.values())[3]  # the middle one is a weekday's
    if best < CLEARLY * 2 * weekday or best <= runner_up:
        return None
    return {6: SUNDAY_0, 0: SUNDAY_1}.get(day)
