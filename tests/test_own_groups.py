"""A group from its founding to its end, on both databases."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from service import own_groups, reminders
from service.errors import BadInput
from service.meetings import dates
from service.meetings.dates import Elsewhere
from service.meetings.feeds.row import Address
from service.meetings.own import Own
from service.meetings.search import details
from service.models import Person, PersonPhone, PhoneRow, Reminder
from service.moved import follow_date
from tests.line import settings_for

DENVER = ZoneInfo("America/Denver")
PINE = Address("12 Pine St", "Lewistown", "MT", "59457", "US")


@pytest.fixture
def settings(tmp_path):
    return settings_for(tmp_path)


def own(word="TUE", hour=19):
    return Own(word, "Lamp", "aa", 2, hour * 60, None, None, None, None, "Grange Hall", PINE)


@pytest.fixture
def group(database, clock):
    """Ben's group, which Ana has joined."""
    now = clock.now()
    with database.transaction() as session:
        session.add(Person(id=1, created_at=now))
        session.add(PhoneRow(id=1, number_hash="1:x", number="+14065550100", created_at=now))
        session.flush()
        session.add(PersonPhone(person_id=1, phone_id=1, since=now))
        return own_groups.found(session, own(), 1, "America/Denver", now).meeting_id


def test_reminders_go_along_and_come_back(database, settings, clock, group):
    now, there = clock.now(), Elsewhere(datetime(2026, 11, 25, 20, tzinfo=DENVER))
    with database.transaction() as session:
        wish = reminders.Wish(1, 1, group)
        asked = reminders.ask(session, settings, wish, now)
        day = dates.next_date(session, group, now)
        for change in (dates.move(session, group, day, there, now), None):
            change = change or dates.put_back(session, group, day, now)
            assert follow_date(session, settings, change, now) == 1
            assert session.get_one(Reminder, asked.id).occurs_at == change.now
        assert change.now == asked.occurs_at


def test_the_same_hour_at_the_same_door_is_refused(database, clock, group):
    with database.transaction() as session, pytest.raises(BadInput, match="meets there"):
        own_groups.found(session, own("PINE"), 1, "America/Denver", clock.now())


def test_let_go_its_meeting_has_no_date(database, clock, group):
    with database.transaction() as session:
        dates.call_off(session, group, dates.next_date(session, group, clock.now()), clock.now())
        own_groups.let_go(session, "TUE", clock.now())
        assert details(session, group, clock.now()) is None
        assert session.scalars(select(dates.MeetingDate)).all() == []
