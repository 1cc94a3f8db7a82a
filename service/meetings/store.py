"""Where what was read is written: in chunks, each a transaction of its own when the caller wants it so.

Others write in between: SQLite's one write lock is held for 20 to 60 ms a chunk.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Delete, Insert, Update
from sqlalchemy.orm import Session

CHUNK = 2_000  # rows

T = TypeVar("T")


class Store(Protocol):
    """A database, which opens a transaction each time, or the one transaction there is."""

    def transaction(self) -> AbstractContextManager[Session]: ...

    def reading(self) -> AbstractContextManager[Session]: ...


@dataclass(frozen=True, slots=True)
class OneTransaction:
    """Everything in the caller's own transaction, and visible to it at once."""

    session: Session

    def transaction(self) -> AbstractContextManager[Session]:
        return nullcontext(self.session)

    reading = transaction


def chunks(things: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


def in_chunks(
    store: Store, sql: Insert | Update | Delete, rows: Sequence[Mapping[str, Any]]
) -> None:
    """The statement for every row, a transaction a chunk."""
    for some in chunks(rows):
        with store.transaction() as session:
            session.connection().execute(sql, some)
