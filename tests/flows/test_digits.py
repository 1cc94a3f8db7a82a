"""A digit in every guise phones and people give it, and what only looks like one."""

import pytest

from service.flows.digits import digit_in


@pytest.mark.parametrize(
    "said",
    ["1", " 1 ", "1.", "1)", "1!", "#1", "1\ufe0f\u20e3", "\uff11", "one", "UNO", "First", "1 please",
     "number 1", "1\n--\nSent from my phone", "1\nSent from my iPhone", "1 por favor"],
)  # fmt: skip
def test_it_is_one(said):
    assert digit_in(said) == "1"


@pytest.mark.parametrize(
    "said", ["", "1 hour", "59718", "1 2", "no one", "1st of may", "-", "one more", "a", "101"]
)
def test_it_is_none(said):
    assert digit_in(said) is None


def test_a_person_is_reached_by_the_word_too():
    assert digit_in("zero") == "0"


def test_a_list_is_answered_as_phones_write(line):
    line.text("menu")
    assert line.text("1\nSent from my iPhone")[0].startswith("Where are you")
