"""How Alembic reaches our database: over the connection `service/migrate.py` gives it, in one transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import BigInteger

from service import models  # noqa: F401  every table is known before they are compared
from service.crypto import SealedJson, SealedText
from service.db import Base, Utc


def write_type(kind: str, value: Any, autogen: AutogenContext) -> str | Literal[False]:
    """How a new migration spells our column types: as what they are in the database."""
    if kind != "type":
        return False
    if isinstance(value, SealedText | SealedJson):
        return "sa.LargeBinary()"
    if isinstance(value, Utc):
        autogen.imports.add("from service.db import Utc")
        return "Utc()"
    if isinstance(value, BigInteger):
        autogen.imports.add("from service.db import BigId")
        return "BigId"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_item=write_type,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite can't alter, only copy a table
)
with context.begin_transaction():
    context.run_migrations()
