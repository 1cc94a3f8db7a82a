import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from service.crisis.volunteers import standing
from service.meetings.query import understand
from service.meetings.search import Line, find
from service.models import (
    ConsentRow,
    Group,
    Meeting,
    Person,
    PhoneRow,
    Reminder,
    Shift,
    Timer,
    Volunteer,
)
from service.sample.community import DIAL_INS, FEEDS, GROUPS, PEOPLE, fill
from tests.sending import house_of

DENVER = ZoneInfo("America/Denver")
LINE = Line(zone=DENVER.key)
MONDAY = datetime(2026, 11, 23, tzinfo=DENVER)


@pytest.fixture
def house(sqlite, clock, keyring, tmp_path):
    made = house_of(clock, keyring, sqlite, tmp_path)
    fill(made)
    return made


def count(house, model):
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_filling_it_again_changes_nothing(house):
    tables = (Meeting, Person, PhoneRow, Group, ConsentRow, Reminder, Timer, Volunteer, Shift)
    before = [count(house, table) for table in tables]
    fill(house)
    assert [count(house, table) for table in tables] == before


def test_every_meeting_of_it_is_listed(house):
    with house.database.reading() as session:
        assert not session.scalars(select(Meeting.hidden_reason).distinct()).one()


def found_at_any_hour(house, words):
    """Every hour of a week, a minute before the next has come."""
    hours = [MONDAY + timedelta(hours=hour, minutes=59) for hour in range(7 * 24)]
    with house.database.reading() as session:
        asked = understand(words)
        return [find(session, asked, now.astimezone(UTC), line=LINE) for now in hours]


@pytest.mark.parametrize("words", ["aa tonight near 59457", "meeting tonight in Wolf Point"])
def test_tonight_finds_something_at_any_hour(house, words):
    assert all(found.results for found in found_at_any_hour(house, words))


def test_somebody_is_on_the_phone_tonight_at_any_hour(house):
    found = found_at_any_hour(house, "aa tonight by phone")
    assert all(one.results and one.fallback is None for one in found)


def test_each_group_has_its_meeting_and_its_coordinator(house):
    with house.database.reading() as session:
        groups = session.scalars(select(Group)).all()
        slugs = {one.word: session.get(Meeting, one.meeting_id).slug for one in groups}
    assert slugs == {club.word: club.slug for club in GROUPS}
    assert all(one.coordinator_id for one in groups)


def test_walt_is_called_an_hour_before_the_sunday_call(house):
    with house.database.reading() as session:
        due = session.scalars(select(Timer.due_at).where(Timer.kind == "reminder.due")).one()
    assert due.astimezone(DENVER) == datetime(2026, 11, 29, 15, tzinfo=DENVER)


def test_every_number_in_it_is_made_up():
    numbers = [one.number for one in PEOPLE]
    for path in FEEDS.glob("*.json"):
        numbers += [
            row.get("conference_phone", "+1-406-555-0100") for row in json.loads(path.read_text())
        ]
    assert all("555-01" in number or "55501" in number for number in numbers)


def test_every_number_to_dial_in_to_is_a_room_of_the_demo(house):
    with house.database.reading() as session:
        dialled = select(Meeting.dial_in).where(Meeting.dial_in.is_not(None)).distinct()
        assert sorted(session.scalars(dialled)) == list(DIAL_INS)


@pytest.mark.parametrize(("hour", "names"), [(4, ["Lee"]), (18, ["Lee", "Kim"])])
def test_somebody_takes_calls_at_any_hour(house, hour, names):
    with house.database.reading() as session:
        everyone = standing(session, house.settings, MONDAY + timedelta(hours=hour))
    assert [one.name for one in everyone if one.on_now] == names
