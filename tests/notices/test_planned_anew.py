"""Reminders of a date that a notice moves: taken along with it, and planned afterwards, a step at a time."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from service import moved, reminders, timers
from service.models import NoticeKind, Outbox, Person, PersonPhone, Reminder
from service.reminding import MESSAGE
from tests.notices.crowd import crowd
from tests.notices.parish import ANA

DOV = "+14065550141"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def reminded(parish):
    """Ana and Dov have asked for a reminder of Tuesday's; what it is for, and when it goes."""
    with parish.house.database.transaction() as session:
        parish.add(session, DOV, "TUE")
        for number in (ANA, DOV):
            parish.asked = ask(parish, session, parish.people[number])
    return parish


def ask(parish, session, person_id):
    wish = reminders.Wish(person_id, parish.phone_of(session, person_id), parish.meeting)
    return reminders.ask(session, parish.house.settings, wish, parish.clock.now())


def move(parish, by=HOUR):
    """Its minute is over: the date is moved, and none of its reminders planned as yet."""
    parish.do_go(parish.held(NoticeKind.MOVE, moved_to=parish.asked.occurs_at + by))


def planned(parish, kind=reminders.TIMER):
    with parish.house.database.reading() as session:
        return [timer.due_at for timer in timers.of_kind(session, kind).values()]


def told(parish):
    """Which dates reminders have told of."""
    with parish.house.database.reading() as session:
        rows = select(Outbox.occurs_at).where(Outbox.message == MESSAGE)
        return session.scalars(rows).all()


def all_reminders(parish):
    with parish.house.database.reading() as session:
        return session.scalars(select(Reminder).order_by(Reminder.id)).all()


def test_what_falls_due_before_it_is_planned_anew_waits_for_its_new_hour(database, reminded):
    reminded.clock.at = reminded.asked.due_at - reminded.minute
    move(reminded)
    reminded.pass_time(minutes=5)
    assert told(reminded) == []
    reminded.until(reminded.asked.due_at + HOUR)
    assert told(reminded) == [reminded.asked.occurs_at + HOUR] * 2


def test_a_ticker_that_has_the_old_hour_in_hand_finds_it_gone(database, reminded):
    with database.reading() as session:
        in_hand = timers.due(session, reminded.asked.due_at, 10)
    move(reminded)
    with database.transaction() as session:
        assert timers.take_all(session, in_hand) == []


def test_a_step_that_is_cut_off_is_done_later_and_once(database, reminded):
    move(reminded)
    ids = [one.id for one in all_reminders(reminded)]
    settings, now = reminded.house.settings, reminded.clock.now()
    with pytest.raises(KeyboardInterrupt), database.transaction() as session:
        timers.take_all(session, timers.due(session, now, 10))
        moved.plan_moved(session, settings, ids[:1], now)
        raise KeyboardInterrupt
    assert planned(reminded) == []
    reminded.pass_time(seconds=1)
    assert planned(reminded) == [reminded.asked.due_at + HOUR] * 2
    assert planned(reminded, reminders.FOLLOW) == []


def test_moved_once_more_in_between_it_goes_by_the_last_hour(database, reminded):
    move(reminded)
    move(reminded, by=HOUR / 2)
    reminded.pass_time(seconds=1)
    assert planned(reminded) == [reminded.asked.due_at + HOUR / 2] * 2


def test_who_asks_anew_or_undoes_it_in_between_has_what_they_said(reminded):
    """At nine in the evening for ten: nothing that is planned for them goes at that hour."""
    reminded.clock.at = reminded.asked.occurs_at - 2 * HOUR
    move(reminded, by=3 * HOUR)
    reminded.clock.advance(4 * HOUR)
    mine, dovs = all_reminders(reminded)
    with reminded.house.database.transaction() as session:
        asked = ask(reminded, session, mine.person_id)
        reminders.drop(session, dovs.id)
    reminded.pass_time(seconds=1)
    assert planned(reminded) == [asked.due_at]


def test_away_until_it_had_begun_it_is_missed_and_the_weekly_one_goes_on(reminded):
    with reminded.house.database.transaction() as session:
        session.get_one(Reminder, all_reminders(reminded)[0].id).repeats = True
    move(reminded)
    reminded.clock.advance(2 * DAY)
    reminded.pass_time(seconds=1)
    weekly, once = all_reminders(reminded)
    assert (weekly.on, weekly.occurs_at) == (True, reminded.asked.occurs_at + 7 * DAY)
    assert not once.on and "begun" in weekly.missed_because == once.missed_because
    assert told(reminded) == []


def test_a_weekly_one_takes_the_date_that_comes_before_the_one_it_waits_for(reminded):
    with reminded.house.database.transaction() as session:
        weekly = session.get_one(Reminder, all_reminders(reminded)[0].id)
        weekly.repeats, weekly.occurs_at = True, reminded.asked.occurs_at + 7 * DAY
    move(reminded)
    reminded.pass_time(seconds=1)
    assert planned(reminded) == [reminded.asked.due_at + HOUR] * 2


def test_of_many_no_more_than_a_step_s_are_planned_at_once(reminded):
    crowd(reminded, moved.A_STEP + 1)
    with reminded.house.database.transaction() as session:
        owners = select(PersonPhone.person_id, PersonPhone.phone_id).join(Person)
        for person_id, phone_id in session.execute(owners).all():
            if person_id not in reminded.people.values():
                session.execute(_reminder(reminded, person_id, phone_id))
    reminded.everywhere = (reminded.tue,)
    move(reminded)
    waiting = Counter(planned(reminded, reminders.FOLLOW))
    assert list(waiting.values()) == [moved.A_STEP, 3]


def _reminder(parish, person_id, phone_id):
    asked, now = parish.asked.occurs_at, parish.clock.now()
    whose = {"person_id": person_id, "phone_id": phone_id, "meeting_id": parish.meeting}
    return insert(Reminder).values(occurs_at=asked, created_at=now, **whose)
