"""Statements of the hot path: compiled once, run on the driver's own cursor, several in one trip.

SQLAlchemy still writes the SQL and converts every value both ways; only its execution machinery is
left out, which costs ten times what SQLite itself needs for a row. On PostgreSQL what is run
`together` travels as one pipeline: a text's five writes cost one round trip and not five.

Whoever writes past the unit of work flushes nothing: what is given to the session's own `add` is not
seen here before a flush.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    DateTime,
    Delete,
    Dialect,
    Float,
    Insert,
    Select,
    String,
    Update,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from service.errors import DatabaseUnavailable

Statement = Select[Any] | Insert | Update | Delete
Build = Callable[[str], Statement]  # gets the dialect's name: sqlite or postgresql
Values = dict[str, Any]
Convert = Callable[[Any], Any] | None


class Write(NamedTuple):
    """A statement with its values, to be run `together` with others."""

    prepared: "Prepared"
    values: Values


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    binds: tuple[tuple[str, Convert], ...]  # in the order of the SQL's own marks
    fixed: Values  # what the statement itself says, converted
    by_name: bool
    returns: bool
    columns: tuple[tuple[int, Callable[[Any], Any]], ...]  # those that are converted
    binary: dict[str, bool]  # psycopg reads plain numbers in binary in two thirds of the time

    def bound(self, values: Values) -> Any:
        found = [
            self.fixed[name] if name in self.fixed else convert(values[name]) if convert else values[name]
            for name, convert in self.binds
        ]  # fmt: skip
        if not self.by_name:
            return found
        return {name: value for (name, _), value in zip(self.binds, found, strict=True)}

    def bound_all(self, rows: Sequence[Values]) -> list[Any]:
        """`bound` for thousands of rows, in a third of the time: few of a row's values need it."""
        if self.by_name or self.fixed or len(self.binds) == 1:
            return [self.bound(values) for values in rows]
        take = itemgetter(*(name for name, _ in self.binds))
        converted = [(at, convert) for at, (_, convert) in enumerate(self.binds) if convert]
        found = [list(take(values)) for values in rows]
        for values in found:
            for at, convert in converted:
                values[at] = convert(values[at])
        return found

    def read_all(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Converted; as they came where no column needs it: the search reads hundreds of such."""
        return [self.read(row) for row in rows] if self.columns else rows

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for at, convert in self.columns:
            values[at] = convert(values[at])
        return tuple(values)


class Prepared:
    """One statement for both databases, compiled for each at its first use there."""

    def __init__(self, build: Build | Statement, columns: Sequence[str] | None = None) -> None:
        """`columns` are those that an INSERT without VALUES of its own fills."""
        self._build = build
        self._columns = columns

    def with_values(self, **values: Any) -> Write:
        """This statement with its values, for `together`."""
        return Write(self, values)

    def rows(self, session: Session, **values: Any) -> list[tuple[Any, ...]]:
        """Runs it and returns its rows, converted; none for a statement that returns none."""
        return together(session, [Write(self, values)])[0]

    def compile(self, dialect: Dialect) -> _Compiled:
        """What the driver of this dialect is given."""
        statement = self._build(dialect.name) if callable(self._build) else self._build
        return _compile(statement, dialect, self._columns)


class _Compiler(dict[Prepared, _Compiled]):
    """All that was compiled for one dialect; its sealed columns know that one's keys."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def __missing__(self, prepared: Prepared) -> _Compiled:
        self[prepared] = found = prepared.compile(self._dialect)
        return found


def _compiler(dialect: Dialect) -> _Compiler:
    """Kept on the dialect itself, and so as long as its engine."""
    kept = vars(dialect)
    found: _Compiler | None = kept.get("prepared_statements")
    if found is None:
        found = kept["prepared_statements"] = _Compiler(dialect)
    return found


def together(session: Session, work: Sequence[Write]) -> list[list[tuple[Any, ...]]]:
    """Runs them in order inside the session's transaction, in one trip where the driver can.

    Returns each one's rows. Raises DatabaseUnavailable when the database is gone, busy or too slow.
    """
    with _on_the_driver(session) as (driver, compiled):
        return _run(driver, [(compiled[one.prepared], one.values) for one in work])


def for_each(session: Session, prepared: Prepared, rows: Sequence[Values]) -> int:
    """Runs it once a row, in one trip; for a statement that returns nothing, and thousands of rows.

    Returns how many rows of the table it met. Raises DatabaseUnavailable as `together` does.
    """
    with _on_the_driver(session) as (driver, compiled), closing(driver.cursor()) as cursor:
        one = compiled[prepared]
        cursor.executemany(one.sql, one.bound_all(rows))
        met: int = cursor.rowcount
        return met


def one_of(column: Any, dialect: str) -> Any:
    """`column` is one of a list bound as the one value `keys` (`one_value`), so that the SQL is one text
    however many there are."""
    if dialect == "sqlite":
        keys = func.json_each(bindparam("keys", type_=String)).table_valued("value")
        return column.in_(select(keys.c.value))
    return column == any_(bindparam("keys", type_=ARRAY(column.type)))


def one_value(keys: Sequence[Any], dialect: str) -> Any:
    """Numbers or ids as the dialect takes them in one value."""
    return json.dumps(keys) if dialect == "sqlite" else list(keys)


@contextmanager
def _on_the_driver(session: Session) -> Iterator[tuple[Any, _Compiler]]:
    connection = session.bind if isinstance(session.bind, Connection) else session.connection()
    dialect = connection.dialect
    driver: Any = connection.connection.driver_connection
    try:
        yield driver, _compiler(dialect)
    except (dialect.dbapi.OperationalError, dialect.dbapi.InterfaceError) as error:  # type: ignore[union-attr]
        if dialect.is_disconnect(error, driver, None):
            connection.invalidate(error)
        raise DatabaseUnavailable(type(error).__name__) from error


def _run(driver: Any, work: list[tuple[_Compiled, Values]]) -> list[list[tuple[Any, ...]]]:
    in_one_trip = hasattr(driver, "pipeline") and len(work) > 1
    with driver.pipeline() if in_one_trip else nullcontext():
        cursors = [driver.execute(one.sql, one.bound(values), **one.binary) for one, values in work]
    return [
        one.read_all(cursor.fetchall()) if one.returns else []
        for (one, _), cursor in zip(work, cursors, strict=True)
    ]


def _compile(statement: Statement, dialect: Dialect, columns: Sequence[str] | None) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
    names = compiled.positiontup or list(compiled.binds)
    converts = {name: _converter(compiled.binds[name].type, dialect) for name in names}
    fixed = {
        name: (converts[name] or _as_it_is)(compiled.binds[name].value)
        for name in names
        if not compiled.binds[name].required
    }
    readers = tuple(
        (at, convert)
        for at, column in enumerate(statement.exported_columns)
        if (convert := _reader(column.type, dialect))
    )
    plain = dialect.name == "postgresql" and bool(statement.exported_columns) and not readers
    return _Compiled(
        sql=str(compiled),
        binds=tuple((name, converts[name]) for name in names),
        fixed=fixed,
        by_name=not compiled.positional,
        returns=bool(statement.exported_columns),
        columns=readers,
        binary={"binary": True} if plain else {},
    )


def _converter(type_: Any, dialect: Dialect) -> Convert:
    convert: Convert = type_.dialect_impl(dialect).bind_processor(dialect)
    # One moment stands in many rows, and in every statement of a text.
    is_moment = isinstance(getattr(type_, "impl", None), DateTime)
    return lru_cache(maxsize=256)(convert) if convert and is_moment else convert


def _reader(type_: Any, dialect: Dialect) -> Convert:
    if isinstance(type_, Float):  # comes as it is; psycopg's reader would ask which kind of number
        return None
    convert: Convert = type_.dialect_impl(dialect).result_processor(dialect, None)
    return convert


def _as_it_is(value: Any) -> Any:
    return value
