"""When a table's meetings are: its columns of days and times, one for both, or one for each weekday."""

import re
from collections.abc import Iterable

from service.meetings.feeds import hiding_words, times, weekdays
from service.meetings.feeds.table import Table
from service.meetings.monthly import week_in

Slot = tuple[list[int], str | None]  # days, 0 is Sunday, and the time as written
MOST = 0.6  # of a column's cells, and it is a column of such cells
A_WEEK_OF_COLUMNS = 5  # weekdays among the headings
_CLOCK = r"(?:\d{1,2}(?:[:.h]\d{2})?(?::\d{2})?\s*(?:[ap]\.?\s?m?\b\.?)?|noon|midnight|midday)"
_TIMES = re.compile(rf"{_CLOCK}(?:\s*(?:-|–|to|a)\s*{_CLOCK})?", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[,;/&\n]\s*|\s+(?:and|y|et)\s+")


class Slots:
    """Which columns say when, and how they count their days; found out once a table."""

    def __init__(self, table: Table, usual: int) -> None:
        self._table = table
        days = [index for index in table.columns("day") if table.filled(index)]
        self._days = sorted(days, key=lambda index: table.share(index, is_number))  # names first
        self._times = sorted(table.columns("time"), key=self._readable, reverse=True)
        self._both = [*table.columns("when"), *self._days, *self._times]
        self._week = {} if self._days or table.columns("when") else self._weekdays()
        self._shift = self._numbering(usual)

    def of(self, row: list[str]) -> list[Slot]:
        """All slots of a row, at least one; what it doesn't say is empty."""
        if not self._week:
            days, starts = self._days_of(row), self._times_of(row)
            if days and starts:
                return [(days, start) for start in starts]
            return [self._from_one_cell(row, days, next(iter(starts), None))]
        clock = next(iter(self._times_of(row)), None)
        found = [
            ([day], time or clock) for at, day in self._week.items() for time in _in_cell(row[at])
        ]
        return found or [([], clock)]

    def week(self, row: list[str]) -> str | None:
        """Which of the month's, where a day's cell says it: `2nd Tuesday`."""
        cells = (row[index] for index in self._both)
        return next((week for cell in cells if (week := week_in(cell))), None)

    def _days_of(self, row: list[str]) -> list[int]:
        found = (times.days(row[index].strip(), self._shift) for index in self._days)
        return next((days for days in found if days), [])

    def _times_of(self, row: list[str]) -> list[str]:
        """The first column's that can be read: one time, or several."""
        for index in self._times:
            if found := clocks(row[index].strip()):
                return found
        return []

    def _from_one_cell(self, row: list[str], days: list[int], time: str | None) -> Slot:
        for index in self._both:
            if days and time:
                break
            also, at = day_and_time(row[index])
            days, time = days or also, time or at
        return days, time

    def _readable(self, index: int) -> tuple[float, bool]:
        """How many of a column's times can be read, and whether they can be mistaken."""
        sure = self._table.share(
            index, lambda cell: bool(re.search(r"[ap]\.?\s?m?\.?$|^(?:1[3-9]|2\d)", cell, re.I))
        )
        return self._table.share(index, lambda cell: bool(clocks(cell))), sure > 0

    def _weekdays(self) -> dict[int, int]:
        """Columns Sunday to Saturday, each with its times or a cross."""
        found = {
            index: days[0]
            for index, heading in enumerate(self._table.headings)
            if len(days := times.days(heading)) == 1 and not is_number(heading.strip())
        }
        return found if len(set(found.values())) >= A_WEEK_OF_COLUMNS else {}

    def _numbering(self, usual: int) -> int:
        numeric = [index for index in self._days if self._table.share(index, _is_numbers) > MOST]
        if not numeric:
            return usual
        named = [index for index in self._days if index not in numeric]
        return weekdays.numbering(
            list(self._numbered(numeric[0], named)), usual, self._table.headings[numeric[0]]
        )

    def _numbered(self, column: int, named: list[int]) -> Iterable[weekdays.Numbered]:
        names = self._table.columns("name")
        for row in self._table.rows:
            days = [day for index in named for day in times.days(row[index].strip())]
            start = next((times.start_and_end(one)[0] for one in self._times_of(row)), None)
            for number in re.findall(r"[0-7]", row[column]):
                name = row[names[0]] if names else ""
                yield weekdays.Numbered(
                    int(number), days[0] if len(days) == 1 else None, name, start
                )


def is_number(cell: str) -> bool:
    """True for a day's number, also as a spreadsheet's 3.0."""
    return cell.removesuffix(".0") in ("0", "1", "2", "3", "4", "5", "6", "7")


def _is_numbers(cell: str) -> bool:
    return bool(re.fullmatch(r"[0-7](?:\.0)?(?:\s*[,;/]\s*[0-7])*", cell))


def clocks(cell: str) -> list[str]:
    """The times in a cell: one, with or without its end, or several; empty when it holds anything else.

    >>> clocks("7:00 - 8:00 pm"), clocks("7 AM, 7 PM"), clocks("Tuesday")
    (['7:00 - 8:00 pm'], ['7 AM', '7 PM'], [])
    """
    if not cell:
        return []
    if times.start_and_end(cell)[0] is not None:
        return [cell]
    parts = _BETWEEN.split(cell)
    return parts if all(times.start_and_end(part)[0] is not None for part in parts) else []


def _in_cell(cell: str) -> list[str | None]:
    """The times in a weekday's cell; [None] for a cross."""
    text = cell.strip()
    if not text or text.lower() in hiding_words.NO or text == "-":
        return []
    return [*clocks(text)] or [None]


def day_and_time(cell: str) -> Slot:
    """Both from one cell, like "Mondays at 7:30 PM".

    >>> day_and_time("Mondays at 7:30 PM")
    ([1], '7:30 PM')
    """
    named = [int(str(found.lastgroup)[1:]) for found in weekdays.NAMED.finditer(cell)]
    found = (one.group().strip() for one in _TIMES.finditer(cell))
    time = next((one for one in found if times.start_and_end(one)[0] is not None), None)
    return list(dict.fromkeys(named)) or times.days(cell), time
