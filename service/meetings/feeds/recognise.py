"""Which format a feed has, by its content: names and content types lie."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.errors import FeedRefused
from service.meetings.feeds import bmlt, meeting_guide, sheet
from service.meetings.feeds.bounds import (
    MOST_BRACKETS,
    TOO_MANY_ROWS,
    bounded,
    check_columns,
    cut_item,
)
from service.meetings.feeds.columns import fields_of
from service.meetings.feeds.decode import decoded
from service.meetings.feeds.row import Reading, Row
from service.meetings.feeds.table import Table, looks_like_json_lines, table_of

FORMATS = ("meeting-guide", "tsml", "meeting-guide-csv", "bmlt", "csv")
PLUGIN_KEYS = frozenset({"location_url", "attendance_option", "edit_url", "location_id"})
LISTS = ("meetings", "data", "results", "items", "value", "rows")  # where a wrapped list may be
_CALLBACK = re.compile(r"^[\w.$]{1,60}\(\s*([\[{].*[\]}])\s*\);?$", re.DOTALL)
# Escapes of half a sign, and of what no text has: no database keeps them.
_HALF_SIGNS = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|\\u00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F])"
)
_NO_FEED = "ask for the feed's own address"


def read_feed(raw: bytes, columns: Mapping[str, str] | None = None) -> Reading:
    """All rows of a feed. Raises FeedRefused, saying why, for what is none or stops in the middle.

    `columns` names headings of a table that can't be matched by their spelling: {"day": "Wochentag"}.
    """
    text = decoded(raw)
    if not text:
        raise FeedRefused("It is empty; the last good copy stays.")
    if called := _CALLBACK.match(text):
        text = called[1]
    format, items = _json(text) if text[0] in "[{" else _table(text, dict(columns or {}))
    rows = _with_own_slugs(meeting_guide.rows_of(items))
    return Reading(format, rows, "na" if format == "bmlt" else None)


def _table(text: str, columns: dict[str, str]) -> tuple[str, list[Any]]:
    if refused := _no_table(text):
        raise FeedRefused(refused)
    table = table_of(text, columns)
    if "weekday_tinyint" in table.headings:
        return "bmlt", bmlt.items_of(
            [dict(zip(table.headings, row, strict=True)) for row in table.rows], []
        )
    items = sheet.items_of(table)
    return "meeting-guide-csv" if sheet.is_meeting_guide(table) else "csv", items


def _no_table(text: str) -> str | None:
    start = text[:300].lower()
    if start.startswith("<") or "<html" in start:
        return f"It is a web page or XML, no feed; {_NO_FEED}."
    if start.startswith("begin:vcalendar"):
        return "It is a calendar (iCalendar), which can't be read yet; export a table."
    if start.startswith(("%pdf", "pk\x03")):
        return "It is a document or a workbook; export it as CSV."
    if len(text) < 20 and "\n" not in text:
        return f"It is a word or two, no feed; {_NO_FEED}."
    return None


def _json(text: str) -> tuple[str, list[Any]]:
    data = _parsed(text)
    formats: Any = []
    if isinstance(data, dict):
        formats = data.get("formats") or []
        bounded(formats if isinstance(formats, (list, dict)) else ())
        data = _unwrapped(data)
    items = _meetings(data)
    first = [item for item in items[:50] if isinstance(item, dict)]
    if any(bmlt.is_bmlt(item) for item in first):
        return "bmlt", bmlt.items_of(items, formats)
    if any(PLUGIN_KEYS & item.keys() for item in first):
        return "tsml", items
    if any(_is_meeting(item) for item in first):
        return "meeting-guide", items
    return "csv", sheet.items_of(_as_table(first and items))


def _parsed(text: str) -> Any:
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise FeedRefused(TOO_MANY_ROWS)
    if "\\u" in text:
        text = _HALF_SIGNS.sub(" ", text)
    try:
        return (
            [json.loads(line.rstrip(",")) for line in text.split("\n") if line.strip()]
            if (looks_like_json_lines(text))
            else json.loads(text)
        )
    except ValueError as error:
        whole = "It stops in the middle or is broken JSON; nothing of it was taken. Fetch it again."
        raise FeedRefused(whole) from error
    except RecursionError as error:
        raise FeedRefused(
            f"It is nested too deeply to be a list of meetings; {_NO_FEED}."
        ) from error


def _unwrapped(data: dict[str, Any]) -> Any:
    """The list inside an object. Error answers are no feed."""
    for key in LISTS:
        if isinstance(data.get(key), list) and data[key]:
            return data[key]
    if "records" in data or "values" in data:
        raise FeedRefused(
            "It is Airtable's or Google Sheets' own JSON, which can't be read yet; export CSV."
        )
    if any(key in data for key in ("message", "error", "errors", "code")):
        raise FeedRefused(f"It is an error answer, no feed; {_NO_FEED}.")
    if "formats" in data and not data.get("meetings"):
        raise FeedRefused("It has formats but no meetings; ask the server for GetSearchResults.")
    return [data] if _is_meeting(data) or bmlt.is_bmlt(data) else None


def _meetings(data: Any) -> list[Any]:
    """The array of meetings. WordPress's -1 and empty answers are no feed."""
    if data is None:
        raise FeedRefused(f"It is no list of meetings; {_NO_FEED}.")
    if not isinstance(data, list) or not data:
        raise FeedRefused("It has no meetings in it; the last good copy stays.")
    if all(bmlt.is_format(item) for item in data):
        raise FeedRefused("It is a BMLT server's formats (GetFormats); ask for GetSearchResults.")
    if not any(isinstance(item, dict) for item in data):
        raise FeedRefused(f"Its rows are no meetings; {_NO_FEED}.")
    return list(map(cut_item, bounded(data)))


def _is_meeting(item: dict[str, Any]) -> bool:
    return "slug" in item or {"name", "day", "time"} <= item.keys()


def _as_table(items: list[Any]) -> Table:
    """JSON with names of its own, as a table with those names for headings."""
    found = [item for item in items if isinstance(item, dict)]
    headings = list(dict.fromkeys(key for item in found for key in item))
    check_columns(len(headings))
    fields = fields_of(headings)
    if not {"name", "day", "time"} & {field for field in fields if field}:
        raise FeedRefused("Its rows are no meetings: none has a name with a day or a time.")
    rows = [[_cell(item.get(key)) for key in headings] for item in found]
    return Table(headings, fields, rows)


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value if isinstance(one, (str, int, float)))
    return "" if value is None or isinstance(value, dict) else str(value)


def _with_own_slugs(rows: list[Row]) -> list[Row]:
    """A key used twice is a group's or a mistake: the slot's day and time make it the slot's own.

    So the order of rows doesn't matter, and another time is another slot.
    """
    uses = Counter(row.slug for row in rows)
    return [
        replace(row, slug=f"{row.slug}:{row.day}-{row.start_min}") if uses[row.slug] > 1 else row
        for row in rows
    ]
