"""A digit while two questions of ours wait, for every two: the newest has it, or we ask whose it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import select

from service import watches
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.ready import make_ready
from service.flows.registry import MESSAGES
from service.meetings.places import Place
from service.meetings.search import details
from service.models import (
    Attendance,
    Group,
    Lane,
    PersonPhone,
    PhoneRow,
    Question,
    Reminder,
    Ride,
    RideState,
    Way,
)
from service.rides import ASKED
from tests.line import ANA, Line

HOUR = timedelta(hours=1)
LEWISTOWN = Place("Lewistown", "MT", 47.0625, -109.4282, "America/Denver")


@dataclass(frozen=True)
class Thing:
    """What we ask about, and how it is called beside others."""

    message: str
    word: str
    called: str


TUE, GRIEF = "tomorrow 7 pm", "Thu 6 pm"
THINGS = {
    "a reminder": Thing("reminder.due", "TUE", f"the reminder for {TUE}"),
    "another": Thing("reminder.due", "GRIEF", f"the reminder for {GRIEF}"),
    "a ride": Thing(ASKED, "TUE", f"the ride for {TUE}"),
    "another ride": Thing(ASKED, "GRIEF", f"the ride for {GRIEF}"),
    "news": Thing(watches.MESSAGE, "", "the news you asked for"),
    "the list": Thing("", "", "the list of meetings"),
}
PAIRS = list(permutations(THINGS, 2))


@dataclass
class Asking:
    """Ana's phone, and what waits for an answer of hers."""

    line: Line
    phone_id: int
    person_id: int

    def ask(self, name: str) -> None:
        if name == "the list":
            self.line.text("aa near lewistown mt")
            return
        with self.line.house.database.transaction() as session:
            self._put(session, name, THINGS[name])
            claimed = outbox.claim(session, self.now, machine_now(), 1)
        assert len(make_ready(self.line.house, self._words, claimed)) == 1

    @property
    def now(self) -> datetime:
        return self.line.house.clock.now()

    def _words(self, session, claimed, now):
        return MESSAGES[claimed.message](session, self.line.house, claimed, now)

    def _put(self, session, name: str, thing: Thing) -> None:
        subject_id, occurs_at = self._subject(session, thing)
        outbox.put(
            session, way=Way.TEXT, lane=Lane.REMINDER, dedupe_key=name, phone_id=self.phone_id,
            person_id=self.person_id, message=thing.message, not_before=self.now,
            useful_until=self.now + HOUR, now=self.now, subject_id=subject_id, occurs_at=occurs_at,
        )  # fmt: skip

    def _subject(self, session, thing: Thing) -> tuple[int, datetime | None]:
        if thing.message == watches.MESSAGE:
            wish = watches.Wish("na", LEWISTOWN, 30)
            return watches.ask(session, self.phone_id, wish, "en", self.now), None
        meeting_id = session.scalar(select(Group.meeting_id).where(Group.word == thing.word))
        starts = details(session, meeting_id, self.now).starts
        theirs = {"person_id": self.person_id, "phone_id": self.phone_id, "meeting_id": meeting_id}
        made = (
            Reminder(**theirs, repeats=False, created_at=self.now)
            if thing.message == "reminder.due"
            else Ride(**theirs, occurs_at=starts, shares_number=True, asked_at=self.now)
        )
        session.add(made)
        session.flush()
        return made.id, starts

    def answered(self, digit: str) -> set[str]:
        """What a digit was taken for, by what it did."""
        (said,) = self.line.text(digit)
        with self.line.house.database.reading() as session:
            rides = select(Ride.meeting_id).where(Ride.state == RideState.TAKEN)
            done = {
                "reminder.due": session.scalars(select(Attendance.meeting_id)).all(),
                ASKED: session.scalars(rides).all(),
            }
            ids = dict(session.execute(select(Group.word, Group.meeting_id)).all())
        took = {
            name for name, thing in THINGS.items()
            if thing.word and ids[thing.word] in done[thing.message]
        }  # fmt: skip
        took |= {"news"} if said.startswith(("NA near", "No NA")) else set()
        return took | ({"the list"} if "1 Remind me" in said else set())

    def waits(self) -> int:
        with self.line.house.database.reading() as session:
            return len(session.scalars(select(Question.id).where(Question.state == "open")).all())


@pytest.fixture
def asking(community) -> Asking:
    with community.house.database.reading() as session:
        number = community.house.keyring.hash(ANA)
        phone_id = session.scalars(select(PhoneRow.id).where(PhoneRow.number_hash == number)).one()
        by_phone = select(PersonPhone.person_id).where(PersonPhone.phone_id == phone_id)
        return Asking(community, phone_id, session.scalars(by_phone).one())


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_within_half_an_hour_we_ask_whose_it_is_by_names_that_differ(asking, older, newer):
    asking.ask(older)
    asking.ask(newer)
    called = f"1 {THINGS[newer].called}\n2 {THINGS[older].called}"
    assert asking.line.text("1") == [f"What is your 1 for?\n{called}"]
    assert asking.answered("2") == {older}


@pytest.mark.parametrize(("older", "newer"), PAIRS[::4])
def test_the_first_of_the_two_is_the_newest(asking, older, newer):
    asking.ask(older)
    asking.ask(newer)
    asking.line.text("1")
    assert asking.answered("1") == {newer}


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_an_hour_later_the_newest_has_it(asking, clock, older, newer):
    asking.ask(older)
    clock.advance(HOUR)
    asking.ask(newer)
    assert asking.answered("1") == {newer}


def test_of_many_within_half_an_hour_the_newest_three_are_named(asking):
    for name in list(THINGS)[:5]:
        asking.ask(name)
    (said,) = asking.line.text("1")
    named = [f"{number} {THINGS[name].called}" for number, name in
             enumerate(("news", "another ride", "a ride"), 1)]  # fmt: skip
    assert said.splitlines()[1:] == named


@pytest.mark.parametrize("older", THINGS)
def test_stop_closes_them_all(asking, older):
    newer = next(name for name in THINGS if name != older)
    asking.ask(older)
    asking.ask(newer)
    asking.line.text("STOP")
    assert asking.waits() == 0
    assert asking.answered("1") == set()
