"""The week as a picture: a column a day, a row an hour. What it shows stands in the list beside it too."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from service.console.meeting_rows import Held
from service.text.hours import DAY_MIN

COLUMN, ROW = 104, 40  # of one day, of one hour
LEFT, TOP = 56, 28
DAYS = tuple(range(7))  # from Sunday on, as the list beside it
LONGEST_WORD = 9
SHORTEST_MIN = 45  # drawn; a word needs so much room


@dataclass(frozen=True, slots=True)
class Box:
    """One meeting of the week."""

    word: str
    state: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Week:
    hours: range
    boxes: Sequence[Box]

    @property
    def width(self) -> int:
        return LEFT + COLUMN * len(DAYS)

    @property
    def height(self) -> int:
        return TOP + ROW * len(self.hours)

    def y_of(self, hour: int) -> int:
        return TOP + ROW * (hour - self.hours.start)

    def x_of(self, column: int) -> int:
        return LEFT + COLUMN * column


def week_of(held: Sequence[Held]) -> Week | None:
    """None when no group has a fixed hour."""
    slots = [one for one in held if one.meeting and one.meeting.minute_of_week is not None]
    if not slots:
        return None
    begins = [_start(one) for one in slots]
    ends = [_start(one) + _length(one) for one in slots]
    hours = range(min(begins) // 60, min(24, -(-max(ends) // 60)))
    columns: dict[int, list[Held]] = defaultdict(list)
    for one in slots:
        columns[_day(one)].append(one)
    boxes = [
        box for day, those in columns.items() for box in _column(DAYS.index(day), those, hours)
    ]
    return Week(hours, boxes)


def _column(column: int, those: Sequence[Held], hours: range) -> list[Box]:
    """Those that overlap stand side by side."""
    lanes: list[int] = []  # until when each is taken
    placed = []
    for one in sorted(those, key=_start):
        free = next((at for at, until in enumerate(lanes) if until <= _start(one)), len(lanes))
        lanes[free : free + 1] = [_start(one) + _length(one)]
        placed.append((free, one))
    width = (COLUMN - 4) / len(lanes)
    return [
        Box(
            word=one.group.word[:LONGEST_WORD],
            state=one.state,
            x=LEFT + COLUMN * column + 2 + width * lane,
            y=TOP + ROW * (_start(one) - hours.start * 60) / 60,
            width=width - 2,
            height=ROW * _length(one) / 60 - 2,
        )
        for lane, one in placed
    ]


def _minute(one: Held) -> int:
    return (one.meeting.minute_of_week or 0) if one.meeting else 0


def _day(one: Held) -> int:
    return _minute(one) // DAY_MIN


def _start(one: Held) -> int:
    return _minute(one) % DAY_MIN


def _length(one: Held) -> int:
    """Cut at midnight."""
    lasts = max(one.meeting.duration_min if one.meeting else 0, SHORTEST_MIN)
    return min(lasts, DAY_MIN - _start(one))
