"""Pages of the 2010 API: newest first, next pages by a token that new rows don't move."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from service.simulator.records import Numbered

DEFAULT_SIZE, LARGEST_SIZE = 50, 1000

Row = TypeVar("Row", bound=Numbered)


def page_of(
    rows: Iterable[Row],
    query: MultiDict[str, str],
    path: str,
    key: str,
    show: Callable[[Row], dict[str, object]],
) -> dict[str, object]:
    """One page as JSON; `rows` are filtered and newest first, `key` names them."""
    size = min(max(_number(query.get("PageSize"), DEFAULT_SIZE), 1), LARGEST_SIZE)
    page = _number(query.get("Page"), 0)
    below = _number((query.get("PageToken") or "")[4:], 0)
    older = (row for row in rows if not below or row.number < below)
    skipped = 0 if below else page * size
    shown = list(islice(older, skipped, skipped + size + 1))
    more, shown = len(shown) > size, shown[:size]
    last = shown[-1].number if shown else 0
    return {
        key: [show(row) for row in shown],
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(len(shown) - 1, 0),
        "uri": _uri(path, query, page, size, query.get("PageToken")),
        "first_page_uri": _uri(path, query, 0, size),
        "previous_page_uri": None if page == 0 else _uri(path, query, page - 1, size),
        "next_page_uri": _uri(path, query, page + 1, size, f"PASM{last}") if more else None,
    }


def _uri(
    path: str, query: MultiDict[str, str], page: int, size: int, token: str | None = None
) -> str:
    kept = {name: value for name, value in query.items() if not name.startswith("Page")}
    tail = {"PageToken": token} if token else {}
    return f"{path}?{urlencode({**kept, 'PageSize': size, 'Page': page, **tail})}"


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() else default
