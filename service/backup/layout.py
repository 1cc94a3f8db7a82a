"""What a backup's file looks like: lines of JSON, packed by gzip.

    {"porchlight_backup": 1, "schema": "0032", "tables": [...], ...}    the header
    [1, "..."]                  a row, as many of each table as the header says
    {"file": "spool/...", "content": "..."}     what lies beside the database
    {"sha256": "..."}           of all lines before it

So `zcat backup | head -1` shows what it is. What is sealed in the database is sealed in it, by the same keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from service import schema
from service.errors import BadInput

FORMAT = 1
MARK = "porchlight_backup"
DAMAGED = "This backup is cut short or damaged: nothing was restored."
NONE = "This is no backup of Porchlight."


@dataclass(frozen=True, slots=True)
class TableOf:
    """A table, its columns with the kind of each (`values.KINDS`), and how many rows there are."""

    name: str
    columns: Sequence[str]
    kinds: Sequence[str]
    rows: int


@dataclass(frozen=True, slots=True)
class Header:
    schema: str
    made_at: datetime
    database: str  # sqlite or postgresql
    proof: Mapping[str, Any]  # of the keys, see `Keyring.proof`
    settings: str  # sealed, in hex
    files: int
    tables: Sequence[TableOf]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    def as_json(self) -> dict[str, Any]:
        return {MARK: FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}


def header_from(told: Any) -> Header:
    """Raises BadInput for what is no backup, and for one that this version can't read."""
    if not isinstance(told, dict) or MARK not in told:
        raise BadInput(NONE)
    if told[MARK] != FORMAT:
        raise BadInput("This backup has a format that is newer than this version: update first.")
    given = {name: value for name, value in told.items() if name != MARK}
    try:
        tables = [TableOf(**one) for one in given.pop("tables")]
        made_at = datetime.fromisoformat(given.pop("made_at"))
        header = Header(**given, tables=tables, made_at=made_at)
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(DAMAGED) from error
    require_known(header.schema)
    return header


def require_known(revision: str) -> None:
    """Raises BadInput for a schema that these migrations don't lead to."""
    if revision not in schema.known():
        raise BadInput(
            f"This backup has migration {revision}, this version knows them up to {schema.wanted()}:"
            " update Porchlight first."
        )
