"""A few people who are asked at nine in the morning, and time that passes timer by timer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from service import timers
from service.checkins import plans
from service.checkins.asks import ASK
from service.checkins.plans import Wish
from service.db import Database, new_id
from service.flows.registry import TIMERS, TOGETHER
from service.house import House
from service.models import (
    Attempt,
    CheckIn,
    CheckInDay,
    LineType,
    Outbox,
    Person,
    PersonPhone,
    PhoneRow,
    State,
    Way,
)

ANA, WALT, CLEO, FRANK = 1, 2, 3, 4  # a mobile; a landline; who said STOP; a second number
SECOND = 14
NINE = 9 * 60
# A text that is delivered, a call that rings in vain.
WELL = {Way.TEXT: State.DELIVERED, Way.CALL: State.NO_ANSWER}
# Tuesday, nine in the morning in Montana.
AT_NINE = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


@dataclass
class Morning:
    house: House

    @property
    def database(self) -> Database:
        return self.house.database

    @property
    def clock(self):
        return self.house.clock

    def settle(self, *people: int, at: datetime = AT_NINE - timedelta(hours=1), **more) -> None:
        self.clock.at = at
        with self.database.transaction() as session:
            for id in people:
                line = LineType.LANDLINE if id == WALT else LineType.MOBILE
                self.phone(session, id, line)
                session.add(Person(id=id, zone=more.get("zone", "America/Denver"), created_at=at))
                session.flush()
                session.add(PersonPhone(person_id=id, phone_id=id, since=at))
                if id == FRANK:
                    self.phone(session, SECOND, LineType.MOBILE)
        for id in people:
            self.set_up(id, **{name: value for name, value in more.items() if name != "zone"})

    def set_up(self, id: int, **more) -> CheckIn:
        second = SECOND if id == FRANK else None
        wish = Wish(id, id, **{"at_min": NINE, "second_phone_id": second, **more})
        with self.database.transaction() as session:
            return plans.set_up(session, self.house.settings, wish, self.clock.now())

    def do(self, what, *args):
        """One of the room's own functions, in a transaction."""
        with self.database.transaction() as session:
            return what(session, self.house.settings, *args, self.clock.now())

    def plan(self, person_id: int = ANA) -> CheckIn:
        with self.database.reading() as session:
            theirs = select(CheckIn).where(CheckIn.person_id == person_id)
            return session.scalars(theirs).one()

    def day(self, person_id: int = ANA) -> CheckInDay | None:
        """The newest one."""
        days = self.days(person_id)
        return days[-1] if days else None

    def days(self, person_id: int = ANA) -> list[CheckInDay]:
        with self.database.reading() as session:
            theirs = select(CheckInDay).where(CheckInDay.check_in_id == self.plan(person_id).id)
            return list(session.scalars(theirs.order_by(CheckInDay.occurs_at)))

    def asks(self, person_id: int = ANA) -> list[tuple[int, str]]:
        """Minutes after nine, and the way of each that was put out; a second number is named."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(Outbox).where(Outbox.person_id == person_id).order_by(Outbox.created_at)
            )
            return [
                (round((row.created_at - AT_NINE) / timedelta(minutes=1)),
                 row.way + (" 2nd" if row.phone_id == SECOND else ""))
                for row in rows
            ]  # fmt: skip

    def wait(self, until: datetime | timedelta, after_each: Callable[[], object] = int) -> None:
        """Lives until then, each timer at its moment."""
        end = until if isinstance(until, datetime) else AT_NINE + until
        while (due := self._next()) and due <= end:
            self.clock.at = max(self.clock.at, due)
            self.fire()
            after_each()
        self.clock.at = max(self.clock.at, end)
        after_each()

    def fire(self, before_commit: Callable[[], object] = int) -> None:
        """What is due by now, as the ticker does it."""
        with self.database.transaction() as session:
            found = timers.take_all(session, timers.due(session, self.clock.now(), 1000))
            for kind in {one.kind for one in found}:
                subjects = [one.subject for one in found if one.kind == kind]
                if together := TOGETHER.get(kind):
                    together(session, self.house, subjects, self.clock.now())
                    continue
                for subject in subjects:
                    TIMERS[kind](session, self.house, subject, self.clock.now())
            before_commit()

    def arrive(self, how: Mapping[str, str] = WELL) -> None:
        """What was asked has gone, each by its way; it came to this."""
        with self.database.transaction() as session:
            asked = select(Outbox).where(Outbox.message == ASK, Outbox.attempts == 0)
            for row in session.scalars(asked).all():
                row.state, row.attempts = how[row.way], 1
                moments = dict.fromkeys(("started_at", "posted_at"), row.created_at)
                kept = {"keep_until": row.useful_until}
                session.add(Attempt(id=new_id(), outbox_id=row.id, number=1, **moments, **kept))

    def _next(self) -> datetime | None:
        with self.database.reading() as session:
            return timers.next_due(session)

    def phone(self, session, id: int, line: str = LineType.MOBILE) -> None:
        session.add(
            PhoneRow(
                id=id, number_hash=f"1:{id}", number=f"+140655501{id:02}", line_type=line,
                stopped_at=self.clock.now() if id == CLEO else None, created_at=self.clock.now(),
            )
        )  # fmt: skip
        session.flush()
