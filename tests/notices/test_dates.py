"""One date off, moved, put back: its reminders go along, and nobody is told twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service import reminders
from service.errors import NotADate, NoticeRefused
from service.meetings import dates
from service.models import NoticeKind, NoticeState, Outbox, Reminder, State
from service.notices import states
from tests.notices.parish import ANA

DOV = "+14065550141"
A_DAY = timedelta(days=1)


@pytest.fixture
def reminded(parish):
    """Ana has a reminder of Tuesday's, and so has Dov, who is in no group."""
    with parish.house.database.transaction() as session:
        parish.dov = parish.add(session, DOV, "TUE")
        parish.leave(session, parish.dov)
        for person_id in (parish.ana, parish.dov):
            wish = reminders.Wish(person_id, parish.phone_of(session, person_id), parish.meeting)
            parish.asked = reminders.ask(session, parish.house.settings, wish, parish.clock.now())
    return parish


def when_reminded(parish):
    with parish.house.database.reading() as session:
        return set(session.scalars(select(Reminder.occurs_at).where(Reminder.on)))


def is_off(parish):
    with parish.house.database.reading() as session:
        on = dates.next_date(session, parish.meeting, parish.clock.now())
        return dates.schedule_of(session, parish.meeting).on(on).off


def test_whoever_has_a_reminder_is_told_too_and_not_reminded_of_what_is_off(reminded):
    notice_id = reminded.sent(NoticeKind.OFF)
    assert is_off(reminded)
    assert set(reminded.recipients(notice_id)) == {reminded.ana, reminded.walt, reminded.dov}
    reminded.until(reminded.asked.due_at)
    assert (reminded.texts(ANA), reminded.texts(DOV)) == (["off"], ["off"])


def test_who_was_not_reached_hears_it_from_the_reminder(reminded):
    notice_id = reminded.sent(NoticeKind.OFF)
    lost = update(Outbox).where(Outbox.subject_id == notice_id, Outbox.message == states.MESSAGE)
    with reminded.house.database.transaction() as session:
        session.execute(lost.values(state=State.UNDELIVERED, reason="It was lost on its way."))
    reminded.until(reminded.asked.due_at)
    assert len(reminded.texts(DOV)) == 2


def test_moved_its_reminders_go_along_and_come_back(reminded):
    usual = reminded.asked.occurs_at
    there = usual + timedelta(hours=1)
    moved_id = reminded.sent(NoticeKind.MOVE, moved_to=there)
    assert when_reminded(reminded) == {there}
    with reminded.house.database.reading() as session:
        assert states.found(session, moved_id).useful_until == there
    reminded.sent(NoticeKind.ON)
    assert when_reminded(reminded) == {usual}
    assert reminded.texts(DOV) == ["move", "on"]


def test_a_newer_notice_of_the_date_takes_the_older_one_s_place(reminded):
    off_id = reminded.held(NoticeKind.OFF)
    reminded.do_go(off_id)
    on_id = reminded.held(NoticeKind.ON)
    reminded.do_go(on_id)
    reminded.pass_time(seconds=1)
    assert (reminded.texts(ANA), reminded.state(off_id)) == (["on"], NoticeState.STOPPED)
    assert not is_off(reminded)


def test_what_is_held_of_a_date_is_answered_with_its_number(reminded):
    first = reminded.held(NoticeKind.OFF)
    with pytest.raises(NoticeRefused) as refused:
        reminded.draft(NoticeKind.MOVE, place="Elsewhere")
    assert (refused.value.why, refused.value.amount) == ("on_its_way", first)


def test_put_back_by_another_hand_it_may_be_called_off_again(parish):
    parish.sent(NoticeKind.OFF)
    now = parish.clock.now()
    with parish.house.database.transaction() as session:
        dates.put_back(session, parish.meeting, dates.next_date(session, parish.meeting, now), now)
    parish.sent(NoticeKind.OFF)
    assert parish.texts(ANA) == ["off", "off"]


def test_a_date_that_is_over_or_none_is_refused(parish):
    today = parish.clock.now().date()
    for on in (today - A_DAY * 30, today + A_DAY):
        with pytest.raises(NotADate):
            parish.draft(NoticeKind.OFF, on_date=on)


def test_away_until_it_was_of_no_use_it_tells_nobody(parish):
    notice_id = parish.held(NoticeKind.OFF)
    parish.clock.advance(A_DAY * 3)
    parish.pass_time(seconds=1)
    assert (parish.state(notice_id), parish.texts(ANA)) == (NoticeState.STOPPED, [])
