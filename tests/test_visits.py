"""First visits: three at a time, asked about once, and only where there was a date they could go to."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service import attendance, retention, visits
from service.erasing.at_once import erase
from service.meetings import dates
from service.models import Answer, Group, Meeting, Outbox, Person, Timer, Visit
from service.visits import How, Refusal
from tests.filled import fill
from tests.golden.test_golden import MONDAY
from tests.line import ANA

DAY, WEEK = timedelta(days=1), timedelta(days=7)
WHOSE = 1, 1  # the first person of the sample, and their phone


@pytest.fixture
def session(house, clock):
    clock.at = MONDAY
    fill(house)
    with house.database.transaction() as session:
        yield session
        session.rollback()


def planned(session, clock, word: str = "TUE") -> Visit:
    group = session.scalars(select(Group).where(Group.word == word)).one()
    visit = visits.plan(session, WHOSE, group.meeting_id, clock.now())
    assert isinstance(visit, Visit)
    return visit


def asked(session) -> int:
    how = Outbox.message == visits.MESSAGE
    return session.scalar(select(func.count(Outbox.id)).where(how)) or 0


def fall_due(session, house, visit: Visit) -> None:
    """An hour after its end."""
    now = visit.occurs_at + timedelta(hours=2)
    visits.fall_due(session, house.settings, visit.id, now)


def test_it_is_asked_once_whatever_falls_due_again(session, house, clock):
    visit = planned(session, clock)
    fall_due(session, house, visit)
    fall_due(session, house, visit)
    assert asked(session) == 1 and visit.asked_at is not None


def test_a_fourth_waits_until_one_was_asked_about(session, house, clock):
    first, *others = session.scalars(select(Meeting.id).where(Meeting.twin_of.is_(None)).limit(4))
    for meeting_id in others:
        assert isinstance(visits.plan(session, WHOSE, meeting_id, clock.now()), Visit)
    assert visits.plan(session, WHOSE, first, clock.now()) is Refusal.FULL
    assert isinstance(visits.plan(session, WHOSE, others[0], clock.now()), Visit)  # the same again
    fall_due(session, house, visits.ahead(session, WHOSE[0])[0])
    assert isinstance(visits.plan(session, WHOSE, first, clock.now()), Visit)


@pytest.mark.parametrize("why", ["called off", "not going"])
def test_where_there_was_nothing_to_go_to_the_next_date_is_asked_about(session, house, clock, why):
    visit = planned(session, clock)
    first = visit.occurs_at
    if why == "called off":
        day = dates.next_date(session, visit.meeting_id, clock.now())
        dates.call_off(session, visit.meeting_id, day, clock.now(), "snow")
    else:
        stays = WHOSE[0], visit.meeting_id, first, Answer.NOT_GOING
        attendance.record(session, *stays, clock.now())
    fall_due(session, house, visit)
    assert (asked(session), visit.occurs_at) == (0, first + WEEK)


def test_what_they_said_is_sealed_and_gone_after_ninety_days(session, house, clock):
    visit = planned(session, clock)
    fall_due(session, house, visit)
    visits.answer(session, visit, How.NOT_FOR_ME, clock.now())
    session.flush()
    (raw,) = session.connection().exec_driver_sql("SELECT answer FROM visits").one()
    assert b"not_for_me" not in bytes(raw)
    for after, left in ((89, 1), (91, 0)):
        retention.forget(session, clock.now() + after * DAY)
        assert session.scalar(select(func.count(Visit.id))) == left


def test_erase_ends_it_and_its_timer(session, house, clock):
    planned(session, clock)
    erase(session, house.settings, WHOSE[1], clock.now(), WHOSE[0])
    timers = select(func.count()).where(Timer.kind == visits.TIMER)
    assert session.scalar(select(func.count(Visit.id))) == session.scalar(timers) == 0


def test_mydata_tells_of_a_break_and_of_visits(line, clock):
    clock.at = MONDAY
    fill(line.house)
    for said in ("aa near lewistown mt", "TRY 1", "PAUSE 7"):
        line.text(said)
    with line.house.database.reading() as reading:
        assert reading.scalar(select(func.count(Person.id)).where(Person.paused_until.is_not(None)))
    told = " ".join([*line.text("MYDATA", ANA), *line.text("MORE", ANA), *line.text("MORE", ANA)])
    assert "A break until Mon" in told and "First visits: 1." in told
