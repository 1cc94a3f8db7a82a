"""CSV as it comes: comma, semicolon, tab or bar; quoted newlines, any line ends, lines above the heading."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from service.errors import FeedRefused
from service.meetings.feeds.bounds import (
    MOST_LINES,
    TOO_MANY_ROWS,
    bounded,
    check_columns,
    cut_cells,
    without_formulas,
)
from service.meetings.feeds.columns import SPELLINGS, fields_of, plain

DELIMITERS = ",;\t|"
SAMPLE_LINES = 60
LAST_HEADING_LINE = 12  # titles and notes may stand above it
MOST_LINES_IN_A_CELL = 100
OPEN_QUOTE = "Its table is broken: a quoted cell has no end. Export it again."
SAMPLE_ROWS = 400
LONGEST_CELL = 1_000_000


@dataclass(slots=True)
class Table:
    """Cells under headings; every row as long as the heading."""

    headings: list[str]
    fields: list[str | None]  # what each column holds; changed by `hold` alone
    rows: list[list[str]]
    _columns: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        self._columns = {}
        for index, name in enumerate(self.fields):
            if name:
                self._columns.setdefault(name, []).append(index)

    def hold(self, index: int, name: str | None) -> None:
        """Says what a column holds, where its cells know better than its heading."""
        self.fields[index] = name
        self.__post_init__()

    def columns(self, field: str) -> list[int]:
        return self._columns.get(field, [])

    def cells(self, row: list[str], field: str) -> list[str]:
        """What stands in all columns for a field, without the empty ones."""
        columns = self._columns.get(field)
        return [cell for index in columns if (cell := row[index].strip())] if columns else []

    def filled(self, index: int) -> int:
        """How many of the first few hundred rows have something in a column."""
        return sum(bool(row[index].strip()) for row in self.rows[:SAMPLE_ROWS])

    def share(self, index: int, fits: Callable[[str], bool]) -> float:
        """Of those, how many fit; a bare 0 may mean anything and isn't counted."""
        cells = (row[index].strip() for row in self.rows[:SAMPLE_ROWS])
        fitting = [fits(cell) for cell in cells if cell not in ("", "0")]
        return sum(fitting) / len(fitting) if fitting else 0.0


def table_of(text: str, columns: dict[str, str]) -> Table:
    """Reads a table; `columns` names headings for our fields where the spelling doesn't tell.

    Raises FeedRefused when no line looks like a heading, or a heading in `columns` isn't there.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    cells = _cells(lines, _delimiter(lines))
    at = _heading_line(cells, columns)
    headings = [cell.strip() for cell in cells[at]]
    fields = _with_own(headings, fields_of(headings), columns)
    width = len(headings)
    check_columns(width)
    filled = (row for row in cells[at + 1 :] if any(cell.strip() for cell in row))
    rows = [without_formulas(cut_cells(_fitted(row, width))) for row in filled]
    return Table(headings, fields, rows)


def _delimiter(text: str) -> str:
    """The sign that cuts most sample lines into the same number of cells, more than one."""
    sample = "\n".join(text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES])
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _evenness(sample: str, sign: str) -> float:
    try:
        widths = Counter(len(row) for row in csv.reader(sample.split("\n"), delimiter=sign) if row)
    except csv.Error:
        return 0.0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda pair: (pair[1], pair[0]))
    return count / sum(widths.values()) + min(width, 20) / 100


def _cells(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    if text.count("\n") > MOST_LINES:
        raise FeedRefused(TOO_MANY_ROWS)
    try:
        cells = bounded(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
    except csv.Error as error:
        raise FeedRefused(OPEN_QUOTE) from error
    if any(
        cell.count("\n") > MOST_LINES_IN_A_CELL for row in cells for cell in row if len(cell) > 999
    ):
        raise FeedRefused(OPEN_QUOTE)
    return cells


def _heading_line(cells: list[list[str]], columns: dict[str, str]) -> int:
    """The first line of which we know the most headings."""
    named = {plain(heading) for heading in columns.values()}
    scored = [
        (len(set(_known(row, named))), -number)
        for number, row in enumerate(cells[:LAST_HEADING_LINE])
    ]
    best, number = max(scored, default=(0, 0))
    if best < 2:
        raise FeedRefused(
            "It is no feed: neither JSON nor a table with headings like Name, Day, Time, Address."
        )
    return -number


def _known(row: list[str], named: set[str]) -> Iterable[str]:
    short = [cell for cell in row if 0 < len(cell.strip()) < 60]
    found = {name for name in fields_of(short) if name}
    return found | (named & {plain(cell) for cell in short})


def _with_own(
    headings: list[str], fields: list[str | None], columns: dict[str, str]
) -> list[str | None]:
    """What the importer said about columns beats what we read from their headings."""
    by_plain = {plain(heading): index for index, heading in enumerate(headings)}
    for name, heading in columns.items():
        if name not in SPELLINGS:
            raise FeedRefused(f"There is no field {name}; use one of {', '.join(SPELLINGS)}.")
        if plain(heading) not in by_plain:
            raise FeedRefused(f"It has no column {heading}; it has {', '.join(headings)[:120]}.")
        fields = [None if one == name else one for one in fields]
        fields[by_plain[plain(heading)]] = name
    return fields


def _fitted(row: list[str], width: int) -> list[str]:
    if len(row) == width:
        return row
    return row[:width] if len(row) > width else row + [""] * (width - len(row))


def looks_like_json_lines(text: str) -> bool:
    """True when every line begins and ends like an object."""
    lines = [line.strip() for line in text.split("\n", 5)[:4] if line.strip()]
    return len(lines) > 1 and all(re.match(r"^\{.*\},?$", line) for line in lines[:-1])
