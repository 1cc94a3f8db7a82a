"""Key 8 on a call of ours: the gate offers it, and at every question behind it ends all that we start."""

import pytest

from service import codes
from service.models import PhoneRow
from tests.line import Caller

# Which call, what is pressed, and what is heard then.
QUESTIONS = [
    ("a reminder", "", "the reminder you asked for"),
    ("a reminder", "1", "Your reminder: tomorrow"),
    ("a reminder", "13", "May they have your first name"),
    ("news", "", "the news you asked for"),
    ("news", "1", "N A meetings near Lewistown"),
    ("news", "11", "To get a reminder, press 1"),
    ("news", "1#", "five digit ZIP code"),
    ("a ride", "", "a message about a ride"),
    ("a ride", "1", "Someone asks for a ride"),
]


def heard(caller: Caller) -> str:
    return " ".join("".join(said.itertext()) for said in caller.document.iter("Say"))


def is_stopped(asking) -> bool:
    with asking.line.house.database.reading() as session:
        return session.get_one(PhoneRow, asking.phone_id).stopped_at is not None


def check_stops(asking, caller):
    assert "nine eight eight" in caller.press("8")
    assert (caller.action, is_stopped(asking)) == ("", True)


@pytest.mark.parametrize(("what", "keys", "question"), QUESTIONS)
def test_at_every_question_it_ends_all(asking, what, keys, question):
    caller = asking.call(what, *keys)
    assert question in heard(caller)
    check_stops(asking, caller)


def test_so_it_does_where_a_code_is_asked_for(asking):
    with asking.line.house.database.transaction() as session:
        codes.set_code(session, asking.person_id, "4081")
    caller = asking.call("a reminder", "1")
    assert "four digit code" in heard(caller)
    check_stops(asking, caller)


def test_on_a_call_that_came_in_it_ends_nothing_without_being_asked(asking):
    caller = Caller(asking.line)
    caller.press()
    for key in "18":
        caller.press(key)
    assert not is_stopped(asking)
