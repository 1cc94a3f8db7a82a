"""What a reminder says, and when it goes, where its date was called off or moved."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from service import reminders, timers
from service.meetings import dates
from service.meetings.dates import Elsewhere
from service.members import find_or_add_phone, person_of
from service.models import Meeting, Outbox, Person, Reminder, Timer
from service.moved import follow_date, follow_meetings, plan_moved
from service.text.phone import Phone
from tests.flows.test_remind import ask_for_one, fall_due, our_call, words
from tests.line import ANA

TONIGHT, NEXT_WEEK = date(2026, 11, 23), date(2026, 11, 30)
DENVER = ZoneInfo("America/Denver")
OFF = (
    "Your reminder for tonight 7 pm: it does not meet this time. Next: Mon Nov 30 7 pm. "
    "Reply 1 to find another, 0 a person. STOP to end."
)


def at(hour, minute=0, day=23):
    return datetime(2026, 11, day, hour, minute, tzinfo=DENVER)


@pytest.fixture
def anas(listed):
    """Ana's reminder of tonight's meeting at seven, asked for at half past five."""
    ask_for_one(listed)
    return listed


def change(line, what, *there, on=TONIGHT):
    """As `porchlight groups` does it, and the ticker after it; how many reminders follow."""
    now = line.house.clock.now()
    with line.house.database.transaction() as session:
        meeting_id = session.scalars(select(Reminder.meeting_id)).one()
        changed = what(session, meeting_id, on, *there, now)
        count = follow_date(session, line.house.settings, changed, now)
        ids = [int(id) for id in timers.of_kind(session, reminders.FOLLOW)]
        plan_moved(session, line.house.settings, ids, now)
    return count


def now_set(line):
    with line.house.database.reading() as session:
        timer = session.scalar(select(Timer).where(Timer.kind == reminders.TIMER))
        return session.scalars(select(Reminder)).one(), timer and timer.due_at


def gone(line):
    """What was on its way has arrived."""
    with line.house.database.transaction() as session:
        session.execute(update(Outbox).where(Outbox.state == "sending").values(state="delivered"))


def every_week(line):
    with line.house.database.transaction() as session:
        session.execute(update(Reminder).values(repeats=True))


def test_called_off_it_says_so_at_its_hour_and_what_is_next(anas, clock):
    assert change(anas, dates.call_off) == 1
    assert now_set(anas)[1] == at(18)
    fall_due(anas, clock)
    assert words(anas) == OFF


def test_who_said_open_and_who_reads_spanish_are_told_the_same(anas, clock):
    change(anas, dates.call_off)
    with anas.house.database.transaction() as session:
        session.execute(update(Person).values(discreet=False))
    anas.text("ESPANOL")
    fall_due(anas, clock)
    assert words(anas).startswith(
        "Su aviso de esta noche 7 pm: esta vez no se reune. Proxima: lun 30 nov 7 pm."
    )


def test_a_reading_of_the_feed_leaves_it_there(anas, clock):
    change(anas, dates.call_off)
    assert follow_meetings(anas.house.database, anas.house.settings, clock.now()) == 0
    assert now_set(anas)[0].occurs_at == at(19)


def test_called_off_after_it_went_it_is_told_at_once_and_once(anas, clock):
    fall_due(anas, clock)
    words(anas)
    clock.advance(timedelta(minutes=5))
    assert change(anas, dates.call_off) == 1
    gone(anas)
    assert words(anas) == OFF
    with anas.house.database.reading() as session:
        assert len(session.scalars(select(Outbox).where(Outbox.lane == "reminder")).all()) == 2


def test_moved_and_then_called_off_it_says_that_it_is_off(anas, clock):
    change(anas, dates.move, Elsewhere(at(20, 30)))
    change(anas, dates.call_off)
    assert now_set(anas)[1] == at(18)
    fall_due(anas, clock)
    assert words(anas) == OFF


def test_moved_and_called_off_too_late_to_go_back_it_says_so_at_the_later_hour(anas, clock):
    change(anas, dates.move, Elsewhere(at(20, 30)))
    clock.at = at(18, 30)
    change(anas, dates.call_off)
    assert now_set(anas)[1] == at(19, 30)
    clock.at = at(19)
    fall_due(anas, clock)
    assert words(anas).startswith(
        "Your reminder for tonight 8:30 pm: it does not meet this time. Next: Mon"
    )


def test_who_does_not_come_is_not_told(anas, clock):
    fall_due(anas, clock)
    words(anas)
    anas.text("2")
    assert change(anas, dates.call_off) == 0


def test_nobody_is_told_see_you_there_of_a_date_that_is_off(anas, clock):
    fall_due(anas, clock)
    words(anas)
    change(anas, dates.call_off)
    assert anas.text("1") == [OFF]
    assert "Where are you?" in anas.text("1")[0]


def test_moved_it_goes_along_and_says_so(anas, clock):
    assert change(anas, dates.move, Elsewhere(at(20, 30))) == 1
    assert now_set(anas)[1] == at(19, 30)
    clock.advance(timedelta(hours=1, minutes=30))
    fall_due(anas, clock)
    assert words(anas).startswith("Reminder: moved to tonight 8:30 pm. Reply 1 going")


def test_moved_to_another_place_it_names_none(anas, clock):
    change(anas, dates.move, Elsewhere(place="Public Library"))
    fall_due(anas, clock)
    assert words(anas).startswith("Reminder: tonight 7 pm, another place. Reply 1 going")


def test_after_open_the_new_place_is_named(anas, clock):
    change(anas, dates.move, Elsewhere(at(20), "Public Library"))
    with anas.house.database.transaction() as session:
        session.execute(update(Person).values(discreet=False))
    fall_due(anas, clock)
    assert "AA moved to tonight 8 pm, Public Library." in words(anas)


def test_put_back_it_is_as_if_nothing_had_been(anas, clock):
    before = now_set(anas)[1]
    change(anas, dates.move, Elsewhere(at(20, day=25)))
    change(anas, dates.put_back)
    assert now_set(anas)[1] == before
    fall_due(anas, clock)
    assert words(anas).startswith("Reminder: tonight 7 pm. Reply 1 going")


def test_one_for_every_week_says_of_each_date_that_is_off_that_it_is(anas, clock):
    every_week(anas)
    change(anas, dates.call_off, on=NEXT_WEEK)
    fall_due(anas, clock)
    words(anas)
    gone(anas)
    assert now_set(anas)[1] == at(18, day=30)
    clock.at = at(17, 30, day=30)
    fall_due(anas, clock)
    assert "does not meet this time" in words(anas)
    assert now_set(anas)[0].occurs_at == at(19, day=30) + timedelta(days=7)


def test_a_new_reminder_is_for_a_date_that_is_held(listed, clock):
    with listed.house.database.transaction() as session:
        meeting_id = session.scalars(select(Meeting.id).where(Meeting.slug == "hand-in-hand")).one()
        dates.call_off(session, meeting_id, TONIGHT, clock.now())
    for said in ("aa monday near jordan mt", "1", "1"):
        told = listed.text(said)
    assert "Mon Nov 30 7 pm" in told[0]


def test_moved_too_near_to_be_reminded_of_it_ends_with_a_reason(anas):
    change(anas, dates.move, Elsewhere(at(17, 35)))
    reminder, due_at = now_set(anas)
    assert (reminder.on, due_at) == (False, None)
    assert "too late" in reminder.missed_because


def test_a_call_says_after_the_key_that_it_is_off(anas, clock):
    change(anas, dates.call_off)
    heard = our_call(anas, clock).press("1")
    assert "it does not meet this time. The next one is" in heard and "Hand" not in heard


def test_my_list_says_which_date_is_off(anas):
    change(anas, dates.call_off)
    assert "1 Reminder: tonight 7 pm, off" in anas.text("MY")[0]


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (Elsewhere(at(20)), "tonight 8 pm: Hand in Hand, St Brigid Hall"),
        (Elsewhere(at(20)), "This once; usually at another hour."),
        (
            Elsewhere(place="Public Library"),
            "Public Library, Jordan. This once; usually in another place.",
        ),
    ],
)
def test_who_asks_for_details_hears_that_it_is_only_this_once(anas, there, said):
    change(anas, dates.move, there)
    anas.text("aa near jordan mt")
    assert said in anas.text("1")[0]


def test_in_the_hour_that_comes_twice_it_is_reminded_of_as_any(listed, clock):
    """Two clocks that show that hour are never equal in Python: it once counted as changed."""
    clock.at = datetime(2027, 11, 6, 22, tzinfo=DENVER)
    with listed.house.database.transaction() as session:
        night = 1 * 60 + 30  # of a Sunday
        session.execute(
            update(Meeting).where(Meeting.slug == "hand-in-hand").values(minute_of_week=night)
        )
        meeting_id = session.scalars(select(Meeting.id).where(Meeting.slug == "hand-in-hand")).one()
        ask(session, listed.house, meeting_id, clock.now())
    assert follow_meetings(listed.house.database, listed.house.settings, clock.now()) == 0
    clock.advance(timedelta(hours=2, minutes=30) - timedelta(minutes=31))
    fall_due(listed, clock)
    assert words(listed).startswith("Reminder: tonight 1:30 am. Reply 1 going")


def ask(session, house, meeting_id, now):
    phone = find_or_add_phone(session, house.keyring, Phone.parse(ANA), now)
    wish = reminders.Wish(person_of(session, phone.id, "en", now), phone.id, meeting_id)
    return reminders.ask(session, house.settings, wish, now)
