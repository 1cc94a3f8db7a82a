"""Both sides of it, read once the storm is over: our rows, and what the carrier says it did."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import requests
from sqlalchemy import select

from service.house import House
from service.models import Case, CaseEvent, Inbound, Outbox, PhoneRow, Way
from tests.accidents.storm import town, village

TIMEOUT_S = 30.0
Entry = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One of ours. `number`: of what; None for the answers to texts."""

    id: str
    way: str
    lane: str
    state: str
    reason: str
    attempts: int
    repeats: int
    number: int | None
    phone: str
    stopped_at: datetime | None
    message: str


@dataclass
class Books:
    """`plain` and `again` count by thing what people had: texts on the phone, calls at the ear."""

    rows: list[Row]
    ledger: list[Entry]
    taken: Counter[str]  # of texts that came in, by the carrier's id
    cases: Counter[str]
    plain: Counter[int] = field(default_factory=Counter)
    again: Counter[int] = field(default_factory=Counter)
    rows_had: Counter[str] = field(default_factory=Counter)  # a check-in's texts, by our row
    nobodys: list[Entry] = field(default_factory=list)
    thing_of: dict[str, int] = field(default_factory=dict)  # by the carrier's id

    def had(self, number: int | None) -> int:
        return 0 if number is None else self.plain[number] + self.again[number]


def read_books(house: House, carrier_url: str) -> Books:
    answer = requests.get(f"{carrier_url}/control/ledger", timeout=TIMEOUT_S)
    ledger: list[Entry] = answer.json()["rows"]
    with house.database.reading() as session:
        found = session.execute(
            select(Outbox, PhoneRow.number, PhoneRow.stopped_at).join(
                PhoneRow, PhoneRow.id == Outbox.phone_id
            )
        )
        rows = [_row(*one) for one in found]
        taken = Counter(key for key in session.scalars(select(Inbound.key)))
        cases = Counter(session.scalars(select(Case.source_key)))
        # Who writes again joins the case that is open.
        cases.update(key for key in session.scalars(select(CaseEvent.source_key)) if key)
    books = Books(rows, ledger, taken, cases)
    _match(books, carrier_url, f"{house.settings.public_url}/voice/out")
    return books


def _row(row: Outbox, phone: str, stopped_at: datetime | None) -> Row:
    is_thing = row.message in {"storm", "reminder.due"}
    return Row(
        id=row.id,
        way=row.way,
        lane=row.lane,
        state=row.state,
        reason=row.reason or "",
        attempts=row.attempts,
        repeats=row.repeats,
        number=row.subject_id if is_thing else None,
        phone=phone,
        stopped_at=stopped_at,
        message=row.message,
    )


def _match(books: Books, carrier_url: str, script_url: str) -> None:
    """Which thing each of the carrier's entries was, by the hash of its words or of its script."""
    plain = _plain(books.rows, script_url)
    again = {_sha256(town.repeated(town.words_of(n))): n for n in plain.values()}
    checked = _checked(books.rows, script_url)
    for entry in books.ledger:
        words = str(entry["body_sha256"])
        number = plain.get(words, again.get(words))
        if number is None and words in checked:
            books.rows_had[checked[words]] += bool(entry["delivered"])
            continue
        if number is None:
            books.nobodys += [entry] if entry["kind"] in {"text", "call"} else []
            continue
        books.thing_of[str(entry["sid"])] = number
        if entry["delivered"] and (entry["kind"] == "text" or _was_heard(entry, carrier_url)):
            (books.plain if words in plain else books.again)[number] += 1


def _checked(rows: list[Row], script_url: str) -> dict[str, str]:
    """Which row of a check-in each of its texts and calls is."""
    found: dict[str, str] = {}
    for row in rows:
        if row.message in village.MESSAGES:
            found[_sha256(town.row_words(row.id))] = row.id
            scripts = range(1, row.attempts + 1)
            found |= {_sha256(f"{script_url}/{row.id}/{n}"): row.id for n in scripts}
    return found


def _plain(rows: list[Row], script_url: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        if row.number is None:
            continue
        found[_sha256(town.words_of(row.number))] = row.number
        for attempt in range(1, row.attempts + 1) if row.way == Way.CALL else ():
            found[_sha256(f"{script_url}/{row.id}/{attempt}")] = row.number
    return found


def _was_heard(call: Entry, carrier_url: str) -> bool:
    """A second call that is hung up before a word was said rang, but nobody heard it."""
    answer = requests.get(f"{carrier_url}/control/calls/{call['sid']}/events", timeout=TIMEOUT_S)
    return any(event["event"] == "say" for event in answer.json()["events"])


def _sha256(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
