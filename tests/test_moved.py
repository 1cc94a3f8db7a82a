"""A reminder follows its meeting: another hour, another feed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import refresh, reminders
from service.meetings.copies import Terms, read_copy
from service.members import find_or_add_phone, person_of
from service.models import Meeting, Reminder, Timer
from service.moved import follow_meetings
from service.text.phone import Phone
from tests.line import ANA
from tests.meetings.community import THURSDAY, TUESDAY, feed, row

TERMS = Terms("aa", "America/Denver")
REST = [row(f"r{n}", THURSDAY, "12:00", name=f"Group {n}") for n in range(5)]


def take(house, name, *rows):
    return refresh.take_copy(house, read_copy(name, feed(*rows, *REST), TERMS))


def lamp(slug, time="19:00", **more):
    return row(slug, TUESDAY, time, name="Lamp Group", **more)


@pytest.fixture
def anas(house, clock):
    """Ana's weekly reminder of the Lamp, an hour before."""
    take(house, "one", lamp("a"))
    with house.database.transaction() as session:
        phone = find_or_add_phone(session, house.keyring, Phone.parse(ANA), clock.now())
        person_id = person_of(session, phone.id, "en", clock.now())
        meeting_id = session.scalars(select(Meeting.id).where(Meeting.slug == "a")).one()
        wish = reminders.Wish(person_id, phone.id, meeting_id)
        asked = reminders.ask(session, house.settings, wish, clock.now())
        session.get_one(Reminder, asked.id).repeats = True
    return asked


def now_set(house):
    with house.database.reading() as session:
        reminder = session.scalars(select(Reminder)).one()
        timer = session.scalars(select(Timer)).one()
        slug = session.scalars(select(Meeting.slug).where(Meeting.id == reminder.meeting_id)).one()
        return reminder, timer.due_at, slug


def test_it_goes_an_hour_before_the_new_time(house, anas):
    take(house, "one", lamp("a", "17:30"))
    reminder, due_at, _ = now_set(house)
    assert anas.occurs_at - reminder.occurs_at == timedelta(minutes=90)
    assert due_at == reminder.occurs_at - timedelta(hours=1)
    assert reminder.repeats


def test_a_meeting_that_stays_leaves_it_alone(house, anas, clock):
    take(house, "one", lamp("a", notes="Ring the bell."))
    assert now_set(house)[1] == anas.due_at
    assert follow_meetings(house.database, house.settings, clock.now()) == 0


def test_a_meeting_that_goes_leaves_it_to_say_so_itself(house, anas):
    for _ in range(2):
        take(house, "one")
    reminder, due_at, _ = now_set(house)
    assert (reminder.on, due_at) == (True, anas.due_at)


def test_it_goes_along_to_the_row_that_is_listed(house, anas):
    take(house, "two", lamp("b", notes="Ring the bell."))
    reminder, due_at, slug = now_set(house)
    assert (slug, due_at, reminder.repeats) == ("b", anas.due_at, True)


def test_it_comes_back_with_its_meeting(house, anas):
    take(house, "two", lamp("b", notes="Ring the bell."))
    for _ in range(2):
        take(house, "two")
    assert now_set(house)[2] == "a"


def test_two_reminders_of_one_meeting_become_one(house, anas, clock):
    take(house, "three", row("b", TUESDAY, "20:00", name="Lamp Group"))
    with house.database.transaction() as session:
        mine = session.scalars(select(Reminder)).one()
        other = session.scalars(select(Meeting.id).where(Meeting.slug == "b")).one()
        wish = reminders.Wish(mine.person_id, mine.phone_id, other)
        reminders.ask(session, house.settings, wish, clock.now())
    take(house, "three", lamp("b", notes="Ring the bell."))
    assert now_set(house)[2] == "b"
