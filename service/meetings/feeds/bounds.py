"""How large a feed and its cells may be. What is beyond is a mistake, or meant to fill our memory."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any, TypeVar

from service.errors import FeedRefused

T = TypeVar("T")

MOST_ROWS = 250_000  # the largest open compilation has 78,000
MOST_LINES = 10 * MOST_ROWS  # of a table: a quoted cell may have several
MOST_BRACKETS = 10 * MOST_ROWS  # of JSON: a row has two to five, and each is an object in memory
MOST_COLUMNS = 1_000  # real feeds have up to a hundred
LONGEST_NAME, LONGEST_CELL = 300, 4_000  # characters
MOST_IN_A_CELL = 200  # of a list's: types, regions, days

_MAY_BEGIN_ONE = frozenset("=+-@")
_FORMULA = re.compile(r"\s*(?:=|[+@-]\s*[A-Za-z_.]+\s*[(!|])")

TOO_MANY_ROWS = f"It has more than {MOST_ROWS:,} rows; give it in parts."
TOO_MANY_COLUMNS = f"It has more than {MOST_COLUMNS:,} columns; export only those of meetings."


def bounded(rows: Iterable[T]) -> list[T]:
    """The rows as a list. Raises FeedRefused at the first one too many, and makes no more."""
    kept = list(islice(rows, MOST_ROWS + 1))
    if len(kept) > MOST_ROWS:
        raise FeedRefused(TOO_MANY_ROWS)
    return kept


def check_columns(count: int) -> None:
    """Raises FeedRefused: a row for each column makes a square of a feed."""
    if count > MOST_COLUMNS:
        raise FeedRefused(TOO_MANY_COLUMNS)


def cut_item(item: Any) -> Any:
    """A row of JSON without the ends of endless cells; nearly always the very same."""
    if not isinstance(item, dict) or not any(map(_is_long, item.values())):
        return item
    return {key: _cut(value) for key, value in item.items()}


def without_formulas(cells: list[str]) -> list[str]:
    """A formula that a spreadsheet has not reckoned out is no text: nobody is to read it, or to open it again
    in another spreadsheet. A number with a plus, a dash and an @ are none."""
    if not any(cell.lstrip()[:1] in _MAY_BEGIN_ONE for cell in cells if cell):
        return cells
    return ["" if _FORMULA.match(cell) else cell for cell in cells]


def cut_cells(cells: list[str]) -> list[str]:
    """As `cut_item`, for a row of a table."""
    if max(map(len, cells), default=0) <= LONGEST_CELL:
        return cells
    return [cell[:LONGEST_CELL] for cell in cells]


def _is_long(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) > LONGEST_CELL
    return isinstance(value, list) and (len(value) > MOST_IN_A_CELL or any(map(_is_long, value)))


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    return list(map(_cut, value[:MOST_IN_A_CELL])) if isinstance(value, list) else value
