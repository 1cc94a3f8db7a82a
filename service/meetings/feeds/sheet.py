"""A table of meetings, whatever its columns are called, as Meeting Guide items."""

import re
from collections.abc import Iterator
from typing import Any

from service.errors import FeedRefused
from service.meetings.feeds import hiding, kinds, times, weekdays
from service.meetings.feeds.bounds import bounded
from service.meetings.feeds.columns import is_personal, plain
from service.meetings.feeds.meeting_guide import ATTRS, HIDE
from service.meetings.feeds.slots import MOST, Slots
from service.meetings.feeds.table import Table

Item = dict[str, Any]
# Copied as they stand; the rest is read by `slots` and `kinds`.
PLAIN_FIELDS = (
    "name timezone formatted_address address address2 city state postal_code country region latitude"
    " longitude coordinates approximate location location_notes notes group_notes conference_url"
    " conference_url_notes conference_phone conference_phone_notes updated fellowship group_id week"
    " duration end_time"
).split()
JOINED = frozenset({"notes", "location_notes"})  # several columns may hold them
ADDRESS_FIELDS = frozenset({"address", "formatted_address", "city"})
MEETING_GUIDE_SIGNS = frozenset(
    {"types", "formatted address", "full address", "conference url", "slug"}
)
SHOWN = frozenset(
    "activo activa publicado publicada active abierto abierta public listed live".split()
)
_POINT = re.compile(r"^-?\d{1,3}\.\d{2,}\s*[,; ]\s*-?\d{1,3}\.\d{2,}$")

_ROOM_LINK = re.compile(
    r"^(?:https?://)?(?:[\w-]+\.)*(?:zoom\.(?:us|com)|zoomgov\.com|meet\.google\.com|teams\.(?:microsoft|live)\.com"
    r"|webex\.com|gotomeet\.me|gotomeeting\.com|meet\.jit\.si|whereby\.com|bluejeans\.com)/",
    re.IGNORECASE,
)
_DIALLED = re.compile(
    r"^\+?[\d\s().-]{8,20}(?:,{1,6}|\D{1,20}(?:code|pin|id)\D{0,9})\d{3,12}#?(?:,|$)", re.I
)
# Fields that a column's cells may tell.
CONFERENCE = {
    "conference_url": lambda cell: bool(_ROOM_LINK.match(cell)),
    "conference_phone": lambda cell: bool(_DIALLED.match(cell)),
}


def is_meeting_guide(table: Table) -> bool:
    """True for the Meeting Guide sheet and the plugin's export: their own headings, name, day and time."""
    headings = {plain(heading) for heading in table.headings}
    return {"name", "day", "time"} <= headings and bool(MEETING_GUIDE_SIGNS & headings)


def items_of(table: Table) -> list[Item]:
    """Every row as Meeting Guide items. Raises FeedRefused when days or times are nowhere."""
    if not table.rows:
        raise FeedRefused("It has headings but no meetings; the last good copy stays.")
    _guess_columns(table)
    sheet = _Sheet(table)
    items = bounded(item for row in table.rows for item in sheet.items(row))
    if not any(item["day"] for item in items) or not any(item["time"] for item in items):
        raise FeedRefused(
            "Its columns for day and time weren't found; name them: day=Heading, time=Heading."
        )
    return items


def _guess_columns(table: Table) -> None:
    """A column of points, of days or of video rooms tells itself whatever its heading says."""
    for index, field in enumerate(table.fields):
        if field is None and table.share(index, _is_point) > MOST:
            table.hold(index, "coordinates")
        elif field is None and not table.columns("day") and table.share(index, _is_day) > MOST:
            table.hold(index, "day")
        elif field in (None, *CONFERENCE) and (afar := _conference_field(table, index)):
            table.hold(index, afar)
        elif field in ("state", "name") and table.share(index, _is_status) > MOST:
            table.hold(index, None)  # `Estado`: a state in one table, a status in another


def _conference_field(table: Table, index: int) -> str | None:
    """By what stands in it: links to video rooms, or numbers with the keys to press then."""
    for name, fits in CONFERENCE.items():
        if not table.columns(name) and table.share(index, fits) > MOST:
            return name
    return None


class _Sheet:
    """What was found out once about a table's columns."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._at = {field: self._best(field) for field in PLAIN_FIELDS if table.columns(field)}
        self._in_location = not ADDRESS_FIELDS & {field for field in table.fields if field}
        usual = weekdays.SUNDAY_0 if is_meeting_guide(table) else weekdays.SUNDAY_1
        self._slots = Slots(table, usual)
        unread = [
            (index, heading)
            for index, heading in enumerate(map(plain, table.headings))
            if table.fields[index] is None and not is_personal(heading)
        ]
        self._headings = hiding.Headings(unread, lambda index: [row[index] for row in table.rows])

    def items(self, row: list[str]) -> Iterator[Item]:
        """One row is one item, or several where it has several times."""
        item = self._item(row)
        for days, time in self._slots.of(row):
            yield item | {"day": days, "time": time}

    def _item(self, row: list[str]) -> Item:
        item: Item = {field: self._cell(row, field) for field in self._at}
        types = [part for cell in self._table.cells(row, "types") for part in kinds.parts(cell)]
        has_room = bool(item.get("address") and item.get("conference_url"))
        _settle_place(item, self._in_location)
        _settle_link(item, self._table.cells(row, "zoom_id"))
        return item | {
            "slug": next(iter(self._table.cells(row, "slug")), None),
            "week": item.get("week") or self._slots.week(row),
            "types": types,
            ATTRS: frozenset(kinds.attrs(self._table, row, types, item.get("notes") or "")),
            "attendance_option": kinds.option(self._table, row, types, has_room),
            HIDE: self._headings.reason(row.__getitem__)
            or kinds.why_hidden(self._table, row, types),
        }

    def _cell(self, row: list[str], field: str) -> str | None:
        if field in JOINED:
            return "\n".join(self._table.cells(row, field))
        return row[self._at[field]].strip() or None

    def _best(self, field: str) -> int:
        """The fullest of several columns; of equally full ones the first."""
        columns = self._table.columns(field)
        return max(columns, key=lambda index: (self._table.filled(index), -index))


def _settle_place(item: Item, in_location: bool) -> None:
    """Without columns for an address it stands behind the house's name."""
    where = item.get("location")
    if in_location and where and "," in where:
        house, _, rest = where.partition(",")
        item["formatted_address"] = where if any(map(str.isdigit, house)) else rest
        item["location"] = house


def _settle_link(item: Item, numbers: list[str]) -> None:
    """A video room's number stands for its link; a note of one word is its code."""
    link = item.get("conference_url") or ""
    bare = next((re.sub(r"[\s-]", "", one) for one in [link, *numbers] if one), "")
    if "." not in link and bare.isdigit() and 9 <= len(bare) <= 11:
        item["conference_url"] = f"https://zoom.us/j/{bare}"
    for field, name in (("conference_url_notes", "Passcode"), ("conference_phone_notes", "Code")):
        notes = item.get(field)
        if notes and " " not in notes:
            item[field] = f"{name}: {notes}"


def _is_point(cell: str) -> bool:
    return bool(_POINT.match(cell))


def _is_day(cell: str) -> bool:
    return bool(times.days(cell)) and not cell[0].isdigit() and len(cell) > 2


def _is_status(cell: str) -> bool:
    return bool(hiding.status_reason(cell)) or cell.lower() in SHOWN
