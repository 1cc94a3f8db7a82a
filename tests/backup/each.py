"""A row in each table, with something in every column, and all that a database holds."""

from datetime import UTC, date, datetime

from sqlalchemy import Boolean, Date, Double, Integer, String, insert, select

from service import models
from service.crypto import SealedFile, SealedJson, SealedText
from service.db import Base, Utc, table_of
from service.models import CatchUp, ConsoleSession

__all__ = ["models"]

MOMENT = datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)
SECRET = "Ana will not be found in plain words"
VALUES = (
    (SealedText, SECRET), (SealedFile, SECRET.encode()), (SealedJson, {"said": SECRET}),
    (Utc, MOMENT), (Boolean, True),
    (Integer, 7), (Double, 45.67890123456789), (Date, date(2026, 11, 24)), (String, "ñ"),
)  # fmt: skip


def one_of_each(database):
    with database.transaction() as session:
        for table in Base.metadata.sorted_tables:
            session.execute(insert(table).values(row_of(table)))


def row_of(table):
    return {column.name: value_of(column) for column in table.c if not is_left_out(column)}


def is_left_out(column):
    """Ids come by themselves; a notice corrects no other."""
    counts = column.primary_key and isinstance(column.type, Integer) and column.autoincrement
    is_own_id = counts and not column.foreign_keys
    return is_own_id or any(key.column.table is column.table for key in column.foreign_keys)


def value_of(column):
    for key in column.foreign_keys:
        return value_of(key.column) if not is_left_out(key.column) else 1
    return next((value for kind, value in VALUES if isinstance(column.type, kind)), ["json"])


def everything_in(database):
    """By table, as the line reads it: what is sealed is opened. All but what a restore changes on purpose:
    sessions have ended, and the carrier's list has to be read."""
    with database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(*kept(table)))))
            for table in Base.metadata.sorted_tables
        }


def kept(table):
    changed = table_of(ConsoleSession).c.started_at, table_of(CatchUp).c.looked_at
    return [column for column in table.c if not any(column is one for one in changed)]
