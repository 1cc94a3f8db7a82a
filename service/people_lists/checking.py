"""Reads a list and says what would become of each row, before anything is saved.

A chunk of rows a transaction, and with it how far we are: whoever goes on after a crash begins behind the
last one.
"""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from service.clock import machine_now, zone
from service.db import insert, table_of
from service.errors import ListRefused
from service.house import House
from service.models import LineType, ListState, Outcome, PeopleList, PeopleListRow
from service.people_lists import staging
from service.people_lists.columns import Field
from service.people_lists.entries import Entry, entry_of, has_formula
from service.people_lists.known import Known, can_vouch, first_of, known_of
from service.people_lists.reading import MOST_ROWS, Form, rows_of

CHUNK = 250  # rows, some 10 ms of SQLite's one write lock
MOST_LINES = 30  # named in the report, of each outcome
NAMED = (Outcome.NO_NUMBER, Outcome.REPEATED, Outcome.STOPPED)
# Beside the outcomes: of rows that will be taken.
LANDLINES, FORMULAS, UNPROVED, KNOWN = "landlines", "formulas", "unproved", "known"
_L = table_of(PeopleList)
Rest = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Read:
    """A row, and who is in it."""

    line: int
    entry: Entry | None
    hashes: Sequence[str] = ()
    has_formula: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    read: Read
    outcome: Outcome
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bench:
    """What rows are judged by."""

    session: Session
    house: House
    row: PeopleList
    known: Known
    seen: set[str]  # hashes of the numbers before them


def check(house: House, list_id: int, until_s: float, rest: Rest) -> None:
    """Goes on with it until `until_s` (monotonic). Raises ListRefused for what is no list."""
    with house.database.reading() as session:
        row = session.get_one(PeopleList, list_id)
        raw = staging.raw_of(session, list_id)
        seen = set(session.scalars(_hashes_so_far(list_id)))
    chunks = _chunks(_reads(house, row, raw), CHUNK)
    for some in chunks:
        began = time.monotonic()
        if not _stage(house, row, some, seen):
            return
        if time.monotonic() >= until_s:
            return
        rest(time.monotonic() - began)
    with house.database.transaction() as session:
        mine = update(_L).where(_L.c.id == list_id, _L.c.state == ListState.CHECKING)
        session.execute(mine.values(state=ListState.CHECKED))
    staging.forget_pieces(house.database, list_id)


def _reads(house: House, row: PeopleList, raw: bytes) -> Iterator[Read]:
    """Those behind what was staged before."""
    columns, today = row.columns or {}, house.clock.now().date()
    number_at = columns.get(Field.NUMBER, 0)
    rows = rows_of(raw, Form(row.encoding, row.separator))
    for count, (line, cells) in enumerate(itertools.islice(rows, int(row.has_head), None), 1):
        if count > MOST_ROWS:
            raise ListRefused("too_many", line)
        if line <= row.read_to:
            continue
        entry = entry_of(cells, columns, house.settings.home_country, today)
        hashes = house.keyring.hashes(entry.phone.e164) if entry else ()
        yield Read(line, entry, hashes, has_formula(cells, number_at))


def _stage(house: House, row: PeopleList, some: Sequence[Read], seen: set[str]) -> bool:
    """False when it is no longer ours: dropped, or gone on with by another."""
    hashes = [one for read in some for one in read.hashes]
    with house.database.reading() as session:
        known = known_of(session, row.group_id or 0, hashes)
        bench = Bench(session, house, row, known, seen)
        judged = [_judge(bench, read) for read in some]
    counts, lines = _added(row, judged)
    rows = [_as_row(row.id, one) for one in judged]
    with house.database.transaction() as session:
        mine = update(_L).where(_L.c.id == row.id, _L.c.read_to == row.read_to)
        mine = mine.where(_L.c.state == ListState.CHECKING)
        on = {"read_to": some[-1].line, "counts": counts, "lines": lines}
        lease = {"lease_until": machine_now() + staging.LEASE}
        if session.execute(mine.values(**on, **lease).returning(_L.c.id)).first() is None:
            return False
        session.execute(insert(session, PeopleListRow), rows)
    row.read_to, row.counts, row.lines = some[-1].line, counts, lines
    return True


def _judge(bench: Bench, read: Read) -> Judged:
    notes = (FORMULAS,) if read.has_formula else ()
    if read.entry is None:
        return Judged(read, Outcome.NO_NUMBER, notes)
    if bench.seen & set(read.hashes):
        return Judged(read, Outcome.REPEATED, notes)
    bench.seen.update(read.hashes)
    if read.entry.phone.e164 == bench.house.settings.line_number:
        return Judged(read, Outcome.OURS, notes)
    if first_of(read.hashes, bench.known.in_group):
        return Judged(read, Outcome.IN_ALREADY, notes)
    if bench.row.sees_all and first_of(read.hashes, bench.known.stopped):
        return Judged(read, Outcome.STOPPED, notes)
    return _to_take(bench, read, read.entry, notes)


def _to_take(bench: Bench, read: Read, entry: Entry, notes: tuple[str, ...]) -> Judged:
    """By their proof, where it holds; else they are written down. What is known of a number elsewhere is told
    to nobody but who may see everybody."""
    found = first_of(read.hashes, bench.known.phones)
    phone_id, line = bench.known.phones[found] if found else (None, LineType.UNKNOWN)
    if found and bench.row.sees_all:
        notes += (KNOWN,)
    if entry.line is LineType.LANDLINE or (bench.row.sees_all and line is LineType.LANDLINE):
        notes += (LANDLINES,)
    if bench.row.has_proof:
        if _is_proved(bench, phone_id, entry):
            return Judged(read, Outcome.MEMBER, notes)
        notes += (UNPROVED,)
    is_down = first_of(read.hashes, bench.known.down) is not None
    return Judged(read, Outcome.DOWN_ALREADY if is_down else Outcome.DOWN, notes)


def _is_proved(bench: Bench, phone_id: int | None, entry: Entry) -> bool:
    if entry.proof is None:
        return False
    home = zone(bench.house.settings.home_zone)
    return phone_id is None or can_vouch(bench.session, phone_id, entry, entry.proof, home)


def _added(
    row: PeopleList, judged: Sequence[Judged]
) -> tuple[dict[str, int], dict[str, list[int]]]:
    counts = Counter(row.counts)
    lines = {outcome: list(some) for outcome, some in row.lines.items()}
    for one in judged:
        counts.update([one.outcome.value, *one.notes])
        if one.outcome in NAMED and len(lines.setdefault(one.outcome.value, [])) < MOST_LINES:
            lines[one.outcome.value].append(one.read.line)
    return dict(counts), lines


def _as_row(list_id: int, one: Judged) -> dict[str, object]:
    """Of what is not taken in no more is kept than by which number it is known again in this file."""
    taken = one.outcome in staging.TAKEN and one.read.entry is not None
    return {
        "list_id": list_id,
        "line": one.read.line,
        "outcome": one.outcome.value,
        "number_hash": one.read.hashes[0] if one.read.hashes else None,
        "entry": one.read.entry.as_json() if taken and one.read.entry else None,
    }


def _hashes_so_far(list_id: int) -> Select[str]:
    hashed: Select[Any] = select(PeopleListRow.number_hash)
    return hashed.where(PeopleListRow.list_id == list_id, PeopleListRow.number_hash.is_not(None))


def _chunks(reads: Iterator[Read], size: int) -> Iterator[Sequence[Read]]:
    while some := list(itertools.islice(reads, size)):
        yield some
