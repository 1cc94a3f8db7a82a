"""What a process knows of who is on duty, without asking: a minute old, never older than ten."""

from datetime import timedelta

import pytest

from service.crisis.on_duty import OnDuty
from service.errors import DatabaseUnavailable
from service.text.phone import Phone
from tests.duty import KIM, LEE, put_on_duty

# A Monday until half past six in the evening, there where it is six.
UNTIL_HALF_PAST_SIX = ({"weekday": 0, "from_min": 480, "until_min": 18 * 60 + 30},)


@pytest.fixture
def on_duty(house) -> OnDuty:
    return OnDuty(house)


def test_before_it_has_looked_it_knows_of_nobody(house, on_duty):
    put_on_duty(house, LEE)
    assert not on_duty.has_somebody()
    on_duty.look()
    assert on_duty.has_somebody()


def test_nobody_is_there_for_themselves(house, on_duty):
    put_on_duty(house, LEE)
    on_duty.look()
    assert not on_duty.has_somebody(but=Phone(LEE))
    put_on_duty(house, KIM)
    house.clock.advance(timedelta(minutes=1))
    on_duty.look()
    assert on_duty.has_somebody(but=Phone(LEE))


def test_it_knows_when_a_shift_ends(house, on_duty):
    put_on_duty(house, LEE, shifts=UNTIL_HALF_PAST_SIX, zone="America/Denver")
    house.clock.advance(timedelta(minutes=25))
    on_duty.look()
    house.clock.advance(timedelta(minutes=4))
    assert on_duty.has_somebody()
    house.clock.advance(timedelta(minutes=2))
    assert not on_duty.has_somebody()


def test_what_it_knows_is_good_for_ten_minutes(house, on_duty, monkeypatch):
    def away(*_):
        raise DatabaseUnavailable("gone")

    put_on_duty(house, LEE)
    on_duty.look()
    monkeypatch.setattr(house.database, "transaction", away)
    house.clock.advance(timedelta(minutes=9))
    with pytest.raises(DatabaseUnavailable):
        on_duty.look()
    assert on_duty.has_somebody()
    house.clock.advance(timedelta(minutes=2))
    assert not on_duty.has_somebody()


def test_it_asks_once_a_minute(house, on_duty, monkeypatch):
    put_on_duty(house, LEE)
    on_duty.look()
    monkeypatch.setattr(house.database, "transaction", {}.__getitem__)
    house.clock.advance(timedelta(seconds=59))
    on_duty.look()
