"""The carrier's ledger against ours: what is wrong, each in a sentence, and how many ended how."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from service.delivery.policy import ANSWERING
from service.delivery.states import UNDER_WAY
from service.house import House
from service.models import Lane, State
from tests.accidents.storm import town
from tests.accidents.storm.books import Books, Row, read_books
from tests.accidents.storm.people import People, SaidText
from tests.accidents.storm.place import Place
from tests.accidents.storm.silences import read_silences
from tests.accidents.storm.watch import Watch

# What was being sent just then may still go; the carrier's ledger and we have one clock here.
STOP_TAKES = timedelta(seconds=15)
# How a phone that is not simply picked up shows in a row's end.
RIGHT_ENDS = {
    State.UNDELIVERED: {"unreachable"},
    State.BUSY: {"busy"},
    State.MACHINE: {"machine", "fax"},
}
MOST_SHOWN = 5


@dataclass(frozen=True)
class Reckoning:
    """`wrong` is empty when nothing was lost, nothing came twice and every end is right."""

    wrong: dict[str, list[str]]
    ends: Counter[tuple[str, str, str]]  # way, state, reason
    counts: dict[str, int]

    def lines(self) -> Iterator[str]:
        for name, count in self.counts.items():
            yield f"{count:8,} {name}"
        for (way, state, reason), count in sorted(self.ends.items()):
            yield f"{count:8,} {way} {state}: {reason}"
        for what, which in self.wrong.items():
            shown = "; ".join(islice(which, MOST_SHOWN))
            yield f"WRONG {what}: {len(which)} ({shown})"


def reckon(place: Place, house: House, people: People, watch: Watch, kills: int) -> Reckoning:
    books = read_books(house, place.environment["CARRIER_URL"])
    wrong = {check.__name__: list(check(books)) for check in CHECKS}
    wrong["texts_without_their_one_effect"] = list(_effects(books, people.texted))
    wrong["sent_after_stop"] = list(_after_stop(books, people.texted))
    wrong["came_back_from_their_end"] = sorted(watch.revived)
    silences = read_silences(house, books, people.answered, people.members)
    wrong |= silences.wrong()
    return Reckoning(
        wrong={what: found for what, found in wrong.items() if found},
        ends=Counter((row.way, row.state, row.reason) for row in books.rows),
        counts={
            "processes killed": kills,
            "things put out": len({row.number for row in books.rows} - {None}),
            "texts and calls the carrier took": len(books.thing_of),
            "received once or more": sum(1 for _ in +(books.plain + books.again)),
            "texts that came in": len(people.texted) + len(people.answered),
            **silences.counts(),
        },
    )


def not_ended(books: Books) -> Iterator[str]:
    for row in books.rows:
        if row.state in UNDER_WAY or not row.reason:
            yield f"{row.id} is {row.state} ({row.reason})"


def received_twice(books: Books) -> Iterator[str]:
    """A crisis alert may come again when it says so; nothing else, and nothing unmarked."""
    alerts = {row.number for row in books.rows if row.lane == Lane.CRISIS and row.repeats}
    for number in books.plain | books.again:
        if books.plain[number] > 1 or (books.had(number) > 1 and number not in alerts):
            yield f"number {number}: {books.plain[number]} plain, {books.again[number]} marked"


def twice_in_our_books(books: Books) -> Iterator[str]:
    for number, rows in Counter(row.number for row in books.rows).items():
        if number is not None and rows > 1:
            yield f"number {number} has {rows} rows"


def lost(books: Books) -> Iterator[str]:
    """Its row says that it arrived, or that it can't have gone, and the phone says otherwise."""
    for row in books.rows:
        if row.number is not None and not _ends_as_it_went(row, books.had(row.number)):
            yield f"{row.id} ({row.lane}) is {row.state}: {row.reason}; received {books.had(row.number)}"


def carried_but_not_ours(books: Books) -> Iterator[str]:
    """Texts that are no thing are the answers that had to wait: one each at most, but for what is
    owed to somebody in a crisis, which goes again as a crisis alert does."""
    kept = [row for row in books.rows if row.message == "reply.kept"]
    again = sum(row.repeats for row in kept if row.lane == Lane.CRISIS)
    if len(books.nobodys) > len(kept) + again:
        entries = f"{len(books.nobodys)} entries for {len(kept)} answers that waited"
        yield f"{entries}, {again} of them sent again"


CHECKS: tuple[Callable[[Books], Iterator[str]], ...] = (
    not_ended, received_twice, twice_in_our_books, lost, carried_but_not_ours,
)  # fmt: skip


def _ends_as_it_went(row: Row, had: int) -> bool:
    behaves = town.behaviour(row.phone)
    if row.state in {State.DELIVERED, State.COMPLETED}:
        return had > 0
    if row.state in RIGHT_ENDS:
        return behaves in RIGHT_ENDS[State(row.state)]
    if row.state == State.SUPPRESSED:
        return row.stopped_at is not None and Lane(row.lane) not in ANSWERING and not had
    if row.state == State.UNCONFIRMED:
        return _is_evidenced(row, had)
    return False


def _is_evidenced(row: Row, had: int) -> bool:
    """Given up on for good reason: the carrier showed no trace, and a reminder was tried again."""
    if "no trace" not in row.reason:
        return True
    return (not had or row.repeats > 0) and (row.lane != Lane.REMINDER or row.repeats > 0)


def _effects(books: Books, texted: list[SaidText]) -> Iterator[str]:
    stopped = {row.phone for row in books.rows if row.stopped_at}
    for text in texted:
        if books.taken[text.sid] != 1:
            yield f"{text.sid} was taken {books.taken[text.sid]} times"
        if text.body == town.CRISIS and books.cases[text.sid] != 1:
            yield f"{text.sid} has {books.cases[text.sid]} cases"
        if text.body == town.STOP and text.phone not in stopped and _was_sent_to(books, text.phone):
            yield f"{text.sid} said STOP in vain"
    answers = Counter(row.phone for row in books.rows if row.message == "reply")
    for phone, said in _said_by_phone(texted).items():
        owed = 1 if said[0] == town.STOP else len(said)  # a second STOP is taken and not answered
        if answers[phone] != owed:
            yield f"a phone texted {said} and has {answers[phone]} answers in our books"


def _said_by_phone(texted: list[SaidText]) -> dict[str, list[str]]:
    said = defaultdict(list)
    for text in texted:
        said[text.phone].append(text.body)
    return said


def _was_sent_to(books: Books, phone: str) -> bool:
    return any(row.phone == phone for row in books.rows)


def _after_stop(books: Books, texted: list[SaidText]) -> Iterator[str]:
    stops = {text.phone: text.taken_at for text in texted if text.body == town.STOP}
    rows = {row.number: row for row in books.rows if row.number is not None}
    for entry in books.ledger:
        row = rows.get(books.thing_of.get(str(entry["sid"])))
        if row is None or Lane(row.lane) in ANSWERING:
            continue
        taken_at = stops.get(row.phone)
        if taken_at and datetime.fromisoformat(str(entry["created"])) > taken_at + STOP_TAKES:
            yield f"{row.id} ({row.lane}) went although they had said STOP"
