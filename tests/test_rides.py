"""A ride on each database: one a date, taken back and asked for anew, its timer told once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import coordinators, rides, timers
from service.erasing.at_once import erase
from service.meetings.importer import import_feed
from service.models import Group, Meeting, Outbox, Person, PersonPhone, PhoneRow, Ride, Timer
from service.rides import Wish
from tests.golden.test_golden import FOLDER, MONDAY
from tests.line import settings_for

ANA, BEN, LEE = 1, 2, 3
SEVEN = MONDAY + timedelta(minutes=90)


@pytest.fixture
def settings(tmp_path):
    return settings_for(tmp_path)


@pytest.fixture
def wish(database, clock):
    """Ana would like to be taken to Ben's group tonight at seven."""
    clock.at = MONDAY
    raw = (FOLDER / "meetings.json").read_bytes()
    with database.transaction() as session:
        import_feed(session, "golden", raw, "aa", "America/Denver", MONDAY)
        for id, number in ((ANA, "+14065550100"), (BEN, "+14065550120")):
            add(session, id, number)
        meeting = session.scalar(select(Meeting.id).where(Meeting.slug == "hand-in-hand"))
        group = Group(word="JOR", name="J", kind="aa", meeting_id=meeting)
        session.add(group)
        session.flush()
        coordinators.add(session, group, BEN, MONDAY)
    return Wish(ANA, ANA, meeting, SEVEN)


def add(session, id: int, number: str) -> None:
    session.add(Person(id=id, created_at=MONDAY))
    session.add(PhoneRow(id=id, number_hash=f"1:{id}", number=number, created_at=MONDAY))
    session.flush()
    session.add(PersonPhone(person_id=id, phone_id=id, since=MONDAY))
    session.flush()


def put_out(session) -> list[tuple[str, int]]:
    return [(row.message, row.phone_id) for row in session.scalars(select(Outbox))]


def test_asked_twice_it_is_one_ride_and_one_question(database, settings, wish):
    with database.transaction() as session:
        first = rides.ask(session, settings, wish, MONDAY)
        again = rides.ask(session, settings, replace(wish, shares_number=True), MONDAY)
        assert first is again and not again.shares_number
        assert put_out(session) == [("ride.asked", BEN)]


def test_taken_back_it_is_asked_for_anew(database, settings, wish):
    with database.transaction() as session:
        ride = rides.ask(session, settings, wish, MONDAY)
        rides.withdraw(session, settings, ride, MONDAY)
        assert timers.next_due(session) is None
        later = MONDAY + timedelta(minutes=5)
        anew = rides.ask(session, settings, replace(wish, shares_number=True), later)
        assert (anew.id, anew.state, anew.shares_number) == (ride.id, "asked", True)
        assert put_out(session) == [("ride.asked", BEN)] * 2


def test_the_answer_is_put_out_once_and_no_timer_is_left(database, settings, wish):
    with database.transaction() as session:
        ride = rides.ask(session, settings, wish, MONDAY)
        rides.take(session, settings, ride.id, MONDAY)
        rides.take(session, settings, ride.id, MONDAY)
        rides.give_up(session, settings, ride.id, MONDAY)
        assert put_out(session) == [("ride.asked", BEN), ("ride.taken", ANA)]
        assert session.scalars(select(Timer)).all() == []


def test_whoever_drives_hears_when_the_member_is_erased(database, settings, wish):
    with database.transaction() as session:
        rides.take(session, settings, rides.ask(session, settings, wish, MONDAY).id, MONDAY)
        erase(session, settings, ANA, MONDAY + timedelta(minutes=1))
        assert session.scalar(select(Ride.id)) is None
        told = session.scalar(select(Outbox).where(Outbox.message == rides.ERASED))
        assert (told.phone_id, told.subject_id, told.state) == (BEN, wish.meeting_id, "queued")


def test_where_the_first_cannot_be_asked_another_is_and_hears_all_that_follows(
    database, settings, wish
):
    with database.transaction() as session:
        add(session, LEE, "+14065550130")
        coordinators.add(session, session.scalars(select(Group)).one(), LEE, MONDAY)
        ben = session.get_one(PhoneRow, BEN)
        ben.stopped_at = MONDAY
        ride = rides.ask(session, settings, wish, MONDAY)
        ben.stopped_at = None
        rides.take(session, settings, ride.id, MONDAY)
        rides.share(session, settings, ride.id, MONDAY)
        assert put_out(session) == [("ride.asked", LEE), ("ride.taken", ANA), ("ride.number", LEE)]


def test_nobody_is_told_after_the_start(database, settings, wish):
    with database.transaction() as session:
        ride = rides.ask(session, settings, wish, MONDAY)
        assert rides.take(session, settings, ride.id, SEVEN) is None
        rides.give_up(session, settings, ride.id, SEVEN)
        assert session.get_one(Ride, ride.id).state == "refused"
        assert put_out(session) == [("ride.asked", BEN)]


def test_whoever_runs_the_group_asks_nobody(database, settings, wish):
    with database.transaction() as session:
        assert not rides.may_ask(session, settings, replace(wish, person_id=BEN), MONDAY)
