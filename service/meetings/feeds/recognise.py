"""Which format a feed has, by its content: names and content types lie."""

import json
from typing import Any

from service.errors import FeedRefused
from service.meetings.feeds import meeting_guide
from service.meetings.feeds.row import Reading

PLUGIN_KEYS = frozenset({"location_url", "attendance_option", "edit_url", "location_id"})
ENCODINGS = ("utf-8-sig", "cp1252")
MOST_BYTES = 200 * 1024 * 1024


def read_feed(raw: bytes) -> Reading:
    """All rows of a feed. Raises FeedRefused, saying why, for what is none or stops in the middle."""
    text = _decoded(raw).strip()
    if not text:
        raise FeedRefused("It is empty.")
    if text[0] not in "[{":
        raise FeedRefused(_not_json(text))
    items = _meetings(_parsed(text))
    rows = meeting_guide.rows_of(items)
    plugin = any(PLUGIN_KEYS & item.keys() for item in items[:20] if isinstance(item, dict))
    return Reading("tsml" if plugin else "meeting-guide", rows)


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise FeedRefused("It is larger than 200 MB.")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FeedRefused("Its characters can't be read; save it as UTF-8.")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        whole = "It stops in the middle or is broken JSON; nothing of it was taken."
        raise FeedRefused(whole) from error
    except RecursionError as error:
        raise FeedRefused("It is nested too deeply to be a list of meetings.") from error


def _meetings(data: Any) -> list[Any]:
    """The array of meetings. Error pages, WordPress's -1 and empty answers are no feed."""
    if isinstance(data, dict):
        said = data.get("message") or data.get("error")
        raise FeedRefused(
            "It is an error answer, no feed." if said else "It is no list of meetings."
        )
    if not isinstance(data, list) or not data:
        raise FeedRefused("It has no meetings in it.")
    if not any(isinstance(item, dict) and _is_meeting(item) for item in data):
        raise FeedRefused("Its rows are no meetings: none has a name or slug with a day or a time.")
    return data


def _is_meeting(item: dict[str, Any]) -> bool:
    return bool({"slug", "name"} & item.keys()) and bool({"day", "time", "slug"} & item.keys())


def _not_json(text: str) -> str:
    start = text[:200].lower()
    if start.startswith("<") or "<html" in start:
        return "It is a web page, no feed; ask for the feed's own address."
    if start.startswith("begin:vcalendar"):
        return "It is a calendar (iCalendar), which can't be read yet."
    return "It is neither Meeting Guide nor TSML JSON."
