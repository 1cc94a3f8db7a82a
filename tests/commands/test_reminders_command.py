"""`porchlight reminders` and the doctor's row: what can't be computed is seen, and stops nothing else."""

import json
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from service import reminders, timers
from service.cli import main
from service.commands import reminders as command
from service.flows.registry import MESSAGES, TIMERS, TOGETHER
from service.health import check_timers
from service.meetings.importer import import_feed
from service.members import find_or_add_phone, person_of
from service.models import Meeting, Outbox, Person, Reminder
from service.text.phone import Phone
from tests.line import ANA
from tests.meetings.community import TUESDAY, feed, row
from workers.crew import Crew
from workers.ticker import Ticker

ROSA = "+14065550101"


@pytest.fixture
def asked(house, clock, monkeypatch):
    """Ana and Rosa have a weekly reminder each; Rosa's zone is one that nobody knows any more."""
    monkeypatch.setattr(command, "opened_house", lambda: house)
    now = clock.now()
    with house.database.transaction() as session:
        import_feed(session, "aa", feed(row("lamp", TUESDAY, "19:00")), "aa", "America/Denver", now)
        meeting_id = session.scalars(select(Meeting.id)).one()
        for number in (ROSA, ANA):
            phone = find_or_add_phone(session, house.keyring, Phone.parse(number), now)
            wish = reminders.Wish(person_of(session, phone.id, "en", now), phone.id, meeting_id)
            reminders.ask(session, house.settings, wish, now)
        session.execute(update(Reminder).values(repeats=True))
        session.execute(update(Person).where(Person.id == 1).values(zone="Mars/Olympus"))
    return house


def rows(*words):
    told = CliRunner().invoke(main, ["reminders", "--json", *words])
    return [json.loads(line) for line in told.stdout.splitlines()]


def tick(house, clock):
    """The hour of both has come."""
    clock.advance(timedelta(hours=24))
    Ticker(Crew(house, None, MESSAGES, TIMERS, timers_together=TOGETHER))._fire()


def test_one_that_cannot_be_computed_stops_no_other(asked, clock):
    tick(asked, clock)
    with asked.database.reading() as session:
        assert [one.person_id for one in session.scalars(select(Outbox))] == [2]
        assert session.get_one(Reminder, 2).occurs_at > clock.now() + timedelta(days=6)


def test_it_is_shown_with_what_is_wrong_and_when_it_is_tried_again(asked, clock):
    tick(asked, clock)
    (failing,) = rows("--failing")
    assert (failing["id"], failing["state"], failing["failures"]) == (1, "failing", 1)
    assert datetime.fromisoformat(failing["due"]) > clock.now()
    assert "'Mars/Olympus' is no time zone" in failing["trouble"]


def test_its_hours_are_those_of_the_home_zone(asked):
    ana = rows()[0]
    assert ana["starts"].endswith("T19:00:00-07:00") and ana["due"].endswith("T18:00:00-07:00")
    told = CliRunner().invoke(main, ["reminders"]).stdout
    assert f"{datetime.fromisoformat(ana['due']):%a %Y-%m-%d} 18:00 MST" in told


def test_the_doctor_counts_it_and_says_where_to_look(asked, clock):
    with asked.database.reading() as session:
        assert check_timers(session).ok
    tick(asked, clock)
    with asked.database.reading() as session:
        check = check_timers(session)
    assert (check.ok, check.detail) == (False, "1 failed and are tried again")
    assert "porchlight reminders" in check.fix


def test_mended_it_goes_on_by_itself(asked, clock):
    tick(asked, clock)
    with asked.database.transaction() as session:
        session.execute(update(Person).where(Person.id == 1).values(zone="America/Denver"))
    clock.advance(timedelta(minutes=1))
    Ticker(Crew(asked, None, MESSAGES, TIMERS))._fire()
    assert rows("--failing") == []


def test_all_are_listed_the_next_one_first_and_nobody_is_named(asked, clock):
    with asked.database.transaction() as session:
        session.execute(
            update(Reminder).where(Reminder.id == 1).values(on=False, missed_because="late")
        )
    told = CliRunner().invoke(main, ["reminders"]).stdout
    first, second = rows()
    assert (first["id"], first["state"], first["way"], first["repeats"]) == (
        2,
        "waiting",
        "text",
        True,
    )
    assert (second["state"], second["trouble"], second["due"]) == ("missed", "late", None)
    assert "+1406" not in told and ANA not in told


def test_one_without_a_timer_is_lost(asked):
    with asked.database.transaction() as session:
        timers.drop(session, reminders.TIMER, 2)
    assert [one["state"] for one in rows("--failing")] == ["lost"]
