"""Whatever happens in whatever order: who is told, who hears that all is well, and that no ladder stops.

A few days of four members and their contacts, by chance: asks arrive or are lost, members answer, ask for
time, go away, say STOP; contacts answer, leave or stay silent; the line is away for hours, dies in the middle
of what it does, does it twice, and the clocks change on the first of November.
"""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, func, select, update

from service import timers
from service.checkins import answers, contacts, dates, days, due, ladder, plans, telling, told
from service.checkins.asks import ASK
from service.clock import FixedClock
from service.crisis.cases import LADDER
from service.crypto import attach
from service.db import Database, new_id
from service.delivery.states import move
from service.house import House
from service.models import (
    Attempt,
    Case,
    CaseState,
    CheckIn,
    CheckInDay,
    Contact,
    ContactTelling,
    DayState,
    Outbox,
    Person,
    PhoneRow,
    Said,
    Stands,
    State,
    Timer,
    Way,
)
from tests.checkins.morning import ANA, FRANK, WALT, Morning
from tests.line import settings_for

MEMBERS = (ANA, WALT, FRANK)
SAM, PAT, DAN = 30, 31, 32  # Dan has never said yes to anybody
STAND_BY = {ANA: (SAM, PAT), WALT: (), FRANK: (PAT,)}
# Five to nine in Montana, two days before its clocks are put back.
BEFORE = datetime(2026, 10, 30, 14, 55, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONES = ("America/Denver", "America/Los_Angeles", "America/New_York")
WELL = {Way.TEXT: State.DELIVERED, Way.CALL: State.NO_ANSWER}
LOST = {Way.TEXT: State.UNDELIVERED, Way.CALL: State.UNDELIVERED}
UNHEARD_OF = {Way.TEXT: State.ACCEPTED, Way.CALL: State.ACCEPTED}
who = st.sampled_from(MEMBERS)
contact = st.sampled_from((SAM, PAT))


class Dies(Exception):
    """In the middle of a transaction."""


class Line(RuleBasedStateMachine):
    """The room's own functions on a real database; only the carrier and all the hands are played."""

    def __init__(self, template: Path, keyring) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="line"))
        shutil.copy(template, self.folder / "porchlight.db")
        database = Database(f"sqlite:///{self.folder / 'porchlight.db'}")
        attach(database.engine, keyring)
        house = House(settings_for(self.folder), FixedClock(BEFORE), keyring, database)
        self.morning, self.carrier = Morning(house), WELL
        self.morning.settle(*MEMBERS, at=BEFORE)
        self.morning.set_up(FRANK, grace_min=30)
        with database.transaction() as session:
            for phone in (SAM, PAT, DAN):
                self.morning.phone(session, phone)
            for member, phones in STAND_BY.items():
                session.add_all(self._stands_by(member, phone) for phone in phones)

    def teardown(self) -> None:
        self.morning.database.close()
        shutil.rmtree(self.folder)

    # --- what happens -----------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from((4, 11, 21, 50)))
    def minutes_pass(self, minutes):
        self.morning.wait(self.morning.clock.now() + minutes * MINUTE, self._carry)

    @rule(hours=st.sampled_from((2, 5, 22)))
    def hours_pass(self, hours):
        self.morning.wait(self.morning.clock.now() + hours * HOUR, self._carry)

    @rule(hours=st.sampled_from((1, 7, 30)))
    def the_line_is_away(self, hours):
        self.morning.clock.advance(hours * HOUR)
        self.morning.fire()
        self._carry()

    @rule(carrier=st.sampled_from((WELL, WELL, WELL, LOST, UNHEARD_OF)))
    def the_carrier_is(self, carrier):
        self.carrier = carrier

    @rule(id=who)
    def it_dies_and_does_it_twice(self, id):
        self.morning.clock.advance(MINUTE)
        with pytest.raises(Dies):
            self.morning.fire(before_commit=self._die)
        for _ in range(2):
            self.morning.do(due.fall_due, [self.morning.plan(id).id])
            if day := self.morning.day(id):
                self.morning.do(ladder.go_on_all, [day.id])

    @rule(id=who, says=st.sampled_from(("1", "5", "later", "early")))
    def a_member_speaks(self, id, says):
        day = self.morning.day(id)
        if says == "early":
            self.morning.do(answers.answered_early, self.morning.plan(id), "1")
        elif day and says == "later":
            self.morning.do(answers.later, day)
        elif day:
            self.morning.do(answers.answered, day, says)

    @rule(id=contact, what=st.sampled_from((*Said, None)))
    def a_contact_speaks(self, id, what):
        """Of the newest day they were told of that goes on; or they want to be told no more."""
        with self.morning.database.reading() as session:
            told = select(ContactTelling.day_id)
            told = told.join(Contact, Contact.id == ContactTelling.contact_id)
            told = told.join(CheckInDay, CheckInDay.id == ContactTelling.day_id)
            told = told.where(Contact.phone_id == id, CheckInDay.ended_at.is_(None))
            told = told.order_by(ContactTelling.told_at.desc())
            day_id = session.scalar(told.limit(1))
        if day_id and what:
            self.morning.do(telling.said, day_id, id, what)
        elif day_id:
            self._leave(id)

    @rule(id=who, until=st.sampled_from((None, 1, 3)))
    def a_member_goes_away_or_is_back(self, id, until):
        plan = self.morning.plan(id)
        if until:
            self.morning.do(plans.away, plan, self.morning.clock.now() + until * DAY)
        else:
            self.morning.do(plans.back, plan)

    @rule(id=who, stops=st.booleans())
    def a_member_says_stop_or_start(self, id, stops):
        now = self.morning.clock.now()
        with self.morning.database.transaction() as session:
            theirs = update(PhoneRow).where(PhoneRow.id == id)
            session.execute(theirs.values(stopped_at=now if stops else None))
        if stops:
            self.morning.do(plans.end_on_phone, id)

    @rule(id=who, hour=st.sampled_from((None, 7, 9, 21)))
    def a_member_ends_it_or_sets_it_up(self, id, hour):
        if hour:
            self.morning.set_up(id, at_min=hour * 60)
        else:
            self.morning.do(plans.end, self.morning.plan(id))

    @rule(id=who, zone=st.sampled_from(ZONES))
    def a_member_moves(self, id, zone):
        with self.morning.database.transaction() as session:
            session.execute(update(Person).where(Person.id == id).values(zone=zone))
        self.morning.do(plans.plan_anew, id)

    # --- what must hold ---------------------------------------------------------------------------------

    @invariant()
    def who_is_asked_has_one_date_ahead(self):
        with self.morning.database.reading() as session:
            ahead = timers.of_kind(session, dates.DUE)
            plans_on = session.scalars(select(CheckIn).where(CheckIn.next_at.is_not(None))).all()
        assert {int(id): timer.due_at for id, timer in ahead.items()} == {
            plan.id: plan.next_at for plan in plans_on
        }
        assert all(plan.on and plan.agreed_at for plan in plans_on)

    @invariant()
    def no_ladder_stops_half_way(self):
        with self.morning.database.reading() as session:
            climbing = {int(id) for id in timers.of_kind(session, days.CLIMB)}
            found = session.scalars(select(CheckInDay)).all()
            cases = {case.id: case for case in session.scalars(select(Case))}
        for day in found:
            goes_on = day.ended_at is None
            by_itself = goes_on and day.state in (DayState.ASKING, DayState.TELLING)
            assert (day.id in climbing) == by_itself, day.state
            if goes_on and not by_itself:
                assert cases[day.case_id].state != CaseState.CLOSED

    @invariant()
    def everyone_told_hears_that_it_is_over(self):
        with self.morning.database.reading() as session:
            waits = select(func.count()).select_from(ContactTelling)
            waits = waits.join(CheckInDay, CheckInDay.id == ContactTelling.day_id)
            ended = CheckInDay.ended_at.is_not(None), ContactTelling.cleared_at.is_(None)
            assert session.scalar(waits.where(*ended)) == 0

    @invariant()
    def an_outage_of_ours_alarms_nobody(self):
        with self.morning.database.reading() as session:
            told = set(session.scalars(select(ContactTelling.day_id)))
            arrived = set(
                session.scalars(
                    select(Outbox.subject_id).where(
                        Outbox.message == ASK, Outbox.state.in_(WELL.values())
                    )
                )
            )
        assert told <= arrived

    @invariant()
    def an_ended_day_asks_nothing(self):
        with self.morning.database.reading() as session:
            waits = select(Outbox.id).join(CheckInDay, CheckInDay.id == Outbox.subject_id)
            waits = waits.where(Outbox.message == ASK, Outbox.state == State.QUEUED)
            assert session.scalar(waits.where(CheckInDay.ended_at.is_not(None)).limit(1)) is None

    # --- the world --------------------------------------------------------------------------------------

    def _carry(self) -> None:
        """What is due goes, as `delivery/send` has it; who is told has said yes, and nobody has answered."""
        now = self.morning.clock.now()
        with self.morning.database.transaction() as session:
            # Nobody is on duty; that each quarter of an hour finds that out is not what is played here.
            session.execute(delete(Timer).where(Timer.kind == LADDER))
            due_now = select(Outbox).where(Outbox.state == State.QUEUED, Outbox.not_before <= now)
            for row in session.scalars(due_now).all():
                self._send(session, row, now)

    def _send(self, session, row: Outbox, now: datetime) -> None:
        if now >= row.useful_until:
            move(row, State.EXPIRED, now, "It came too late.")
            return
        if row.message == told.TOLD:
            day = session.get_one(CheckInDay, row.subject_id)
            plan = session.get_one(CheckIn, day.check_in_id)
            if day.ended_at is not None or not self._has_agreed(session, plan.person_id, row):
                move(row, State.SUPPRESSED, now, "It is over.")  # the renderer's own look
                return
        move(row, State.SENDING, now)
        session.add(
            Attempt(
                id=new_id(), outbox_id=row.id, number=1, started_at=now, posted_at=now,
                keep_until=now + DAY,
            )
        )  # fmt: skip
        move(row, State.ACCEPTED, now)
        if (then := self.carrier[Way(row.way)]) is not State.ACCEPTED:
            move(row, then, now, "The carrier says so.")

    def _has_agreed(self, session, person_id: int, row: Outbox) -> bool:
        theirs = select(Contact.id).where(Contact.person_id == person_id)
        return session.scalar(theirs.where(Contact.phone_id == row.phone_id)) is not None

    def _stands_by(self, person_id: int, phone_id: int) -> Contact:
        return Contact(
            person_id=person_id, phone_id=phone_id, stands=Stands.CONTACT, place=phone_id,
            agreed_at=BEFORE,
        )  # fmt: skip

    def _leave(self, phone_id: int) -> None:
        with self.morning.database.transaction() as session:
            for one in contacts.stood_by(session, phone_id):
                contacts.leave(session, self.morning.house.settings, one, self.morning.clock.now())

    def _die(self) -> None:
        raise Dies


def _many(examples: int, steps: int) -> settings:
    health = (HealthCheck.too_slow, HealthCheck.data_too_large)
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
        suppress_health_check=health,
    )  # fmt: skip


def test_whatever_happens_nobody_is_alarmed_or_forgotten(sqlite_template, keyring):
    run_state_machine_as_test(lambda: Line(sqlite_template, keyring), settings=_many(5, 25))


@pytest.mark.full
@pytest.mark.timeout(1200)
def test_whatever_happens_in_days_of_it(sqlite_template, keyring):
    run_state_machine_as_test(lambda: Line(sqlite_template, keyring), settings=_many(60, 50))
