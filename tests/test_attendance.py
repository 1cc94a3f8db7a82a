"""Who comes to one date: the last answer of each counts, and only for that date."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import attendance
from service.attendance import Counts
from service.meetings.importer import import_feed
from service.models import Answer, Meeting, Person
from tests.golden.test_golden import FOLDER, MONDAY

ANA, BEN, ROSA = 1, 2, 3


@pytest.fixture
def meeting(database, clock):
    with database.transaction() as session:
        raw = (FOLDER / "meetings.json").read_bytes()
        import_feed(session, "golden", raw, "aa", "America/Denver", clock.now())
        session.add_all(Person(id=id, created_at=clock.now()) for id in (ANA, BEN, ROSA))
    with database.reading() as session:
        return session.scalar(select(Meeting.id).limit(1))


def test_each_is_counted_once_by_what_they_said_last(database, meeting):
    said = [(ANA, "going"), (BEN, "going"), (ROSA, "not_going"), (BEN, "not_going")]
    with database.transaction() as session:
        for who, answer in said:
            attendance.record(session, who, meeting, MONDAY, Answer(answer), MONDAY)
        assert attendance.of(session, meeting, MONDAY) == Counts(going=1, not_going=2)


def test_another_date_is_another_question(database, meeting):
    next_week = MONDAY + timedelta(days=7)
    with database.transaction() as session:
        attendance.record(session, ANA, meeting, MONDAY, Answer.GOING, MONDAY)
        assert attendance.of(session, meeting, next_week) == Counts(0, 0)
