"""A feed's copy, read to its end: every row cleaned, what it repeats told apart or hidden.

Knows no database.
"""

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from service.errors import FeedRefused
from service.meetings.attributes import FOR_SOME
from service.meetings.canonical import canonical_rows, digest_of
from service.meetings.feeds.recognise import read_feed
from service.meetings.feeds.row import Row
from service.meetings.report import Columns


@dataclass(frozen=True, slots=True)
class Terms:
    """How a feed is to be read, as it was asked for; kept, so that it is read so again."""

    fellowship: str = "any"
    zone: str | None = None  # of rows that say none and lie nowhere
    format: str = "auto"
    columns: Mapping[str, str] = field(default_factory=dict)  # ours -> the feed's header


@dataclass(frozen=True, slots=True)
class Copy:
    """A feed read to its end, nothing of it stored yet."""

    name: str
    terms: Terms
    format: str
    digest: str
    rows: list[Columns]


def read_copy(name: str, raw: bytes, terms: Terms) -> Copy:
    """Reads and cleans every row. Raises FeedRefused."""
    with _uncollected():
        return _read_copy(name, raw, terms)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without Python's search for cycles: rows have none, and it costs a fifth of a large reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_copy(name: str, raw: bytes, terms: Terms) -> Copy:
    reading = read_feed(raw, terms.columns)
    if terms.format not in ("auto", reading.format):
        raise FeedRefused(f"It is {reading.format}, not {terms.format}.")
    reading = replace(reading, rows=_distinct(reading.rows))
    rows = canonical_rows(reading, terms.fellowship, terms.zone)
    _hide_doubles(rows)
    for row in rows:
        row["digest"] = digest_of(row)
    return Copy(name, terms, reading.format, hashlib.sha256(raw).hexdigest(), rows)


def _distinct(rows: list[Row]) -> list[Row]:
    """The same rows, a second use of a slug told apart: slugs are unique in theory."""
    seen: Counter[str] = Counter()
    distinct = []
    for row in rows:
        seen[row.slug] += 1
        twice = seen[row.slug] > 1
        distinct.append(replace(row, slug=f"{row.slug}~{seen[row.slug]}") if twice else row)
    return distinct


def _hide_doubles(rows: list[Columns]) -> None:
    """Hides a listed row that repeats another's name, time and place; its attributes go to the first.

    A women's and a men's meeting side by side are two, and so are the 1st Tuesday's and the 3rd's.
    """
    first: dict[tuple[Any, ...], Columns] = {}
    for row in rows:
        if row["hidden_reason"]:
            continue
        where = row["address"] or row["url"] or row["dial_in"] or (row["lat"], row["lon"])
        whose = row["attrs"] & FOR_SOME, row["rrule"]
        key = (row["name"].lower(), row["minute_of_week"], row["mode"], where, whose)
        if kept := first.get(key):
            kept["attrs"] |= row["attrs"]
            row.update(cell=None, remote=None, hidden_reason="listed twice")
        else:
            first[key] = row
