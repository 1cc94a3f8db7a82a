"""What is listed, as Meeting Guide JSON: for a website, another line, or a look at what we have.

The fields and codes are the specification's (https://github.com/code4recovery/spec). A few keys it
leaves to others are added, so that the file read back gives the same meetings: `fellowship`, `rrule`,
`group_id`, and `attendance_option` where room and link alone would say something else.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings.attributes import MEETING_GUIDE, from_bits
from service.models.feed import Feed
from service.models.meeting import Meeting

Item = dict[str, Any]
OPTIONS = {"in-person": "in_person", "hybrid": "hybrid", "online": "online", "phone": "online"}
# One code of the specification for each of our names; the feed's own codes come first.
CODES = {
    "women": "W", "men": "M", "beginners": "BE", "spanish": "S", "wheelchair": "X",
    "young-people": "Y", "lgbtq": "LGBTQ", "open": "O", "closed": "C", "speaker": "SP", "step": "ST",
    "big-book": "B", "childcare": "BA", "secular": "A", "asl": "ASL",
}  # fmt: skip
# Other codes of the specification's data/types.json that a feed may have given.
MORE_CODES = frozenset(
    "12x12 11 AL AL-AN ABSI BA CAN CF D DB DD DR EN FF G GR H L LIT LS MED N NB NDG OUT POC RSL SEN SM T"
    " BI TC TR XB XT".split()
)
OF_MEETING_GUIDE = ("meeting-guide", "tsml", "meeting-guide-csv")  # whose types are such codes
_T = table_of(Meeting)


def exported(
    session: Session, fellowship: str | None = None, feed: str | None = None
) -> Iterator[Item]:
    """Every listed meeting, or a fellowship's, or a feed's (by its name); in the feeds' own order."""
    sql = (
        select(_T, Feed.format)
        .join(Feed, Feed.id == _T.c.feed_id)
        .where(_T.c.hidden_reason.is_(None), _T.c.minute_of_week.is_not(None))
        .order_by(_T.c.feed_id, _T.c.id)
    )
    if fellowship:
        sql = sql.where(_T.c.fellowship == fellowship)
    if feed:
        sql = sql.where(Feed.name == feed)
    rows = session.connection().execute(sql).all()
    return _items(rows)


def as_json(items: Iterable[Item]) -> str:
    """As a file."""
    return json.dumps(list(items), ensure_ascii=False, indent=1) + "\n"


def _items(rows: Iterable[Any]) -> Iterator[Item]:
    rows = list(rows)
    times = Counter(row.slug for row in rows)
    for row in rows:
        # Slugs are unique in one feed only.
        slug = row.slug if times[row.slug] == 1 else f"{row.slug}-{row.id}"
        item = {"slug": slug, **_what(row), **_place(row), **_afar(row), **_ours(row)}
        yield {name: value for name, value in item.items() if value not in (None, "", [])}


def _what(row: Any) -> Item:
    end = (row.start_min + row.duration_min) % (24 * 60)
    return {
        "name": row.name,
        "day": row.day,
        "time": _clock(row.start_min),
        "end_time": _clock(end),
        "timezone": row.zone,
        "types": _types(row),
        "notes": row.notes,
        "updated": f"{row.updated:%Y-%m-%d %H:%M:%S}" if row.updated else None,
    }


def _place(row: Any) -> Item:
    """A point only where the feed gave one: what we guessed from a postal code is guessed again."""
    point = row.precision != "zip" and row.lat is not None
    return {
        "location": row.location,
        "address": row.address,
        "city": row.town,
        "state": row.region,
        "postal_code": row.postal_code,
        "country": row.country,
        "latitude": row.lat if point else None,
        "longitude": row.lon if point else None,
        "approximate": "no" if row.precision in ("exact", "zip") else "yes",
    }


def _afar(row: Any) -> Item:
    phone = row.dial_in
    if phone and row.dial_code:
        phone = f"{phone},,{row.dial_code.replace(',', ',,,,')}"
    return {"conference_url": row.url, "conference_phone": phone}


def _ours(row: Any) -> Item:
    return {
        "fellowship": row.fellowship,
        "rrule": row.rrule,
        "group_id": str(row.series),
        "attendance_option": None if _is_plain(row) else OPTIONS[row.mode],
    }


def _is_plain(row: Any) -> bool:
    """True when room and link alone say how one attends."""
    afar, room = bool(row.url or row.dial_in), row.precision == "exact" and bool(row.address)
    expected = {(True, True): "hybrid", (True, False): "in-person"}.get((room, afar))
    return bool(row.mode == expected)


def _types(row: Any) -> list[str]:
    attrs = from_bits(row.attrs)
    given = row.types.split(",") if row.types and row.format in OF_MEETING_GUIDE else []
    kept = [code for code in given if code in MORE_CODES or MEETING_GUIDE.get(code) in attrs]
    named = {MEETING_GUIDE.get(code) for code in kept}
    return [*kept, *(CODES[name] for name in sorted(attrs) if name in CODES and name not in named)]


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
