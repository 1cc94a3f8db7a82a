"""What we ask somebody first, put to Ana: by text, and by a call to her."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from service import coordinators, notes, visits, watches
from service.checkins import plans
from service.checkins.asks import ASK as CHECK_IN
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.delivery.ready import make_ready
from service.flows.registry import MESSAGES
from service.meetings.places import Place
from service.meetings.search import details
from service.models import (
    CheckInDay,
    Coordinator,
    Group,
    Lane,
    Outbox,
    PersonPhone,
    PhoneRow,
    Reminder,
    Ride,
    Way,
)
from service.rides import ASKED
from tests.flows.test_remind import ring
from tests.line import ANA, Caller, Line

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
    "a visit": Thing(visits.MESSAGE, "TUE", f"the visit {TUE}"),
    "a check-in": Thing(CHECK_IN, "", "your check-in"),
    "the list": Thing("", "", "the list of meetings"),
    "a note": Thing(notes.BACK, "", "your note"),
}
# Asked of nobody beside another.
BY_PHONE = {"a call": Thing("reminder.due", "KIN", "the reminder for Sun 4 pm")}


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
            self._put(session, name, THINGS[name], Way.TEXT)
            claimed = outbox.claim(session, self.now, machine_now(), 1)
        assert len(make_ready(self.line.house, self._words, claimed)) == 1

    def call(self, name: str, *keys: str) -> Caller:
        """They have picked up and pressed these."""
        with self.line.house.database.transaction() as session:
            row = self._put(session, name, (THINGS | BY_PHONE)[name], Way.CALL)
            session.get_one(Outbox, row).attempts = 1
        caller = ring(self.line, row)
        for key in keys:
            caller.press(key)
        return caller

    @property
    def now(self) -> datetime:
        return self.line.house.clock.now()

    def _words(self, session, claimed, now):
        return MESSAGES[claimed.message](session, self.line.house, claimed, now)

    def _put(self, session, name: str, thing: Thing, way: Way) -> str:
        subject_id, occurs_at = self._subject(session, thing)
        outgoing = Outgoing(
            way=way, lane=Lane.REMINDER, dedupe_key=name, phone_id=self.phone_id,
            person_id=self.person_id, message=thing.message, useful_until=self.now + HOUR,
            subject_id=subject_id, occurs_at=occurs_at,
        )  # fmt: skip
        return outbox.put(session, outgoing, self.now)

    def _subject(self, session, thing: Thing) -> tuple[int, datetime | None]:
        if thing.message == watches.MESSAGE:
            wish = watches.Wish("na", LEWISTOWN, 30)
            return watches.ask(session, (self.phone_id, None), wish, "en", self.now), None
        if thing.message == notes.BACK:
            return self._note(session), None
        if thing.message == CHECK_IN:
            return self._day(session)
        group = session.scalars(select(Group).where(Group.word == thing.word)).one()
        meeting_id = group.meeting_id
        if thing.message == ASKED:
            others = delete(Coordinator).where(Coordinator.person_id != self.person_id)
            session.execute(others)  # nobody else is asked for a ride
            coordinators.add(session, group, self.person_id, self.now)
        starts = details(session, meeting_id, self.now).starts
        theirs = {"person_id": self.person_id, "phone_id": self.phone_id, "meeting_id": meeting_id}
        if thing.message == visits.MESSAGE:
            visit = visits.plan(session, (self.person_id, self.phone_id), meeting_id, self.now)
            return visit.id, None
        made = (
            Reminder(**theirs, repeats=False, created_at=self.now)
            if thing.message == "reminder.due"
            else Ride(**theirs, occurs_at=starts, shares_number=True, asked_at=self.now)
        )
        session.add(made)
        session.flush()
        return made.id, starts

    def _note(self, session) -> int:
        """Kept for an appointment, and its hour has come."""
        whose, settings = (self.person_id, self.phone_id), self.line.house.settings
        note = notes.set_visit(session, settings, whose, self.now + HOUR, self.now)
        note.words, note.return_at = "my knee", self.now
        session.flush()
        return note.id

    def _day(self, session) -> tuple[int, datetime]:
        """Of a check-in, asked for now."""
        wish = plans.Wish(self.person_id, self.phone_id, 9 * 60)
        check_in = plans.set_up(session, self.line.house.settings, wish, self.now)
        made = CheckInDay(
            check_in_id=check_in.id, occurs_at=self.now, counts_from=self.now, rung=1,
            keep_until=self.now + HOUR,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.id, self.now


def asking_ana(line: Line) -> Asking:
    """Whom the sample community knows."""
    with line.house.database.reading() as session:
        number = line.house.keyring.hash(ANA)
        phone_id = session.scalars(select(PhoneRow.id).where(PhoneRow.number_hash == number)).one()
        by_phone = select(PersonPhone.person_id).where(PersonPhone.phone_id == phone_id)
        return Asking(line, phone_id, session.scalars(by_phone).one())
