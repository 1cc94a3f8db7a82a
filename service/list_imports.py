"""Lists of meetings that somebody gives in the console: read aside, looked at, then taken whole or let go.

    asked ─ read ─ taking ─ taken
      └─ refused  └─ dropped

Reading and taking go on in a worker, since a copy may be large; whoever moves a row's `claimed_until` on has
it for LEASE, on the machine's clock. Who was killed in the midst leaves a feed without a digest, and the next
to have the row completes it. A list that was read anew by others since it was looked at is looked at again.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from service import refresh
from service.clock import machine_now
from service.errors import BadInput, DatabaseUnavailable, FeedRefused
from service.house import House
from service.logs import log
from service.logs import report as report_error
from service.meetings import own
from service.meetings.copies import Terms, read_copy
from service.meetings.differences import base_of, differences
from service.meetings.feeds.clean import tidy
from service.meetings.fetch import LONGEST_NAME, Marks, asked_url, fetch, shown
from service.models import ImportState, ListImport

LEASE = timedelta(minutes=15)  # longer than any list takes
MOST_TRIES = 3  # a row that kills whoever reads it is let go
WAITS = (ImportState.ASKED, ImportState.TAKING)
BROKE = "It broke our reader."  # no fault of the list's: the log has the place


@dataclass(frozen=True, slots=True)
class Given:
    """A list as it was given: a file's bytes, or an address. `name` is the feed's that it is a copy of."""

    name: str
    terms: Terms
    raw: bytes | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    id: int
    state: str
    given: Given
    marks: Marks
    base: str | None
    accepts_shrink: bool
    tries: int


def name_of(said: str) -> str:
    """What a file's list is called. Raises BadInput for no name, and for the groups' own."""
    plain = tidy(said.replace("\\", "/").rpartition("/")[2], LONGEST_NAME)
    if not plain or plain == own.FEED:
        raise BadInput("A list needs another name.")
    return plain


def address_name(url: str) -> str:
    """The same of an address, without any key in it. Raises FeedRefused."""
    return shown(url)


def give(session: Session, by: int | None, given: Given, now: datetime) -> int:
    """Waits to be read from now on; its id."""
    row = ListImport(by_person_id=by, asked_at=now, state=ImportState.ASKED, name=given.name)
    row.copy, row.url, row.terms = given.raw, given.url, _kept(given.terms)
    session.add(row)
    session.flush()
    return row.id


def take(session: Session, import_id: int, accepts_shrink: bool) -> bool:
    """Somebody has looked and says yes; False when that is no question any more."""
    yes = {"accepts_shrink": accepts_shrink, "tries": 0, "claimed_until": None}
    return _moved(session, import_id, (ImportState.READ,), state=ImportState.TAKING, **yes)


def drop(session: Session, import_id: int) -> bool:
    """Nothing of it is taken; False when it is over anyway, or being taken."""
    open_ = (ImportState.ASKED, ImportState.READ)
    return _moved(session, import_id, open_, state=ImportState.DROPPED, copy=None)


def is_any_waiting(session: Session, machine: datetime) -> bool:
    return session.scalar(select(ListImport.id).where(*_is_free(machine)).limit(1)) is not None


def work_through(house: House) -> int:
    """Reads or takes whatever waits; how many. Fine to do twice or at once."""
    count = 0
    while one := claim(house):
        count += 1
        _work(house, one)
    return count


def claim(house: House) -> Claimed | None:
    """The oldest that waits, for us alone; None when none does."""
    machine = machine_now()
    with house.database.transaction() as session:
        row = session.scalars(
            select(ListImport).where(*_is_free(machine)).order_by(ListImport.id).limit(1)
        ).first()
        if row is None:
            return None
        until = {"claimed_until": machine + LEASE, "tries": ListImport.tries + 1}
        taken = (
            update(ListImport).where(ListImport.id == row.id, *_is_free(machine)).values(**until)
        )
        if session.scalar(taken.returning(ListImport.id)) is None:
            return None
        given = Given(row.name, Terms(**row.terms), row.copy, row.url)
        marks = Marks(row.etag, row.last_modified)
        return Claimed(
            *(row.id, row.state, given, marks, row.base, row.accepts_shrink), tries=row.tries
        )


def _work(house: House, one: Claimed) -> None:
    try:
        if one.tries >= MOST_TRIES:
            raise FeedRefused(BROKE)
        if one.state == ImportState.ASKED or not _took(house, one):
            _read(house, one)
    except FeedRefused as refused:
        _refuse(house, one, str(refused))
    except DatabaseUnavailable:
        raise
    except Exception as error:  # a poison list: made visible, and the others go on
        report_error("lists", "list_read", error)
        _refuse(house, one, BROKE)


def _read(house: House, one: Claimed) -> None:
    given, marks = one.given, one.marks
    raw = given.raw
    if raw is None:
        fetched = fetch(asked_url(given.url or "", given.terms.format))
        raw, marks = fetched.raw or b"", fetched.marks
    copy = read_copy(given.name, raw, given.terms)
    with house.database.reading() as session:
        base, found = base_of(session, given.name), differences(session, copy)
    found["again"] = one.state == ImportState.TAKING
    seen = {"copy": raw, "etag": marks.etag, "last_modified": marks.last_modified}
    _settle(house, one, ImportState.READ, **seen, base=base, found=found)
    log("lists").info("list_read", import_id=one.id)


def _took(house: House, one: Claimed) -> bool:
    """False when it has become another list since it was looked at."""
    given = one.given
    with house.database.reading() as session:
        now = base_of(session, given.name)
    if now not in (one.base, ""):  # without a digest it is the one we were cut short in
        return False
    copy = read_copy(given.name, given.raw or b"", given.terms)
    report = refresh.take_copy(house, copy, accept_shrink=one.accepts_shrink)
    if given.url:
        refresh.note_fetched(house, given.name, given.url, one.marks)
    _settle(house, one, ImportState.TAKEN, copy=None, found=report.as_json())
    log("lists").info("list_taken", import_id=one.id, shrunk=report.shrunk)
    return True


def _refuse(house: House, one: Claimed, why: str) -> None:
    _settle(house, one, ImportState.REFUSED, copy=None, why=why[:200])
    log("lists").warning("list_refused", import_id=one.id)


def _settle(house: House, one: Claimed, state: ImportState, **values: Any) -> None:
    """Unless somebody has let it go meanwhile."""
    with house.database.transaction() as session:
        _moved(session, one.id, (one.state,), state=state, claimed_until=None, tries=0, **values)


def _moved(session: Session, import_id: int, was: tuple[str, ...], **values: Any) -> bool:
    still = ListImport.id == import_id, ListImport.state.in_(was)
    moved = update(ListImport).where(*still).values(**values)
    return session.scalar(moved.returning(ListImport.id)) is not None


def _is_free(machine: datetime) -> tuple[Any, ...]:
    free = or_(ListImport.claimed_until.is_(None), ListImport.claimed_until <= machine)
    return ListImport.state.in_(WAITS), free


def _kept(terms: Terms) -> dict[str, Any]:
    return asdict(terms) | {"columns": dict(terms.columns)}
