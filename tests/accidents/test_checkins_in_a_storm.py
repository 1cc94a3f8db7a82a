"""A bad morning with check-ins: whoever would have answered has nobody alarmed by our own doing.

The ticker dies in the middle of what it does, the database goes away, the carrier refuses, creates and says
nothing, or tells afterwards what it likes. Afterwards every day has ended, or stands with a coordinator.
"""

import random
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.checkins import plans
from service.checkins.plans import Wish
from service.delivery.windows import Windows
from service.errors import DatabaseUnavailable
from service.flows.registry import MESSAGES, TIMERS, TOGETHER
from service.inbound.spool import Spool
from service.members import find_or_add_phone
from service.models import (
    Case,
    CaseState,
    CheckIn,
    CheckInDay,
    Contact,
    ContactTelling,
    DayState,
    Person,
    PersonPhone,
    Stands,
)
from service.text.phone import Phone
from tests.checkins.morning import AT_NINE, NINE
from tests.duty import put_on_duty
from workers.crew import Crew
from workers.ticker import Ticker
from workers.wiring import unread

pytestmark = [pytest.mark.accident, pytest.mark.timeout(300)]
BEN, SAM = "+14065550120", "+13075550110"
STEP, HOUR = timedelta(minutes=2), timedelta(hours=1)
AT_ONCE = Windows(lease=timedelta(), look_every=timedelta(), evidence=timedelta())
# Each strikes this often while it blows.
WEATHERS = {
    "fair": {},
    "busy": {"429": 0.5, "5xx-before": 0.2, "receipts-lost": 0.3},
    "unsure": {"5xx-after": 0.3, "cut-after": 0.3, "receipts-reordered": 0.5, "reads-fail": 0.3},
    "late": {"receipts-late": 1.0, "inbound-doubled": 0.5},
    "down": {"5xx-before": 1.0, "reads-fail": 1.0},
    "lossy": {"unreachable": 0.7, "inbound-lost": 0.5},
}


class Died(BaseException):
    """kill -9: nothing of ours runs any more, and what was not committed is gone."""


@dataclass
class Village:
    """Members who answer as soon as they hear us, and some who are silent; Sam stands by all of them."""

    world: object
    breaks: object
    chance: random.Random
    willing: dict[str, int]
    silent: dict[str, int]
    answered: dict[str, int] = field(default_factory=dict)
    deaths: int = 0
    deadly: float = 0.0
    away: bool = False

    def __post_init__(self) -> None:
        house, carrier = self.world.line.house, self.world.carrier
        spool = Spool(house.settings.data_dir / "spool", house.keyring)
        chores = [replace(one, every=timedelta()) for one in unread(spool, carrier)]
        self.crew = Crew(
            house, carrier, MESSAGES, self._deadly(TIMERS),
            timers_together=self._deadly(TOGETHER), chores=chores, windows=AT_ONCE,
        )  # fmt: skip

    def _deadly(self, handlers):
        """Each may die once all is written, and nothing committed."""

        def mortal(handle):
            def happen(*args):
                handle(*args)
                if self.chance.random() < self.deadly:
                    raise Died

            return happen

        return {name: mortal(handle) for name, handle in handlers.items()}

    def live(self, until: datetime, weathers, stormy: float) -> None:
        clock = self.world.clock
        while clock.now() < until:
            clock.advance(STEP)
            if self.chance.random() < 0.04:
                self.turn(self.chance.choice(weathers), stormy)
            self._tick()
            self._answer()

    def turn(self, weather: str, stormy: float) -> None:
        faults, self.deadly = self.world.simulator.exchange.faults, stormy * 0.3
        for name in {name for one in WEATHERS.values() for name in one}:
            faults.set(name, WEATHERS[weather].get(name, 0.0))
        self.away = self.chance.random() < stormy * 0.3
        self.breaks(self.away)

    def _tick(self) -> None:
        """A new process each time: what the last one knew is gone. None runs while the database is away."""
        for _ in range(0 if self.away else 2):
            with suppress(DatabaseUnavailable):
                try:
                    Ticker(self.crew).tick()
                except Died:
                    self.deaths += 1
        self.world.simulator.settle()

    def _answer(self) -> None:
        """Whoever has a question answers it once."""
        for number in self.willing:
            asked = sum("\n1 " in body or " 1 " in body for body in self.world.received(number))
            if asked > self.answered.get(number, 0):
                self.answered[number] = asked
                self.world.text("1", number)


@pytest.fixture
def village(world, breaks, request):
    seed, people = request.param
    world.clock.at = AT_NINE - 4 * STEP
    put_on_duty(world.line.house, BEN, shifts=(), role="coordinator")
    numbers = [f"+1406555{number:04}" for number in range(150, 150 + people)]
    world.behave(BEN, "no-answer")
    with world.line.house.database.transaction() as session:
        ids = [settled(session, world, number) for number in numbers]
    for number in numbers[:-2]:
        world.behave(number, "answer", keys="1w1")
    for number in numbers[-2:]:
        world.behave(number, "no-answer")
    whose = dict(zip(numbers, ids, strict=True))
    willing = {number: whose[number] for number in numbers[:-2]}
    silent = {number: whose[number] for number in numbers[-2:]}
    return Village(world, breaks, random.Random(seed), willing, silent)


def settled(session, world, number: str) -> int:
    house, now = world.line.house, world.clock.now()
    phone, sam = (
        find_or_add_phone(session, house.keyring, Phone(one), now).id for one in (number, SAM)
    )
    person = Person(zone="America/Denver", created_at=now)
    session.add(person)
    session.flush()
    session.add(PersonPhone(person_id=person.id, phone_id=phone, since=now))
    stands = {"stands": Stands.CONTACT, "place": 1, "agreed_at": now}
    session.add(Contact(person_id=person.id, phone_id=sam, **stands))
    plans.set_up(session, house.settings, Wish(person.id, phone, NINE, grace_min=30), now)
    return person.id


def told(session) -> set[int]:
    """Members of whom somebody was told."""
    day = select(CheckIn.person_id).join(CheckInDay, CheckInDay.check_in_id == CheckIn.id)
    return set(session.scalars(day.join(ContactTelling, ContactTelling.day_id == CheckInDay.id)))


def left_alone(session) -> list[tuple[int, str]]:
    """Days that have neither ended nor stand with anybody."""
    rows = session.execute(
        select(CheckInDay, Case).outerjoin(Case, Case.id == CheckInDay.case_id)
    ).all()
    return [
        (day.id, day.state)
        for day, case in rows
        if day.ended_at is None
        and day.state != DayState.TELLING
        and (case is None or case.state == CaseState.CLOSED)
    ]


STORMS = [
    pytest.param((1, 8), id="brief"),
    *(pytest.param((seed, 16), marks=pytest.mark.full, id=f"{seed}") for seed in range(2, 10)),
]


@pytest.mark.parametrize("village", STORMS, indirect=True)
def test_nobody_is_alarmed_by_our_own_doing(village):
    village.live(AT_NINE - STEP, ["fair"], 0.0)
    village.turn(village.chance.choice(list(WEATHERS)), 1.0)
    village.live(AT_NINE + HOUR, list(WEATHERS), 1.0)
    village.turn("fair", 0.0)
    village.live(AT_NINE + 2 * HOUR, ["fair"], 0.0)
    with village.world.line.house.database.reading() as session:
        assert told(session) & set(village.willing.values()) == set()
        assert left_alone(session) == []
        assert len(session.scalars(select(CheckInDay)).all()) == len(village.willing) + 2
