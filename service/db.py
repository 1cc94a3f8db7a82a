"""A database, and the two ways to use it: `transaction()` writes, `reading()` only reads.

SQLite's own way of waiting for its lock sleeps with back-off, so under many threads some wait for
seconds (measured: p99 449 ms). Writers of one process therefore queue first come, first served
before they ask SQLite, and a write transaction takes the lock at its start (BEGIN IMMEDIATE), so it
can never fail half-way for want of it.
"""

import secrets
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Table,
    func,
    literal,
    type_coerce,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from service.clock import machine_now
from service.engines import BUSY_TIMEOUT_S, engine_for
from service.errors import DatabaseUnavailable, Entangled, TakenMeanwhile

T = TypeVar("T")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DEADLOCK = "40P01"  # https://www.postgresql.org/docs/current/errcodes-appendix.html
# Crockford's base 32: no I, L, O or U, safe in URLs and readable aloud.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Base(DeclarativeBase):
    """All our tables."""


class Utc(TypeDecorator[datetime]):
    """An aware moment: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite.

    SQLite has no time type; whole numbers compare right and cost no parsing.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sqlite.INTEGER())
        return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return (value - EPOCH) // timedelta(microseconds=1)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return EPOCH + timedelta(microseconds=value)
        moment: datetime = value
        return moment.astimezone(UTC)


# SQLite makes a row id only of INTEGER PRIMARY KEY.
BigId = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def insert(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say ON CONFLICT, which both databases have and SQLAlchemy's own lacks."""
    return insert_for(session.get_bind().dialect.name, model)


def insert_for(dialect: str, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """The same for a statement that is prepared before there is a session."""
    if dialect == "sqlite":
        return sqlite.insert(table_of(model))
    return postgresql.insert(table_of(model))


def database_now(session: Session) -> ColumnElement[datetime]:
    """The database's own clock, which all machines share; SQLite serves one, and has that one's."""
    return ago(session, timedelta())


def ago(session: Session, by: timedelta) -> ColumnElement[datetime]:
    """The moment so long before `database_now`."""
    if session.get_bind().dialect.name == "sqlite":
        return literal(machine_now() - by, Utc)
    return type_coerce(func.now() - by, Utc)


def table_of(model: type[Base]) -> Table:
    """The table behind a model: statements over it skip the ORM, which costs four times as much."""
    return cast(Table, model.__table__)


def new_id() -> str:
    """26 letters and digits that nobody can guess and that sort by time, for rows named in URLs."""
    return _id_of(time.time_ns() // 1_000_000, secrets.randbits(80))


def first_id(moment: datetime) -> str:
    """No id made at or after `moment` (the machine's clock) sorts before it."""
    return _id_of((moment - EPOCH) // timedelta(milliseconds=1), 0)


def _id_of(milliseconds: int, chance: int) -> str:
    number = milliseconds << 80 | chance
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))


class Turnstile:
    """A lock that lets threads through in the order they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def enter(self, timeout_s: float) -> bool:
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Event()
            self._waiting.append(mine)
        if mine.wait(timeout_s):
            return True
        with self._guard:
            if mine.is_set():  # handed over in the very moment we gave up
                return True
            self._waiting.remove(mine)
            return False

    def leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False


class Database:
    """One engine. The edge (webhook, job, command) opens the one transaction; nobody below commits."""

    def __init__(self, url: str, pool_size: int = 16) -> None:
        self.engine = engine_for(url, pool_size)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writers = Turnstile()
        self._reader = self.engine.execution_options(reading=True)

    @contextmanager
    def transaction(self, within_s: float | None = None) -> Iterator[Session]:
        """A session that commits when the block ends well. Raises DatabaseUnavailable, on PostgreSQL
        also when the server has not answered `within_s`; SQLite has its own two waits."""
        if self.is_sqlite and not self._writers.enter(BUSY_TIMEOUT_S):
            raise DatabaseUnavailable("The database is busy.")
        try:
            with (
                _telling_outages(),
                self.engine.connect() as connection,
                _waiting_at_most(connection, within_s),
                connection.begin(),
                _session_on(connection) as session,
            ):
                yield session
                if session.in_transaction():
                    session.commit()
        finally:
            if self.is_sqlite:
                self._writers.leave()

    def transacted(self, work: Callable[[Session], T], within_s: float | None = None) -> T:
        """What `work` returns, in one transaction; done again when another process was quicker.
        `within_s` as in `transaction`, for each of the two.

        A row that must be alone and is there already tells the same: whoever wrote it has committed. If
        it was a defect of ours, it is one the second time, too.
        """
        try:
            return self._transacted(work, within_s)
        except (TakenMeanwhile, Entangled, IntegrityError):
            return self._transacted(work, within_s)

    def _transacted(self, work: Callable[[Session], T], within_s: float | None) -> T:
        with self.transaction(within_s) as session:
            return work(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads and takes no lock. Raises DatabaseUnavailable."""
        with (
            _telling_outages(),
            Session(self._reader, expire_on_commit=False, autoflush=False) as session,
        ):
            yield session

    def checkpoint(self) -> None:
        """On SQLite moves what the log holds into the file, while others read and write on.

        Else the text whose commit fills the log pays for all before it: 12 ms each 270 texts.
        """
        if self.is_sqlite:
            with _telling_outages(), closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        self.engine.dispose()


def _session_on(connection: Connection) -> Session:
    """A session on a transaction that has begun: one that is never used costs next to nothing."""
    return Session(
        connection, expire_on_commit=False, join_transaction_mode="conditional_savepoint"
    )


@contextmanager
def _waiting_at_most(connection: Connection, within_s: float | None) -> Iterator[None]:
    """Only PostgreSQL's connection knows a deadline, see `service/postgres.py`."""
    if within_s is None or connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.deadline = time.monotonic() + within_s
    try:
        yield
    finally:
        driver.deadline = None


@contextmanager
def _telling_outages() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError, sqlite3.OperationalError) as error:
        gave_way = getattr(getattr(error, "orig", None), "sqlstate", None) == DEADLOCK
        kind = Entangled if gave_way else DatabaseUnavailable
        raise kind(type(error).__name__) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # its kinds are faults of ours, itself a broken file
            raise
        raise DatabaseUnavailable("The database's file is damaged.") from error
