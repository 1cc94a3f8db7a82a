"""What became of the check-ins of a storm: who was told of whom, and whether everybody heard how it ended."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from service.checkins import days
from service.checkins.told import CLEAR, TOLD
from service.house import House
from service.models import (
    Attempt,
    Case,
    CaseState,
    CheckIn,
    CheckInDay,
    DayState,
    Outbox,
    PhoneRow,
    State,
    Timer,
    Way,
)
from tests.accidents.storm import village
from tests.accidents.storm.books import Books
from tests.accidents.storm.people import SaidText
from tests.accidents.storm.village import Kind

# Who has begun to send asks once whether a text waits on our disk; one go takes three seconds.
A_GO = timedelta(seconds=5)
NEVER_WENT = {State.REFUSED, State.SUPPRESSED, State.EXPIRED}
WITH_A_PERSON = {DayState.HANDED, DayState.HELD}


@dataclass(frozen=True, slots=True)
class Sent:
    """A row that tells a contact something. `had`: how often their phone showed it."""

    id: str
    phone: str
    way: str
    state: str
    reason: str
    went_at: list[datetime]
    had: int

    @property
    def is_sure(self) -> bool:
        """Whether it ended as the phone has it."""
        if self.state == State.DELIVERED:
            return self.had == 1
        return self.had <= 1 and (self.state == State.UNCONFIRMED or not self.had)


@dataclass
class Day:
    """One date of one member, with all that was told of it."""

    number: int
    state: str
    case: str | None  # its state
    climbs: bool
    answer: str | None
    told: list[Sent] = field(default_factory=list)
    clear: list[Sent] = field(default_factory=list)
    said: list[SaidText] = field(default_factory=list)  # by the member

    @property
    def goes_on(self) -> bool:
        return self.state not in days.ENDS

    def heard(self) -> set[str]:
        """Phones that have surely read that the member could not be reached."""
        return {one.phone for one in self.told if one.way == Way.TEXT and one.had}

    def __str__(self) -> str:
        return f"the {village.kind(self.number)} member {self.number}, {self.state}"


@dataclass(frozen=True)
class Silences:
    members: int
    days: list[Day]
    taken: Counter[str]

    def counts(self) -> dict[str, int]:
        ends = Counter(day.state for day in self.days)
        return {
            "check-ins asked": len(self.days),
            "of them told to a contact": sum(bool(day.heard()) for day in self.days),
            **{f"of them {state}": count for state, count in sorted(ends.items())},
        }

    def wrong(self) -> dict[str, list[str]]:
        return {check.__name__: list(check(self)) for check in CHECKS}


def read_silences(
    house: House, books: Books, said: list[tuple[village.Spoken, SaidText]], members: int
) -> Silences:
    with house.database.reading() as session:
        found = session.execute(
            select(CheckInDay, PhoneRow.number, Case.state)
            .join(CheckIn, CheckIn.id == CheckInDay.check_in_id)
            .join(PhoneRow, PhoneRow.id == CheckIn.phone_id)
            .outerjoin(Case, Case.id == CheckInDay.case_id)
        ).all()
        timers = select(Timer.subject).where(Timer.kind == days.CLIMB)
        climbing = set(session.scalars(timers))
        known = {
            day.id: Day(
                village.numbers()[phone], day.state, case, str(day.id) in climbing, day.answer
            )
            for day, phone, case in found
        }
        went: defaultdict[str, list[datetime]] = defaultdict(list)
        for outbox_id, started_at in session.execute(select(Attempt.outbox_id, Attempt.started_at)):
            went[outbox_id].append(started_at)
        rows = session.execute(
            select(Outbox, PhoneRow.number)
            .join(PhoneRow, PhoneRow.id == Outbox.phone_id)
            .where(Outbox.message.in_((TOLD, CLEAR)))
        )
        for row, phone in rows:
            sent = Sent(
                row.id, phone, row.way, row.state, row.reason or "", went[row.id],
                books.rows_had[row.id],
            )  # fmt: skip
            day = known[row.subject_id]
            (day.told if row.message == TOLD else day.clear).append(sent)
    for spoken, text in said:
        if text.phone == village.member(known[spoken.day_id].number):
            known[spoken.day_id].said.append(text)
    taken = Counter({text.sid: books.taken[text.sid] for _, text in said})
    return Silences(members, list(known.values()), taken)


def asked_twice_or_never(silences: Silences) -> Iterator[str]:
    asked = Counter(day.number for day in silences.days)
    for number in range(silences.members):
        if asked[number] != 1:
            yield f"member {number} has {asked[number]} days"


def left_half_way(silences: Silences) -> Iterator[str]:
    """Ended, or with a person who has a case of it; and nothing climbs that has ended."""
    for day in silences.days:
        is_with_a_person = day.state in WITH_A_PERSON and day.case not in (None, CaseState.CLOSED)
        if day.climbs or (day.goes_on and not is_with_a_person):
            yield f"{day}, its case {day.case}, {'climbs' if day.climbs else 'stands still'}"


def told_after_an_answer(silences: Silences) -> Iterator[str]:
    """An answer that lies on our disk counts as well: nothing goes out before it is taken."""
    for day in silences.days:
        for text in day.said:
            known_at = text.taken_at or (text.kept_at and text.kept_at + A_GO)
            late = [
                one for one in day.told if known_at and any(at > known_at for at in one.went_at)
            ]
            if late:
                yield f"{day}: {len(late)} told after {known_at:%H:%M:%S.%f} ({late[0].id})"


def told_without_a_yes(silences: Silences) -> Iterator[str]:
    for day in silences.days:
        agreed = {village.contact(day.number, place) for place in village.PLACES}
        strangers = {one.phone for one in (*day.told, *day.clear)} - agreed
        if strangers:
            yield f"{day}: {len(strangers)} strangers"


def not_cleared_once(silences: Silences) -> Iterator[str]:
    """Whoever read that a member could not be reached reads how it ended, once; but for whoever has ended
    it themselves."""
    for day in silences.days:
        has_said_so = {village.contact(day.number, 2)} if day.state == DayState.ALL_RIGHT else set()
        rows = Counter(one.phone for one in day.clear if one.state not in NEVER_WENT)
        for phone in day.heard() - has_said_so:
            if rows[phone] != (0 if day.goes_on else 1):
                yield f"{day}: {rows[phone]} all-clears to one phone"
        for one in (*day.told, *day.clear):
            if one.way == Way.TEXT and not one.is_sure:
                yield f"{day}: {one.id} is {one.state} ({one.reason}) and was had {one.had} times"


def answered_in_vain(silences: Silences) -> Iterator[str]:
    for sid, times in silences.taken.items():
        if times != 1:
            yield f"{sid} was taken {times} times"
    for day in silences.days:
        if day.said and day.state != DayState.ANSWERED:
            yield f"{day}, although they have answered"
        if day.state == DayState.ANSWERED and not day.answer:
            yield f"{day}, without an answer"
        if village.kind(day.number) is Kind.SILENT and day.state == DayState.ANSWERED:
            yield f"{day}"


CHECKS: tuple[Callable[[Silences], Iterator[str]], ...] = (
    asked_twice_or_never, left_half_way, told_after_an_answer, told_without_a_yes,
    not_cleared_once, answered_in_vain,
)  # fmt: skip
