"""Everybody, as rows of a file: read a few at a time, so that whoever texts meanwhile never waits for it."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.access.roles import Seat
from service.consent import BY_COORDINATOR
from service.console import shown
from service.console.people_rows import Listed, next_ones
from service.console.sheets import defused
from service.house import House
from service.models import ConsentEvent, ConsentRow, PhoneRow

BYTE_ORDER = "\ufeff"  # without it Excel reads accents wrongly
HEADS = (
    *("name", "number", "line", "language", "reach", "from", "until", "private"),
    *("groups", "said yes", "stopped", "break until", "since"),
)


def lines(house: House, seat: Seat) -> Iterator[str]:
    """The file, line by line; no cell of it is a formula."""
    yield BYTE_ORDER
    for row in _rows(house, seat):
        line = io.StringIO()
        csv.writer(line).writerow([defused(cell) for cell in row])
        yield line.getvalue()


def _rows(house: House, seat: Seat) -> Iterator[Sequence[object]]:
    """A row for each phone of each person, below the names of the columns."""
    yield HEADS
    below: int | None = None
    while True:
        with house.database.reading() as session:
            some = next_ones(session, seat, below)
            yes = _said_yes(session, some)
        for one in some:
            for phone in one.phones:
                yield _row(one, phone, yes.get(phone.id))
        if not some:
            return
        below = some[-1].person.id


def _said_yes(session: Session, people: Sequence[Listed]) -> dict[int, datetime]:
    """When each of their phones last said yes to something themselves."""
    ids = [phone.id for one in people for phone in one.phones]
    own = ConsentRow.event == ConsentEvent.OPT_IN, ConsentRow.how != BY_COORDINATOR
    last = select(ConsentRow.phone_id, func.max(ConsentRow.at))
    found = session.execute(
        last.where(ConsentRow.phone_id.in_(ids), *own).group_by(ConsentRow.phone_id)
    )
    return {row[0]: row[1] for row in found}


def _row(one: Listed, phone: PhoneRow, said_yes: datetime | None) -> Sequence[object]:
    person = one.person
    return (
        *(person.first_name, phone.number, phone.line_type, person.language, person.reach),
        *(_hour(person.contact_from_min), _hour(person.contact_until_min)),
        "yes" if person.private else "no",
        " ".join(one.words),
        *(_moment(at) for at in (said_yes, phone.stopped_at, person.paused_until)),
        _moment(person.created_at),
    )


def _hour(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


def _moment(at: datetime | None) -> str:
    return "" if at is None else shown.iso(at)
