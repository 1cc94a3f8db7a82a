"""What we start waits while somebody answers us, but not for ever; and two reminders have two names."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import due_reminders, reminders
from service.clock import machine_now
from service.delivery.outbox import claim
from service.delivery.send import Later
from service.flows.sent_of_meetings import reminder_words
from service.models import Meeting, Outbox, Person, PhoneRow, Reminder
from tests.flows.test_remind import ask_for_one, fall_due, words


def tried(line):
    """What becomes of the reminder's row now: words, or until when it waits."""
    now = line.house.clock.now()
    with line.house.database.transaction() as session:
        session.execute(update(Outbox).where(Outbox.state == "sending").values(state="queued"))
        (claimed,) = claim(session, now, machine_now(), 1)
        return reminder_words(session, line.house, claimed, now)


def advance(clock, **by):
    clock.advance(timedelta(**by))


def test_it_waits_until_they_have_said_nothing_for_two_minutes(listed, clock):
    ask_for_one(listed)
    fall_due(listed, clock)
    listed.text("aa near jordan mt")
    advance(clock, seconds=30)
    assert tried(listed).until == clock.now() + timedelta(seconds=90)
    advance(clock, seconds=90)
    assert "Reminder: " in tried(listed).body


def test_whoever_asks_on_and_on_gets_it_after_ten_minutes(listed, clock):
    ask_for_one(listed)
    fall_due(listed, clock)
    for _ in range(6):
        listed.text("aa near jordan mt")
        assert isinstance(tried(listed), Later)
        advance(clock, seconds=100)
    listed.text("aa near jordan mt")
    assert "Reminder: " in tried(listed).body


def test_it_waits_for_nobody_who_has_gone(listed, clock):
    ask_for_one(listed)
    fall_due(listed, clock)
    assert "Reminder: " in tried(listed).body


def test_it_never_comes_at_the_last_moment(listed, clock):
    ask_for_one(listed)
    advance(clock, minutes=52)
    fall_due(listed, clock)  # at seven minutes to seven
    advance(clock, minutes=1)
    listed.text("aa near jordan mt")
    assert tried(listed).until == clock.now() + timedelta(minutes=1)


@pytest.fixture
def two(listed, clock):
    """Ana's reminders of two meetings have come, a minute apart."""
    listed.text("hi")
    with listed.house.database.transaction() as session:
        now = clock.now()
        phone = session.scalars(select(PhoneRow.id)).one()
        person = Person(id=7, created_at=now)
        session.add(person)
        session.flush()
        for meeting in session.scalars(select(Meeting.id).order_by(Meeting.id).limit(2)).all():
            wish = reminders.Wish(7, phone, meeting)
            reminders.ask(session, listed.house.settings, wish, now)
        ids = session.scalars(select(Reminder.id)).all()
    advance(clock, minutes=40)
    for id in ids:
        with listed.house.database.transaction() as session:
            due_reminders.fall_due(session, listed.house.settings, [id], clock.now())
        words(listed)
        with listed.house.database.transaction() as session:
            session.execute(
                update(Outbox).where(Outbox.state == "sending").values(state="accepted")
            )
    return listed


def test_two_reminders_bear_the_names_of_their_hours(two):
    asked = two.text("1")[0]
    first, second = asked.splitlines()[1:]
    assert first != second
    assert all("the reminder for " in one for one in (first, second))


def test_an_answer_by_one_way_holds_back_the_other(listed, clock):
    ask_for_one(listed)
    with listed.house.database.transaction() as session:
        session.execute(update(Person).values(reach="both"))
    text = fall_due(listed, clock)
    words(listed)
    with listed.house.database.transaction() as session:
        session.get_one(Outbox, text).state = "delivered"
    listed.text("1")
    with listed.house.database.reading() as session:
        called = session.scalars(select(Outbox).where(Outbox.way == "call")).one()
    assert (called.state, called.reason) == ("suppressed", "They have answered already.")
