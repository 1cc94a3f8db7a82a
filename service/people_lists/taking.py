"""Takes a list in: who is proved to have said yes becomes a member, anybody else is written down.

Some rows a transaction, and with them how far we are: nothing is done twice, whoever is killed in between.
What has changed since the list was looked at counts: a STOP is looked for once more at each of them.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service import consent, expected, groups, members
from service.clock import machine_now, zone
from service.db import insert, table_of
from service.house import House
from service.models import (
    Expected,
    LineType,
    ListState,
    Outcome,
    PeopleList,
    PeopleListRow,
    Person,
)
from service.people_lists import staging
from service.people_lists.entries import Entry
from service.people_lists.known import can_vouch, moment_of

DOWN, MEMBER = Outcome.DOWN, Outcome.MEMBER
DOWN_AT_ONCE = 200
MEMBERS_AT_ONCE = 8  # each takes a dozen statements, 4 ms
HOW = "import:"  # before the way they said it
TAKEN, SKIPPED = "taken", "skipped"
_L = table_of(PeopleList)


def take(house: House, list_id: int, until_s: float, rest: Callable[[float], None]) -> None:
    """Goes on with it until `until_s` (monotonic)."""
    while time.monotonic() < until_s:
        began = time.monotonic()
        with house.database.transaction() as session:
            if not _take_some(session, house, list_id, house.clock.now()):
                return
        rest(time.monotonic() - began)


def _take_some(session: Session, house: House, list_id: int, now: datetime) -> bool:
    """False when nothing is left to do, or it is not ours to do."""
    row = session.get(PeopleList, list_id)
    if row is None or row.state != ListState.TAKING:
        return False
    some = _next(session, row)
    if not some:
        _end(session, row, now)
        return False
    mine = update(_L).where(_L.c.id == list_id, _L.c.taken_to == row.taken_to)
    on = {"taken_to": some[-1].line, "lease_until": machine_now() + staging.LEASE}
    if session.execute(mine.values(**on).returning(_L.c.id)).first() is None:
        return False
    taken = _take_rows(session, house, row, some, now)
    counts = dict(row.counts)
    counts[TAKEN] = counts.get(TAKEN, 0) + taken
    counts[SKIPPED] = counts.get(SKIPPED, 0) + len(some) - taken
    row.counts = counts
    return True


def _next(session: Session, row: PeopleList) -> Sequence[PeopleListRow]:
    its = PeopleListRow.list_id == row.id, PeopleListRow.line > row.taken_to
    wanted = select(PeopleListRow).where(*its, PeopleListRow.outcome.in_(staging.TAKEN))
    some = session.scalars(wanted.order_by(PeopleListRow.line).limit(DOWN_AT_ONCE)).all()
    has_members = any(one.outcome == Outcome.MEMBER for one in some)
    return some[:MEMBERS_AT_ONCE] if has_members else some


def _take_rows(
    session: Session, house: House, row: PeopleList, some: Sequence[PeopleListRow], now: datetime
) -> int:
    """How many of them were taken in, one way or the other."""
    entries = [(one, Entry.from_json(one.entry or {})) for one in some]
    joined, down = 0, []
    for one, entry in entries:
        became = _join(session, house, row, entry, now) if one.outcome == Outcome.MEMBER else DOWN
        joined += became is MEMBER
        if became is DOWN:
            down.append(_expected(row, str(one.number_hash), entry, now))
    return joined + _write_down(session, down)


def _expected(row: PeopleList, number_hash: str, entry: Entry, now: datetime) -> dict[str, object]:
    return {
        "group_id": row.group_id,
        "by_person_id": row.by_person_id,
        "list_id": row.id,
        "number_hash": number_hash,
        "number": entry.phone.e164,
        "name": entry.name,
        "added_at": now,
        "keep_until": now + expected.KEPT,
    }


def _write_down(session: Session, rows: Sequence[dict[str, object]]) -> int:
    """Who is down already stays so, in whoever's hand; how many were not."""
    if not rows:
        return 0
    fresh = insert(session, Expected).on_conflict_do_nothing().returning(Expected.id)
    return len(session.connection().execute(fresh, rows).all())


def _join(
    session: Session, house: House, row: PeopleList, entry: Entry, now: datetime
) -> Outcome | None:
    """With the yes they gave, on its own day. It takes back no STOP: None, and they are left alone."""
    proof, group_id = entry.proof, row.group_id
    if proof is None or group_id is None:
        return DOWN
    home = zone(house.settings.home_zone)
    phone = members.find_or_add_phone(session, house.keyring, entry.phone, now)
    if consent.is_stopped(session, phone.id):
        return None
    if not can_vouch(session, phone.id, entry, proof, home):
        return DOWN
    person_id = _person(session, phone.id, entry, now)
    if entry.line is not LineType.UNKNOWN and phone.line_type == LineType.UNKNOWN:
        members.set_line_type(session, phone.id, entry.line)
    groups.join(session, group_id, person_id, now)
    consent.agree(session, phone.id, HOW + proof.how, proof.words, moment_of(proof, home))
    expected.note_joined(session, group_id, phone.id, now)
    return MEMBER


def _person(session: Session, phone_id: int, entry: Entry, now: datetime) -> int:
    """Who answers it; what they are called where they have never said so."""
    found = members.find_person(session, phone_id)
    if found is None:
        found = members.add_person(session, phone_id, entry.language or "en", now)
    if entry.name and not session.get_one(Person, found).first_name:
        members.set_name(session, found, entry.name)
    return found


def _end(session: Session, row: PeopleList, now: datetime) -> None:
    row.state, row.ended_at, row.keep_until = ListState.DONE, now, now
    row.wanted_at = machine_now()  # what is left of the file goes next
