"""What was said is forgotten on time, and nothing that is still needed goes with it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service import attendance, retention
from service.db import first_id
from service.house import House
from service.meetings.dates import Elsewhere, call_off, move, next_date
from service.meetings.importer import import_feed
from service.models import (
    Answer,
    Attempt,
    Attendance,
    Conversation,
    Inbound,
    Meeting,
    MeetingDate,
    Outbox,
    PhoneRow,
    Question,
    Reminder,
    Ride,
)
from tests.golden.test_golden import FOLDER, MONDAY
from tests.line import Caller, Line, settings_for


@pytest.fixture
def line(database, clock, keyring, tmp_path):
    """The line with its meetings, on each kind of database."""
    clock.at = MONDAY
    raw = (FOLDER / "meetings.json").read_bytes()
    with database.transaction() as session:
        import_feed(session, "golden", raw, "aa", "America/Denver", clock.now())
    return Line(House(settings_for(tmp_path), clock, keyring, database))


def later(line, clock, **by) -> dict[str, int]:
    clock.advance(timedelta(**by))
    with line.house.database.transaction() as session:
        return retention.forget(session, clock.now())


def memo(line) -> dict:
    with line.house.database.reading() as session:
        return session.scalar(select(Conversation.memo))


def count(line, model) -> int:
    with line.house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def bodies(line) -> list[str | None]:
    with line.house.database.reading() as session:
        return list(session.scalars(select(Inbound.body).order_by(Inbound.id)))


def test_a_search_goes_after_a_day_and_other_words_after_thirty(line, clock):
    line.text("aa near jordan mt")
    line.text("i had a good day, thanks for asking")
    later(line, clock, hours=24)
    assert bodies(line) == [None, "i had a good day, thanks for asking"]
    later(line, clock, days=29)
    assert bodies(line) == [None]  # of the search not even the row is left


def test_what_a_conversation_remembers_goes_though_it_goes_on(line, clock):
    line.text("aa near jordan mt")
    clock.advance(timedelta(hours=23))
    line.text("thanks")
    later(line, clock, hours=1)
    assert "query" not in memo(line)


def test_the_language_is_not_forgotten(line, clock):
    line.text("busco aa cerca de jordan mt")
    later(line, clock, days=2)
    assert line.text("0")[0].startswith("Para hablar")


def test_a_search_of_today_is_kept_for_more(line, clock):
    line.text("aa near jordan mt")
    assert later(line, clock, hours=23)["memos"] == 0
    assert memo(line)["query"]["kind"] == "aa"


def test_a_call_and_its_questions_are_gone_after_a_day(line, clock):
    caller = Caller(line)
    for keys in (None, "1", "59337"):
        caller.press(keys)
    later(line, clock, hours=24)
    assert (count(line, Conversation), count(line, Question)) == (0, 0)


def test_that_somebody_wrote_is_forgotten_a_week_after_the_words(line, clock):
    line.text("hi")
    later(line, clock, days=36)
    assert count(line, Inbound) == 1
    later(line, clock, days=2)
    assert count(line, Inbound) == 0


def test_which_meeting_somebody_wanted_is_forgotten_a_month_after_it(line, clock):
    for words in ("aa near jordan mt", "1", "1"):
        line.text(words)
    with line.house.database.transaction() as session:
        session.scalar(select(Reminder)).on = False
    later(line, clock, days=29)
    assert count(line, Reminder) == 1
    later(line, clock, days=2)
    assert count(line, Reminder) == 0


def test_a_reminder_that_is_on_stays_however_old(line, clock):
    for words in ("aa near jordan mt", "1", "1"):
        line.text(words)
    later(line, clock, days=400)
    assert count(line, Reminder) == 1


def old_row(line, clock, state: str) -> None:
    """Something put out 91 days ago, with an attempt."""
    line.text("hi")
    then = clock.now() - timedelta(days=91)
    with line.house.database.transaction() as session:
        row = Outbox(
            id=first_id(then), way="text", lane="reply", priority=1, dedupe_key="old",
            phone_id=session.scalar(select(PhoneRow.id)), message="reply", state=state,
            not_before=then, useful_until=then, created_at=then, changed_at=then,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(
            Attempt(
                id="1", outbox_id=row.id, number=1, body="Hi", started_at=then, posted_at=then,
                keep_until=then,
            )
        )  # fmt: skip


def test_what_went_out_is_forgotten_after_ninety_days(line, clock):
    old_row(line, clock, "delivered")
    done = later(line, clock, seconds=1)
    assert (done["sent_words"], done["outbox"]) == (1, 1)
    assert (count(line, Outbox), count(line, Attempt)) == (1, 0)


def test_what_has_not_ended_is_never_forgotten(line, clock):
    old_row(line, clock, "queued")
    assert later(line, clock, seconds=1)["outbox"] == 0


def test_who_comes_to_a_date_is_forgotten_thirty_days_after_it(line, clock):
    for words in ("aa near jordan mt", "1", "1"):
        line.text(words)
    with line.house.database.transaction() as session:
        one = session.scalar(select(Reminder))
        attendance.record(
            session, one.person_id, one.meeting_id, one.occurs_at, Answer.GOING, clock.now()
        )
        ride = Ride(phone_id=one.phone_id, shares_number=True, asked_at=clock.now())
        ride.person_id, ride.meeting_id = one.person_id, one.meeting_id
        ride.occurs_at = one.occurs_at
        session.add(ride)
    later(line, clock, days=30)
    assert (count(line, Attendance), count(line, Ride)) == (1, 1)
    later(line, clock, hours=2)
    assert (count(line, Attendance), count(line, Ride)) == (0, 0)


def test_a_date_that_was_off_or_moved_goes_thirty_days_later(line, clock):
    with line.house.database.transaction() as session:
        first, second, *_ = session.scalars(select(Meeting.id).order_by(Meeting.id))
        on = next_date(session, first, clock.now())
        call_off(session, first, on, clock.now())
        there = Elsewhere(clock.now() + timedelta(days=40))
        move(session, second, next_date(session, second, clock.now()), there, clock.now())
    assert later(line, clock, days=29)["dates"] == 0
    assert later(line, clock, days=9)["dates"] == 1
    assert later(line, clock, days=33)["dates"] == 1
    assert count(line, MeetingDate) == 0
