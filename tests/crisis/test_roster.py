"""Who is on duty: counted on each volunteer's own wall, over midnight and both clock changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from service.crisis import roster
from service.models import PhoneRow, Volunteer
from tests.conftest import MONDAY_EVENING
from tests.duty import ALWAYS, KIM, LEE, SAM, volunteer
from tests.line import settings_for

MONDAY, TUESDAY, SUNDAY = 0, 1, 6
SIX_PM, TEN_PM, SIX_AM = 18 * 60, 22 * 60, 6 * 60


@pytest.fixture
def add(sqlite, keyring):
    """Adds a volunteer with these shifts; it is Monday, six in the evening in Montana."""

    def add(*shifts, number=LEE, zone=None, **more):
        with sqlite.transaction() as session:
            return volunteer(session, keyring, MONDAY_EVENING, number, shifts, zone=zone, **more)

    return add


@pytest.fixture
def there(sqlite, tmp_path):
    """Who is on duty so long after Monday evening."""

    def there(now=MONDAY_EVENING, **later):
        with sqlite.reading() as session:
            on = roster.on_duty(session, settings_for(tmp_path), now + timedelta(**later))
        return [one.id for one in on]

    return there


@pytest.fixture
def next_one(sqlite, tmp_path):
    def next_one(now=MONDAY_EVENING):
        with sqlite.reading() as session:
            return roster.next_shift(session, settings_for(tmp_path), now)

    return next_one


def weekly(day, begins, ends, **more):
    return {"weekday": day, "from_min": begins, "until_min": ends, **more}


def dated(day, begins, ends, **more):
    return {"on_date": day, "from_min": begins, "until_min": ends, **more}


def test_a_shift_holds_from_its_first_minute_until_before_its_last(add, there):
    lee = add(weekly(MONDAY, SIX_PM, TEN_PM))
    assert there() == there(hours=3, minutes=59) == [lee]
    assert there(minutes=-1) == there(hours=4) == there(days=1) == []


def test_each_has_a_wall_of_their_own(add, there):
    add(weekly(MONDAY, SIX_PM, TEN_PM), zone="America/New_York")
    assert there(hours=-2) != [] and there(hours=2) == []


def test_a_shift_over_midnight_ends_on_the_next_morning(add, there):
    lee = add(weekly(MONDAY, TEN_PM, SIX_AM))
    assert there(hours=4) == there(hours=11, minutes=59) == [lee]
    assert there() == there(hours=12) == there(hours=4, days=1) == []


def test_a_shift_of_one_date_is_for_that_date_alone(add, there):
    lee = add(dated(date(2026, 11, 23), SIX_PM, TEN_PM))
    assert there() == [lee] and there(days=7) == []


def test_hours_are_taken_away_for_one_date(add, there):
    lee = add(*ALWAYS, dated(date(2026, 11, 23), SIX_PM, TEN_PM, off=True))
    assert there() == [] and there(hours=4) == there(days=7) == [lee]


def test_a_day_holds_whole_days(add, there):
    lee = add(weekly(MONDAY, 0, 1440))
    assert there(hours=5, minutes=59) == [lee] and there(hours=6) == []


@pytest.mark.parametrize(
    ("begins", "lasts_h"),
    [(datetime(2026, 3, 8, 5, tzinfo=UTC), 7), (datetime(2026, 11, 1, 4, tzinfo=UTC), 9)],
    ids=["an hour is left out", "an hour comes twice"],
)
def test_a_night_when_the_clock_changes_ends_at_six_on_the_wall(add, there, begins, lasts_h):
    lee = add(weekly(5, TEN_PM, SIX_AM))
    last = begins + timedelta(hours=lasts_h)
    assert there(begins) == there(last, minutes=-1) == [lee]
    assert there(begins, minutes=-1) == there(last) == []


def test_they_come_in_their_order(add, there, sqlite):
    lee, kim, sam = (add(*ALWAYS, number=number) for number in (LEE, KIM, SAM))
    with sqlite.transaction() as session:
        session.execute(update(Volunteer).where(Volunteer.id == sam).values(place=0))
    assert there() == [sam, lee, kim]


def test_who_paused_or_said_stop_is_not_rung(add, there, sqlite):
    lee = add(*ALWAYS)
    kim = add(*ALWAYS, number=KIM)
    with sqlite.transaction() as session:
        session.execute(update(Volunteer).where(Volunteer.id == lee).values(is_active=False))
        of_kim = session.get(Volunteer, kim).phone_id
        session.execute(
            update(PhoneRow).where(PhoneRow.id == of_kim).values(stopped_at=MONDAY_EVENING)
        )
    assert there() == []


def test_the_next_shift_is_now_while_somebody_is_there(add, next_one):
    add(weekly(MONDAY, SIX_PM, TEN_PM))
    assert next_one() == MONDAY_EVENING


def test_the_next_shift_is_the_first_one_that_is_not_taken_away(add, next_one):
    add(weekly(TUESDAY, SIX_PM, TEN_PM), dated(date(2026, 11, 24), 0, SIX_PM + 30, off=True))
    assert next_one() == MONDAY_EVENING + timedelta(days=1, minutes=30)


def test_nobody_comes_on_within_two_weeks(add, next_one):
    assert next_one() is None
    add(dated(date(2026, 12, 25), SIX_PM, TEN_PM))
    assert next_one() is None


def test_a_number_we_may_not_dial_is_not_rung(add, there):
    add(*ALWAYS, number="+442079460018")
    assert there() == []
