"""GeoNames' lists of postal codes, for the countries a line's own feeds don't cover yet.

The format is that of https://download.geonames.org/export/zip/ (CC BY 4.0): one line a code and place,
twelve columns parted by tabs, UTF-8; plain, or as it is packed there.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from service.db import table_of
from service.errors import BadInput
from service.meetings import places
from service.meetings.gazetteer import CODE, TOWN, Gathered, Learnt, code_key, is_filed
from service.meetings.places import key_of
from service.meetings.store import Store, in_chunks
from service.meetings.zones import zone_at
from service.models.gazetteer import KnownPlace

COLUMNS = (
    12  # country, code, place, three divisions with their codes, latitude, longitude, accuracy
)
FIRST_LINES = 50  # of which half must be readable, or it is some other file
NOT_TWELVE = "not twelve columns"
_K = table_of(KnownPlace)
_KEY = ("country", "kind", "key", "region")


@dataclass(slots=True)
class ListReport:
    """What became of a list. lines = taken + the sum of `reasons`."""

    file: str
    lines: int = 0
    taken: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    countries: list[str] = field(default_factory=list)
    codes: int = 0
    towns: int = 0  # those the file of places doesn't have
    added: int = 0
    changed: int = 0
    gone: int = 0

    def as_json(self) -> dict[str, Any]:
        """As `porchlight import-places --json` prints it."""
        return {name: getattr(self, name) for name in self.__slots__}


def read_list(path: Path) -> tuple[list[Learnt], ListReport]:
    """Reads a list to its end; knows no database. Raises BadInput when it is none."""
    report, reasons = ListReport(path.name), Counter[str]()
    gathered, countries = Gathered(), set[str]()
    try:
        for line in _lines(path):
            report.lines += 1
            found = _read(line)
            if isinstance(found, str):
                reasons[found] += 1
            else:
                countries.add(found[0].country)
                for place in found:
                    gathered.put(place)
            if report.lines == FIRST_LINES:
                _refuse_another_kind(report.lines, reasons[NOT_TWELVE])
    except (UnicodeDecodeError, zipfile.BadZipFile, OSError) as error:
        raise BadInput(f"{path.name} can't be read as text or as a .zip of it.") from error
    _refuse_another_kind(report.lines, reasons[NOT_TWELVE])
    report.reasons, report.countries = dict(reasons), sorted(countries)
    report.taken = report.lines - reasons.total()
    rows = [row._replace(zone=zone_at(row.lat, row.lon)) for row in gathered.rows()]
    report.codes = sum(row.kind == CODE for row in rows)
    report.towns = len(rows) - report.codes
    return rows, report


def take_list(store: Store, rows: list[Learnt], report: ListReport) -> ListReport:
    """In the place of what an earlier list said of these countries; the same list changes nothing.

    With a database for `store` no lock is held for longer than a chunk takes; a crash in between
    leaves whole rows, and the next import completes them.
    """
    with store.reading() as session:
        known = _known(session, report.countries)
    wanted = {_key(row._asdict()): row._asdict() for row in rows}
    fresh = [row for key, row in wanted.items() if key not in known]
    changed = [
        {**row, "row": known[key]["id"]}
        for key, row in wanted.items()
        if key in known and any(known[key][name] != value for name, value in row.items())
    ]
    gone = [{"row": row["id"]} for key, row in known.items() if key not in wanted]
    in_chunks(store, insert(_K), fresh)
    in_chunks(store, update(_K).where(_K.c.id == bindparam("row")), changed)
    in_chunks(store, delete(_K).where(_K.c.id == bindparam("row")), gone)
    report.added, report.changed, report.gone = len(fresh), len(changed), len(gone)
    return report


def _known(session: Session, countries: list[str]) -> dict[tuple[str, ...], Any]:
    stored = select(_K).where(_K.c.feed_id.is_(None), _K.c.country.in_(countries))
    return {_key(row): row for row in session.connection().execute(stored).mappings()}


def _key(row: Any) -> tuple[str, ...]:
    return tuple(row[name] for name in (_KEY if row["kind"] == TOWN else _KEY[:3]))


def _lines(path: Path) -> Iterator[str]:
    if not zipfile.is_zipfile(path):
        with path.open(encoding="utf-8-sig") as plain:
            yield from _not_empty(plain)
        return
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.endswith(".txt") and "readme" not in name.lower():
                with packed.open(name) as member:
                    yield from _not_empty(io.TextIOWrapper(member, "utf-8-sig"))


def _not_empty(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line.strip())


def _refuse_another_kind(lines: int, unreadable: int) -> None:
    if 2 * unreadable >= lines:
        raise BadInput(
            "This is no GeoNames list of postal codes: a line there has twelve columns parted by tabs."
        )


def _read(line: str) -> list[Learnt] | str:
    """The code and the town of a line, or why it can't be used."""
    cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
    if len(cells) != COLUMNS:
        return NOT_TWELVE
    country, code, name, region = cells[:4]
    if len(country) != 2 or not country.isalpha() or not any(c.isdigit() for c in code):
        return "no country or no code"
    if country.upper() in places.HERE:
        return "known without it"
    point = _point(cells[9], cells[10])
    if point is None:
        return "no point on the map"
    rest = (name[:80], region[:40], *point, "", 1)
    country = country.upper()
    found = [Learnt(country, CODE, code_key(country, code)[:80], *rest)]
    if name and key_of(name) and not is_filed(name, *point):
        found.append(Learnt(country, TOWN, key_of(name)[:80], *rest))
    return found


def _point(lat: str, lon: str) -> tuple[float, float] | None:
    try:
        point = float(lat), float(lon)
    except ValueError:
        return None
    on_map = -90 <= point[0] <= 90 and -180 <= point[1] <= 180 and point != (0.0, 0.0)
    return point if on_map else None
