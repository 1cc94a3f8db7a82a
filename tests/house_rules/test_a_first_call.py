"""What a first call must not cost: a reminder in twelve keys at most, and one that can be heard."""

import pytest
from sqlalchemy import select

from service.models import Reminder
from tests.filled import fill
from tests.line import Caller

NEWCOMER = "+14065550154"
MOST_KEYS = 12


@pytest.mark.parametrize("keys", ["1 59457 1 4 1 1", "9 1 59457 1 4 1 1"], ids=["en", "es"])
def test_who_calls_for_the_first_time_has_a_reminder_after_twelve_keys_at_most(line, keys):
    fill(line.house)
    caller = Caller(line, NEWCOMER)
    caller.press()
    for typed in keys.split():
        caller.press(typed)
    with line.house.database.reading() as session:
        booked = session.scalars(select(Reminder.phone_id)).all()
    assert len(booked) == 2  # Walt's, who is of the sample, and theirs
    assert len(keys.replace(" ", "")) <= MOST_KEYS


def test_a_phone_that_never_texted_is_called_until_it_does(line):
    """It may be a landline: a text would be lost there."""
    fill(line.house)
    assert "I will call you" in _booked(line)
    assert "We text you" in line.text("HOURS 9-17", NEWCOMER)[0]


def test_who_texted_before_they_call_is_texted(line):
    fill(line.house)
    line.text("HI", NEWCOMER)
    assert "I will text you" in _booked(line)


def _booked(line) -> str:
    """What is said of a reminder by keys."""
    caller = Caller(line, NEWCOMER)
    caller.press()
    return [caller.press(key) for key in ("1", "59457", "1", "4", "1", "1")][-1]
