"""The filters of the lists: To, From, Status, and dates with `<` and `>` in the parameter's name."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TypeVar

from dateutil.parser import isoparse
from werkzeug.datastructures import MultiDict

from service.simulator.records import Call, Message

Row = TypeVar("Row", Message, Call)
Field = Callable[[Row], object]

MESSAGE_FIELDS: Mapping[str, str] = {"To": "to", "From": "sender"}
MESSAGE_DATES: Mapping[str, str] = {"DateSent": "sent_at"}
CALL_FIELDS: Mapping[str, str] = {
    "To": "to",
    "From": "sender",
    "Status": "status",
    "ParentCallSid": "parent_sid",
}
CALL_DATES: Mapping[str, str] = {"StartTime": "answered_at", "EndTime": "ended_at"}


def filter_rows(
    rows: Iterable[Row],
    query: MultiDict[str, str],
    fields: Mapping[str, str],
    dates: Mapping[str, str],
) -> Iterator[Row]:
    """Those that match every filter given; `dates` compare inclusively, a plain date is a whole day."""
    wanted = [(attrgetter(fields[name]), query[name]) for name in fields if query.get(name)]
    spans = [(attrgetter(dates[name]), _span(query, name)) for name in dates]
    for row in rows:
        if all(get(row) == value for get, value in wanted) and all(
            _within(get(row), low, high) for get, (low, high) in spans
        ):
            yield row


def _span(query: MultiDict[str, str], name: str) -> tuple[datetime | None, datetime | None]:
    low, high = _moment(query.get(f"{name}>")), _moment(query.get(f"{name}<"), ends=True)
    day = query.get(name)
    return (_moment(day), _moment(day, ends=True)) if day else (low, high)


def _moment(text: str | None, ends: bool = False) -> datetime | None:
    if not text:
        return None
    try:
        at = isoparse(text)
    except ValueError:
        return None
    at = at.replace(tzinfo=at.tzinfo or UTC)
    return at + timedelta(days=1, microseconds=-1) if ends and len(text) == 10 else at


def _within(at: datetime | None, low: datetime | None, high: datetime | None) -> bool:
    if low is None and high is None:
        return True
    return at is not None and (low is None or at >= low) and (high is None or at <= high)
