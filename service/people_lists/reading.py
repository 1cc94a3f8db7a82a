"""A file, as rows of cells: whatever its letters, separators and line ends are. Pure.

Raises ListRefused for what is no table of text; a row that says nothing of anybody is for `entries`.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.errors import ListRefused

MOST_ROWS = 100_000
MOST_LINES = 2 * MOST_ROWS  # with those that are empty: 24 MB of them would be counted for 20 s
LONGEST_LINE = 64 * 1024  # letters; a longer one is no row of a list of people
SEPARATORS = (",", ";", "\t", "|")
LOOK = 64 * 1024  # letters, by which the separator is known
SAMPLE = 20  # rows
# How files begin that are something else. https://en.wikipedia.org/wiki/List_of_file_signatures
OTHERS = {
    b"PK\x03\x04": "workbook",
    b"\xd0\xcf\x11\xe0": "workbook",
    b"%PDF": "no_table",
    b"\x89PNG": "no_table",
    b"\xff\xd8\xff": "no_table",
    b"\x1f\x8b": "no_table",
}
BYTE_ORDERS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


@dataclass(frozen=True, slots=True)
class Form:
    """How its letters are written, and what stands between its cells."""

    encoding: str
    separator: str


def form_of(raw: bytes) -> Form:
    """Raises ListRefused."""
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ListRefused("empty")
    if other := next((why for begin, why in OTHERS.items() if raw.startswith(begin)), None):
        raise ListRefused(other)
    encoding = _encoding(raw)
    return Form(encoding, _separator(_text(raw, encoding)[:LOOK]))


def rows_of(raw: bytes, form: Form) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, with its number as a spreadsheet counts them, from 1."""
    reader = csv.reader(_lines(_text(raw, form.encoding)), delimiter=form.separator, strict=True)
    number = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:  # a quotation mark that is never closed swallows all behind it
            raise ListRefused("quotes", number + 1) from error
        if cells is None:
            return
        number += 1
        if number > MOST_LINES:
            raise ListRefused("too_many", number)
        if any(cell.strip() for cell in cells):
            yield number, cells


def first_rows(raw: bytes, form: Form, count: int = 4) -> list[list[str]]:
    """Raises ListRefused where not even these can be read."""
    rows = (cells for _, cells in rows_of(raw, form))
    return [cells for _, cells in zip(range(count), rows, strict=False)]


def _encoding(raw: bytes) -> str:
    if named := next((name for mark, name in BYTE_ORDERS.items() if raw.startswith(mark)), None):
        return named
    if wide := _wide(raw[:LOOK]):
        return wide
    for encoding in ("utf-8", "cp1252"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _wide(raw: bytes) -> str | None:
    """Two bytes a letter, without saying so: every other one is nothing."""
    half = max(len(raw) // 2, 1)
    if raw[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    return "utf-16-be" if raw[0::2].count(0) > half * 0.6 else None


def _text(raw: bytes, encoding: str) -> str:
    """With one kind of line end, and no NUL: neither is part of what somebody wrote."""
    text = raw.decode(encoding, errors="replace").replace("\x00", "")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        if len(line) > LONGEST_LINE:
            raise ListRefused("long_line", number)
        yield line


def _separator(text: str) -> str:
    """The one by which most of the first rows have the same number of cells, more than one."""
    return max(SEPARATORS, key=lambda one: _evenness(text, one))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    widths = Counter(len(row) for row in _some_rows(text, separator) if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _some_rows(text: str, separator: str) -> Sequence[list[str]]:
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator)
    try:
        return [row for _, row in zip(range(SAMPLE), reader, strict=False)]
    except csv.Error:
        return ()
