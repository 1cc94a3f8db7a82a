"""One meeting in two feeds, a district's and an intergroup's: the better row is listed, the other waits.

Which is better depends on the rows alone, never on who came first, so feeds may be read in any order
and end the same. When the listed one goes, moves or is hidden, its twin is listed again; `twin_of`
leads from the hidden one to the listed one, and reminders and groups go along.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from service.db import table_of
from service.meetings.attributes import ASKS_PASSCODE, ATTRS, DIAL_IN, LINK_ONLY
from service.meetings.changes import ALSO
from service.meetings.geo import cell_of
from service.meetings.likeness import Listing, around, is_same, keys_of
from service.meetings.report import Columns
from service.meetings.store import Store, chunks, in_chunks
from service.models.feed import Feed
from service.models.group import Group
from service.models.meeting import Meeting

MINUTES_AT_ONCE = 250  # of the week: so much is held in memory, some 30,000 rows at the most
KNOWN = (1 << len(ATTRS)) - 1  # the bits that tell something good to know
_T = table_of(Meeting)
_OWN = or_(_T.c.hidden_reason.is_(None), _T.c.hidden_reason == ALSO)
_NAMES = (
    *("id", "feed_id", "slug", "fellowship", "minute_of_week", "name", "mode", "lat", "lon"),
    *("precision", "address", "location", "town", "url", "dial_in", "dial_code", "attrs", "rrule"),
    *("notes", "updated", "hidden_reason", "twin_of"),
)
_SELECTED = select(*(_T.c[name] for name in _NAMES), Feed.name.label("feed_name")).join(
    Feed, Feed.id == _T.c.feed_id
)


class Slot(NamedTuple):
    """A row that its own feed lists, as far as it matters here. Negative ids aren't stored yet."""

    id: int
    feed_id: int
    when: tuple[str, int]  # fellowship and minute of the week
    rank: tuple[Any, ...]  # the best sorts first
    rule: str | None
    listing: Listing


@dataclass(slots=True)
class _Led:
    """A listed row, and the feeds whose row of the same meeting it stands for."""

    slot: Slot
    feeds: set[int]


def settle(slots: Iterable[Slot]) -> dict[int, int]:
    """Which rows are hidden, and for which listed one each. Pure; the order of `slots` is no matter."""
    by_time: dict[tuple[str, int], list[Slot]] = defaultdict(list)
    for slot in slots:
        by_time[slot.when].append(slot)
    hidden: dict[int, int] = {}
    for at_once in by_time.values():
        if len({slot.feed_id for slot in at_once}) > 1:
            hidden |= _settled(sorted(at_once, key=lambda slot: slot.rank))
    return hidden


def slot_of(row: Any, id: int, feed_id: int, feed_name: str) -> Slot:
    """From a stored row (by attribute) that says when it is."""
    room, exact = _has_room(row), row.precision == "exact"
    listing = Listing(
        *(row.name, row.lat, row.lon, exact, room, row.address, row.town),
        *(row.url, row.dial_in, row.dial_code, row.attrs),
    )
    when = row.fellowship, row.minute_of_week
    return Slot(id, feed_id, when, _rank(row, feed_name), row.rrule, listing)


def _rank(row: Any, feed_name: str) -> tuple[Any, ...]:
    """The best sorts first: easy to join, says most, changed last; then by name, to be sure of an order."""
    room = _has_room(row)
    says = [room, room and row.precision == "exact", row.dial_in, row.url]
    says += [row.address, row.location, row.rrule, row.notes]
    known = (row.attrs & KNOWN).bit_count()
    age = -row.updated.timestamp() if row.updated else 0.0
    asks = bool(row.attrs & ASKS_PASSCODE)
    return asks, -sum(map(bool, says)), -known, age, feed_name, row.slug


def _has_room(row: Any) -> bool:
    return row.mode in ("in-person", "hybrid")


def settle_stored(store: Store, minutes: Collection[int]) -> None:
    """Brings the listed rows of these minutes in line; read without a lock, written in chunks."""
    for some in chunks(sorted(minutes), MINUTES_AT_ONCE):
        with store.reading() as session:
            found = _SELECTED.where(_OWN, _T.c.minute_of_week.in_(some))
            rows = session.connection().execute(found).all()
        hidden = settle([_slot(row) for row in rows])
        wrong = [row for row in rows if _is_wrong(row, hidden.get(row.id))]
        _hide(store, {row.id: hidden[row.id] for row in wrong if row.id in hidden})
        _show(store, [row for row in wrong if row.id not in hidden])
        _name_heirs(store, {row.id for row in rows}, wrong, hidden)


def has_company(session: Session, feed_id: int | None, fellowships: Collection[str]) -> bool:
    """True when another feed has meetings of these fellowships: else there is nothing to compare."""
    others = _T.c.feed_id != (feed_id or 0), _T.c.fellowship.in_(fellowships)
    return bool(session.scalar(select(exists().where(*others))))


def standing_back(session: Session, feed_id: int) -> set[str]:
    """The slugs of a feed's rows for which another feed's row is listed."""
    sql = select(_T.c.slug).where(_T.c.feed_id == feed_id, _T.c.hidden_reason == ALSO)
    return set(session.connection().execute(sql).scalars())


def foresee(session: Session, feed_id: int | None, name: str, rows: Sequence[Columns]) -> set[str]:
    """The slugs of these rows that would stand back, were they stored; nothing is written."""
    mine = [
        slot_of(_Fields(row), -number, feed_id or 0, name)
        for number, row in enumerate(rows, 1)
        if not row["hidden_reason"] and row["minute_of_week"] is not None
    ]
    if not has_company(session, feed_id, {slot.when[0] for slot in mine}):
        return set()
    others = session.connection().execute(_SELECTED.where(_OWN, _T.c.feed_id != (feed_id or 0)))
    theirs = [_slot(row) for row in others if row.minute_of_week is not None]
    return {rows[-id - 1]["slug"] for id in settle([*mine, *theirs]) if id < 0}


class _Fields:
    """A row's columns, by attribute as a stored row has them."""

    def __init__(self, columns: Columns) -> None:
        self.__dict__ = columns


def _settled(ranked: list[Slot]) -> dict[int, int]:
    """Each row, best first, goes to the listed one it repeats, or is listed itself."""
    leaders: dict[object, list[_Led]] = defaultdict(list)
    hidden: dict[int, int] = {}
    for slot in ranked:
        keys = keys_of(slot.listing)
        led = _leader(slot, keys, leaders)
        if led is None:
            led = _Led(slot, set())
            for key in keys:
                leaders[key].append(led)
        else:
            hidden[slot.id] = led.slot.id
        led.feeds.add(slot.feed_id)
    return hidden


def _leader(slot: Slot, keys: set[object], leaders: dict[object, list[_Led]]) -> _Led | None:
    """Stands for one row a feed at most: a church may have two meetings at once, in both feeds."""
    near = (led for key in keys for one in around(key) for led in leaders.get(one, ()))
    fitting = [led for led in near if slot.feed_id not in led.feeds and _same(slot, led.slot)]
    named = slot.listing.name
    return min(
        fitting, key=lambda led: (led.slot.listing.name != named, led.slot.rank), default=None
    )


def _same(one: Slot, other: Slot) -> bool:
    rules = {one.rule, other.rule} - {None}
    return len(rules) < 2 and is_same(one.listing, other.listing)


def _is_wrong(row: Any, leader: int | None) -> bool:
    return (row.twin_of, row.hidden_reason == ALSO) != (leader, leader is not None)


def _slot(row: Any) -> Slot:
    return slot_of(row, row.id, row.feed_id, row.feed_name)


def _hide(store: Store, hidden: dict[int, int]) -> None:
    """Each behind its twin; a group the organisation runs goes along."""
    away: dict[str, Any] = {
        "cell": None,
        "remote": None,
        "hidden_reason": ALSO,
        "twin_of": bindparam("twin"),
    }
    sql = update(_T).where(_T.c.id == bindparam("row")).values(away)
    rows = [{"row": id, "twin": twin} for id, twin in hidden.items()]
    in_chunks(store, sql, rows)
    in_chunks(store, _GROUPS_ALONG, rows)


def _show(store: Store, rows: list[Any]) -> None:
    """Lists again what its own feed has listed all the time."""
    listed: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("cell", "remote")}
    sql = update(_T).where(_T.c.id == bindparam("row"))
    sql = sql.values(listed | {"hidden_reason": None, "twin_of": None})
    in_chunks(store, sql, [{"row": row.id, **_shown(row)} for row in rows])


def _shown(row: Any) -> dict[str, int | None]:
    """As `canonical` found it: a room has a cell, a call or a link is remote."""
    room = _has_room(row) and row.lat is not None
    afar = None if row.mode == "in-person" else DIAL_IN if row.dial_in else LINK_ONLY
    return {"new_cell": cell_of(row.lat, row.lon) if room else None, "new_remote": afar}


def _name_heirs(store: Store, here: set[int], changed: list[Any], hidden: dict[int, int]) -> None:
    """Leads on from a row that was listed and is hidden now to the one listed in its place."""
    left = [row for row in changed if row.twin_of is not None and row.twin_of not in here]
    rows = [{"row": row.twin_of, "twin": hidden.get(row.id, row.id)} for row in left]
    gone = update(_T).where(_T.c.id == bindparam("row"), _T.c.hidden_reason.is_not(None))
    in_chunks(store, gone.values(twin_of=bindparam("twin")), rows)
    in_chunks(store, _GROUPS_ALONG, rows)


_GROUPS = table_of(Group)
_GROUPS_ALONG = (
    update(_GROUPS)
    .where(_GROUPS.c.meeting_id == bindparam("row"))
    .values(meeting_id=bindparam("twin"))
)
