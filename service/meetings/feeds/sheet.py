"""A table of meetings, whatever its columns are called, as Meeting Guide items."""

import re
from collections.abc import Iterator
from typing import Any

from service.errors import FeedRefused
from service.meetings.attributes import attrs_of
from service.meetings.feeds import hiding, times, weekdays
from service.meetings.feeds.columns import is_personal, plain
from service.meetings.feeds.meeting_guide import option_of
from service.meetings.feeds.table import Table

Item = dict[str, Any]
# Copied as they stand; the rest is read below.
PLAIN_FIELDS = (
    "name timezone formatted_address address address2 city state postal_code country region latitude"
    " longitude coordinates approximate location location_notes notes group_notes conference_url"
    " conference_url_notes conference_phone conference_phone_notes updated fellowship group_id week"
    " duration end_time"
).split()  # fmt: skip
JOINED = frozenset({"notes", "location_notes"})
ANSWERS = ("option", "wheelchair", "language", "gender")
# Columns that answer yes or no about one attribute.
YES_NO = (
    "women men lgbtq beginners young-people childcare asl spanish speaker step big-book"
).split()
ACCESSIBLE = re.compile(
    r"^(?:y|yes|s[ií]|oui|h|x|wc|1|t|true|full|wheel|ramp|access|level|step.?free|ada)\b", re.I
)
SPANISH = re.compile(r"\b(?:es|esp|spa|spanish|espa[nñ]ol|castellano|espagnol|sp)\b", re.I)
WOMEN = re.compile(r"^(?:w|women.*|f|female|ladies|femmes?|mujer(?:es)?)$", re.I)
MEN = re.compile(r"^(?:m|men|men'?s.*|men only|male|hommes?|hombres?)$", re.I)
DAY_NAMED = 0.6  # of a column's cells, and it is a column of days
MEETING_GUIDE_SIGNS = frozenset(
    {"types", "formatted address", "full address", "conference url", "slug"}
)
_PARTS = re.compile(r"\s*[,;/|+\n]\s*|\s+&\s+|\s+and\s+")
_POINT = re.compile(r"^-?\d{1,3}\.\d{2,}\s*[,; ]\s*-?\d{1,3}\.\d{2,}$")
_CLOCK = re.compile(
    r"\d{1,2}(?:[:.h]\d{2})?(?::\d{2})?\s*(?:[ap]\.?\s?m?\b\.?)?(?:\s*(?:-|–|to|a)\s*\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?\s?m\b\.?)?)?|noon|midnight|midday",
    re.I,
)
_SHORT_NOTE = 45


def is_meeting_guide(table: Table) -> bool:
    """True for the Meeting Guide sheet and the plugin's export: their own headings, name, day and time."""
    headings = {plain(heading) for heading in table.headings}
    return {"name", "day", "time"} <= headings and bool(MEETING_GUIDE_SIGNS & headings)


def items_of(table: Table) -> list[Item]:
    """Every row as Meeting Guide items. Raises FeedRefused when days or times are nowhere."""
    sheet = _Sheet(table, is_meeting_guide(table))
    items = [item for row in table.rows for item in sheet.items(row)]
    if not any(item["day"] for item in items) or not any(item.get("time") for item in items):
        raise FeedRefused(
            "Its columns for day and time weren't found; name them: day=Heading, time=Heading."
        )
    return items


class _Sheet:
    """What was found out once about a table's columns."""

    def __init__(self, table: Table, meeting_guide: bool) -> None:
        self._table = table
        self._guess_columns()
        self._of = {field: self._best(field) for field in PLAIN_FIELDS if table.columns(field)}
        self._in_location = not {"address", "formatted_address", "city"} & set(table.fields)
        self._ids = table.columns("slug")
        self._types = table.columns("types")
        self._days = self._day_columns()
        self._wide = self._weekday_headings() if not (self._days or self._has("when")) else {}
        self._times = sorted(table.columns("time"), key=self._readable, reverse=True)
        self._headings = hiding.Headings(
            (
                (index, plain(heading))
                for index, heading in enumerate(table.headings)
                if self._may_hide(index) and not is_personal(plain(heading))
            ),
            lambda index: {row[index] for row in table.rows},
        )
        self._shift = self._numbering(weekdays.SUNDAY_0 if meeting_guide else weekdays.SUNDAY_1)

    def items(self, row: list[str]) -> Iterator[Item]:
        """One row is one item, or several where it has a column for each day."""
        item = self._item(row)
        if not self._wide:
            yield item
            return
        slots = [(day, time) for index, day in self._wide.items() for time in _slots(row[index])]
        if not slots:
            yield item
        for day, time in slots:
            once = item | {"day": [day], "time": time or item.get("time")}
            if len(slots) > 1 and item.get("slug"):
                once["slug"] = f"{item['slug']}:{day}{time or ''}"
            yield once

    def _item(self, row: list[str]) -> Item:
        item: Item = {field: self._cell(row, field) for field in self._of}
        item["slug"] = next((row[index].strip() for index in self._ids if row[index].strip()), None)
        item["day"], item["time"] = self._when(row)
        item["types"] = [part for index in self._types for part in _parts(row[index])]
        if self._in_location and (where := item.get("location")) and "," in where:
            first, _, rest = where.partition(",")
            item["formatted_address"] = rest if not any(map(str.isdigit, first)) else where
            item["location"] = first
        item["attrs"] = frozenset(self._attrs(row, item))
        item["attendance_option"] = self._option(row, item)
        item["hide"] = self._headings.reason(row.__getitem__) or self._hidden_type(row, item)
        self._settle_link(row, item)
        return item

    def _cell(self, row: list[str], field: str) -> str | None:
        if field in JOINED:
            return "\n".join(
                cell for index in self._table.columns(field) if (cell := row[index].strip())
            )
        return row[self._of[field]].strip() or None

    # Which column is which.

    def _guess_columns(self) -> None:
        """A column of points, or of days, tells itself whatever its heading says."""
        fields = self._table.fields
        for index, field in enumerate(fields):
            if field is None and self._share(index, _is_point) > DAY_NAMED:
                fields[index] = "coordinates"
            elif field is None and not self._has("day") and self._share(index, _is_day) > DAY_NAMED:
                fields[index] = "day"
            elif field == "state" and self._share(index, _is_status) > DAY_NAMED:
                fields[index] = None  # `Estado`: a state in one table, a status in another

    def _has(self, field: str) -> bool:
        return field in self._table.fields

    def _share(self, index: int, fits: Any) -> float:
        """Of the first few hundred cells that hold something, how many fit."""
        cells = [
            cell for row in self._table.rows[:400] if (cell := row[index].strip()) not in ("", "0")
        ]
        return sum(map(fits, cells)) / len(cells) if cells else 0.0

    def _best(self, field: str) -> int:
        """The fullest of several columns; of equally full ones the first."""
        columns = self._table.columns(field)
        if len(columns) == 1:
            return columns[0]
        return max(columns, key=lambda index: (self._filled(index), -index))

    def _filled(self, index: int) -> int:
        return sum(bool(row[index].strip()) for row in self._table.rows[:400])

    def _readable(self, index: int) -> tuple[float, bool]:
        """How many of a column's times can be read, and whether they can't be mistaken."""
        cells = [row[index].strip().lower() for row in self._table.rows[:400]]
        plain_ones = sum("m" in cell or cell.endswith(("a", "p")) or cell >= "13" for cell in cells)
        return self._share(
            index, lambda cell: times.start_and_end(cell)[0] is not None
        ), plain_ones > 0

    def _may_hide(self, index: int) -> bool:
        return self._table.fields[index] is None

    def _weekday_headings(self) -> dict[int, int]:
        """Columns Sunday to Saturday, each with its times or a cross."""
        found = {
            index: days[0]
            for index, heading in enumerate(self._table.headings)
            if len(days := times.days(heading)) == 1 and not heading.strip().isdigit()
        }
        return found if len(set(found.values())) >= 5 else {}

    # Days and times.

    def _day_columns(self) -> list[int]:
        """Columns with names before columns with numbers."""
        columns = [index for index in self._table.columns("day") if self._filled(index)]
        return sorted(columns, key=lambda index: self._share(index, _is_number))

    def _numbering(self, usual: int) -> int:
        numeric = [index for index in self._days if self._share(index, _is_number) > DAY_NAMED]
        if not numeric:
            return usual
        named = [index for index in self._days if index not in numeric]
        rows = [
            weekdays.Numbered(
                int(float(row[numeric[0]])), _named(row, named), self._names(row), self._start(row)
            )
            for row in self._table.rows
            if _is_number(row[numeric[0]].strip())
        ]
        return weekdays.numbering(rows, usual, self._table.headings[numeric[0]])

    def _names(self, row: list[str]) -> str:
        return row[self._of["name"]] if "name" in self._of else ""

    def _start(self, row: list[str]) -> int | None:
        return next(
            (at for index in self._times if (at := times.start_and_end(row[index])[0]) is not None),
            None,
        )

    def _when(self, row: list[str]) -> tuple[list[int], str | None]:
        """The days (0 is Sunday) and the time, from columns of their own or from one with both."""
        days: list[int] = []
        for index in self._days:
            days = days or times.days(row[index].strip(), self._shift)
        time = next(
            (row[i].strip() for i in self._times if times.start_and_end(row[i])[0] is not None),
            None,
        )
        for index in [*self._table.columns("when"), *self._days, *self._times]:
            if days and time:
                break
            both_days, both_time = _day_and_time(row[index])
            days, time = days or both_days, time or both_time
        return days, time

    # What it is like, and how one takes part.

    def _attrs(self, row: list[str], item: Item) -> Iterator[str]:
        yield from attrs_of(item["types"])
        notes = item.get("notes") or ""
        if len(notes) < _SHORT_NOTE and (labels := _parts(notes)):
            yield from attrs_of(label for label in labels if len(label) > 2)
        for name in YES_NO:
            if any(_says_yes(row[index]) for index in self._table.columns(name)):
                yield name
        yield from self._open_or_closed(row)
        if any(ACCESSIBLE.match(row[index].strip()) for index in self._table.columns("wheelchair")):
            yield "wheelchair"
        if any(SPANISH.search(row[index]) for index in self._table.columns("language")):
            yield "spanish"
        for index in self._table.columns("gender"):
            if WOMEN.match(row[index].strip()):
                yield "women"
            elif MEN.match(row[index].strip()):
                yield "men"

    def _open_or_closed(self, row: list[str]) -> Iterator[str]:
        """An `Open` that is False means that nobody has said, not that it is closed."""
        for field, yes, no in (("open", "open", "closed"), ("closed", "closed", "open")):
            for index in self._table.columns(field):
                said = row[index].strip().lower()
                if said in hiding.YES or (said.startswith((yes, yes[0])) and said not in hiding.NO):
                    yield yes
                elif said.startswith((no, "cerrad", "ferm")) or said == no[0]:
                    yield no
                elif said.startswith(("abiert", "ouvert")):
                    yield "open"

    def _option(self, row: list[str], item: Item) -> str | None:
        for index in self._table.columns("option"):
            if found := option_of(row[index]):
                return found
        if any(_says_yes(row[index]) for index in self._table.columns("hybrid")):
            return "hybrid"
        if any(_says_yes(row[index]) for index in self._table.columns("online")):
            return "hybrid" if item.get("address") and item.get("conference_url") else "online"
        return next((found for one in item["types"] if (found := option_of(one))), None)

    def _hidden_type(self, row: list[str], item: Item) -> str | None:
        """A type, or an answer about access, may say that it is private; `Closed` is a kind of meeting."""
        answers = [row[index].strip() for field in ANSWERS for index in self._table.columns(field)]
        for one in [*item["types"], *answers]:
            if (
                len(one) > 2
                and one.lower() not in ("closed", "cerrada", "inactive")
                and (reason := hiding.status_reason(one))
            ):
                return reason
        return None

    def _settle_link(self, row: list[str], item: Item) -> None:
        """A room's number stands for its link."""
        link = item.get("conference_url") or ""
        numbers = [row[index] for index in self._table.columns("zoom_id")]
        bare = next((re.sub(r"[\s-]", "", one) for one in [link, *numbers] if one), "")
        if "." not in link and bare.isdigit() and 9 <= len(bare) <= 11:
            item["conference_url"] = f"https://zoom.us/j/{bare}"
        notes = item.get("conference_url_notes")
        if notes and " " not in notes:  # a column with nothing but the passcode
            item["conference_url_notes"] = f"Passcode: {notes}"


def _is_point(cell: str) -> bool:
    return bool(_POINT.match(cell))


def _is_day(cell: str) -> bool:
    return bool(times.days(cell)) and not cell[0].isdigit() and len(cell) > 2


def _is_number(cell: str) -> bool:
    return cell.removesuffix(".0") in ("0", "1", "2", "3", "4", "5", "6", "7")


def _is_status(cell: str) -> bool:
    return bool(hiding.status_reason(cell)) or cell.lower() in (
        "activo",
        "activa",
        "publicado",
        "active",
        "abierto",
    )


def _named(row: list[str], columns: list[int]) -> int | None:
    days = [day for index in columns for day in times.days(row[index].strip())]
    return days[0] if len(days) == 1 else None


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(cell) if part.strip()] if cell else []


def _says_yes(cell: str) -> bool:
    return cell.strip().lower() in hiding.YES


def _slots(cell: str) -> list[str | None]:
    """The times in a weekday's cell; [None] for a cross."""
    text = cell.strip()
    if not text or text.lower() in hiding.NO or text == "-":
        return []
    found = [
        part
        for part in re.split(r"\s*[,;/&\n]\s*", text)
        if times.start_and_end(part)[0] is not None
    ]
    return list(found) or [None]


def _day_and_time(cell: str) -> tuple[list[int], str | None]:
    """Both from one cell, like "Mondays at 7:30 PM".

    >>> _day_and_time("Mondays at 7:30 PM")
    ([1], '7:30 PM')
    """
    named = [int(str(found.lastgroup)[1:]) for found in weekdays.NAMED.finditer(cell)]
    found = [one.group() for one in _CLOCK.finditer(cell)]
    time = next(
        (one.strip() for one in found if times.start_and_end(one.strip())[0] is not None), None
    )
    return list(dict.fromkeys(named)) or times.days(cell), time
