"""Which migration the database has, and which the code wants. Migrations are numbered 0001, 0002, ..."""

from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.orm import Session

import migrations
from service.db import Database
from service.errors import ConfigurationError, DatabaseUnavailable

FOLDER = Path(migrations.__file__).parent
ADVICE = "Run: porchlight db upgrade"


def known() -> set[str]:
    """All migrations' numbers. By the files' names, because asking Alembic costs 80 ms."""
    return {path.stem[:4] for path in FOLDER.glob("versions/[0-9]*.py")}


def wanted() -> str:
    """The newest migration's number."""
    return max(known(), default="none")


def present(session: Session) -> str:
    """The number the database has, or `none`. Raises DatabaseUnavailable by its transaction."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return "none"
    return session.scalar(text("SELECT version_num FROM alembic_version")) or "none"


def require(database: Database) -> None:
    """Raises ConfigurationError saying what to do when code and database don't fit."""
    with database.reading() as session:
        found = present(session)
    if found != wanted():
        raise ConfigurationError(
            f"The database has migration {found}, the code wants {wanted()}. {ADVICE}"
        )


def require_if_reached(database: Database) -> None:
    """The same for a process that must start without its database: crisis words need none."""
    try:
        require(database)
    except DatabaseUnavailable:
        return
