"""How a column's values are written down, so that either database can take what the other had.

What is sealed stays sealed. A moment is microseconds since 1970, a date is ISO 8601, bytes are base64.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from service.backup.layout import TableOf
from service.crypto import SealedFile, SealedJson, SealedText
from service.db import EPOCH, Utc

Way = Callable[[Any], Any]
MICROSECOND = timedelta(microseconds=1)


def _moment(value: datetime) -> int:
    return (value - EPOCH) // MICROSECOND


def _unmoment(value: int) -> datetime:
    return EPOCH + timedelta(microseconds=value)


def _bytes(value: bytes) -> str:
    return b64encode(value).decode()


# Kind: the type it is put back by. Smaller ones of the same kind take it.
KINDS: Mapping[str, TypeEngine[Any]] = {
    "number": BigInteger(),
    "real": Double(),
    "flag": Boolean(),
    "text": Text(),
    "bytes": LargeBinary(),
    "file": LargeBinary(),  # of megabytes
    "moment": Utc(),
    "date": Date(),
    "json": JSON(none_as_null=True),
}
# Where JSON has no such value.
WRITTEN: Mapping[str, Way] = {
    "bytes": _bytes, "file": _bytes, "moment": _moment, "date": date.isoformat,
}  # fmt: skip
READ: Mapping[str, Way] = {
    "bytes": b64decode, "file": b64decode, "moment": _unmoment, "date": date.fromisoformat,
}  # fmt: skip
AT_ONCE = 1_000
# The narrower first: text is what is left.
_TYPES: Sequence[tuple[tuple[type[TypeEngine[Any]], ...], str]] = (
    ((SealedFile,), "file"),
    ((SealedText, SealedJson, LargeBinary), "bytes"),
    ((Utc,), "moment"),
    ((Boolean,), "flag"),
    ((Integer,), "number"),
    ((Double,), "real"),
    ((Date,), "date"),
    ((JSON,), "json"),
    ((String,), "text"),
)


def kind_of(column: Column[Any]) -> str:
    """A type that is new here fails the first backup, and a test before that."""
    return next(kind for types, kind in _TYPES if isinstance(column.type, types))


def as_stored(column: Column[Any]) -> ColumnElement[Any]:
    """What a SELECT asks for: sealed values as they lie there."""
    is_sealed = kind_of(column) in ("bytes", "file")
    return type_coerce(column, KINDS["bytes"]) if is_sealed else column


def at_once(kinds: Sequence[str]) -> int:
    """How many rows are in memory together."""
    return 1 if "file" in kinds else AT_ONCE


def table_like(told: TableOf) -> Table:
    """The table as a backup describes it: that of an older version may have had other columns."""
    columns = zip(told.columns, told.kinds, strict=True)
    return Table(told.name, MetaData(), *(Column(name, KINDS[kind]) for name, kind in columns))


def ways(kinds: Sequence[str], table: Mapping[str, Way]) -> list[tuple[int, Way]]:
    """What has to be done to a row, by position; most columns need nothing."""
    return [(place, table[kind]) for place, kind in enumerate(kinds) if kind in table]


def turned(row: Sequence[Any], by: Sequence[tuple[int, Way]]) -> list[Any]:
    values = list(row)
    for place, way in by:
        if values[place] is not None:
            values[place] = way(values[place])
    return values
