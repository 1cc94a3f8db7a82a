"""The hours of volunteers as `porchlight oncall` takes and shows them: "mon-fri 18:00-22:00"."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from service.crisis.volunteers import Slot
from service.errors import BadInput
from service.text.hours import HOUR_MIN, hours_in

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMED = {
    "daily": range(7), "always": range(7), "weekdays": range(5), "weekends": range(5, 7),
}  # fmt: skip
ALL_DAY = "0-24"
HELP = "Hours are written like mon-fri 18:00-22:00, sat,sun 9-17, daily 22-6, or always."
_SAID = re.compile(r"(?P<days>[a-z]+(?:\s*[-,]\s*[a-z]+)*)\s*(?P<hours>.*)")


def slots_said(said: Iterable[str]) -> list[Slot]:
    """The hours of a week, a slot a day. Raises BadInput.

    >>> slots_said(["sat,sun 9-17"])
    [Slot(weekday=5, from_min=540, until_min=1020), Slot(weekday=6, from_min=540, until_min=1020)]
    """
    slots = [slot for one in said for slot in _slots(one)]
    if not slots:
        raise BadInput(f"Say at least one --hours. {HELP}")
    if len(set(slots)) < len(slots):
        raise BadInput("The same hours are there twice.")
    return slots


def slots_shown(slots: Iterable[Slot]) -> list[str]:
    """The same for a reader, days with the same hours together.

    >>> slots_shown(slots_said(["weekdays 18-22", "sun 22-6"]))
    ['mon-fri 18:00-22:00', 'sun 22:00-06:00']
    """
    by_hours = sorted(slots, key=lambda slot: (slot.from_min, slot.until_min, slot.weekday))
    shown = []
    for (first, last), same in groupby(by_hours, lambda slot: (slot.from_min, slot.until_min)):
        days = ",".join(_runs([slot.weekday for slot in same]))
        shown.append(f"{days} {_clock(first)}-{_clock(last)}")
    return shown


def _slots(said: str) -> Iterator[Slot]:
    parts = _SAID.fullmatch(" ".join(said.lower().split()))
    if parts is None:
        raise BadInput(f"{said!r} is no hours of a week. {HELP}")
    hours = hours_in(parts["hours"] or (ALL_DAY if parts["days"] == "always" else ""))
    if hours is None:
        raise BadInput(f"{said!r} has no hours we can read, or less than one. {HELP}")
    for day in _days(parts["days"]):
        yield Slot(day, hours.from_min, hours.until_min)


def _days(said: str) -> list[int]:
    """In the order of the week."""
    found: set[int] = set()
    for part in re.split(r"\s*,\s*", said):
        ends = [_day(word) for word in re.split(r"\s*-\s*", part) if word not in NAMED]
        if part in NAMED:
            found |= set(NAMED[part])
        elif len(ends) == 2:
            found |= {(ends[0] + step) % 7 for step in range((ends[1] - ends[0]) % 7 + 1)}
        elif len(ends) == 1:
            found |= set(ends)
        else:
            raise BadInput(f"{part!r} are no days. {HELP}")
    return sorted(found)


def _day(word: str) -> int:
    if len(word) < 3 or word[:3] not in DAYS:
        raise BadInput(f"{word!r} is no day. {HELP}")
    return DAYS.index(word[:3])


def _runs(days: list[int]) -> Iterator[str]:
    """Days next to each other as one: mon-fri."""
    for _, run in groupby(enumerate(days), lambda pair: pair[1] - pair[0]):
        first, *_, last = [day for _, day in run] * 2
        yield DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR_MIN:02}:{minutes % HOUR_MIN:02}"
