"""What a short text means after a search."""

import pytest

from service.meetings.query import Query, follow_up

BEFORE = Query("aa", "Billings", "tonight")
WOMEN = frozenset({"women"})

MEANS = {
    "na instead": Query("na", "Billings", "tonight"),
    "tomorrow?": Query("aa", "Billings", "tomorrow"),
    "what about friday": Query("aa", "Billings", "friday"),
    "friday morning": Query("aa", "Billings", "friday", "morning"),
    "in helena mt": Query("aa", "Helena, MT", "tonight"),
    "59801": Query("aa", "59801", "tonight"),
    "women only": Query("aa", "Billings", "tonight", attrs=WOMEN),
    "by phone": Query("aa", "Billings", "tonight", mode="phone"),
    "any zoom ones": Query("aa", "Billings", "tonight", mode="online"),
    "not zoom": Query("aa", "Billings", "tonight", mode="in-person"),
    "8pm": Query("aa", "Billings", "tonight", time="20:00"),
    "mañana?": Query("aa", "Billings", "tomorrow"),
    "y en missoula": Query("aa", "Missoula", "tonight"),
    "por telefono": Query("aa", "Billings", "tonight", mode="phone"),
    "para mujeres": Query("aa", "Billings", "tonight", attrs=WOMEN),
    "later": Query("aa", "Billings", "tonight", "night"),
    "earlier": Query("aa", "Billings", "today"),
    "something closer": Query("aa", "Billings"),
    "algo mas cerca": Query("aa", "Billings"),
    "another day": Query("aa", "Billings"),
    "any meetings tomorrow": Query("aa", "Billings", "tomorrow"),
    "al-anon in helena": Query("al-anon", "Helena"),
    "i meant tomorrow": Query("aa", "Billings", "tomorrow"),
    "make that friday morning": Query("aa", "Billings", "friday", "morning"),
    "no i mean na": Query("na", "Billings", "tonight"),
    "quise decir en missoula": Query("aa", "Missoula", "tonight"),
}
SAYS_NOTHING = [
    "",
    "ok thanks",
    "see u there",
    "hola",
    "3",
    "no",
    "good night",
    "i will go",
    "i mean it",
    "you know what i mean",
    "gracias",
]


@pytest.mark.parametrize("text", MEANS)
def test_it_goes_on_from_the_search_before(text):
    assert follow_up(text, BEFORE) == MEANS[text]


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_it_says_nothing_of_other_texts(text):
    assert follow_up(text, BEFORE) is None


def test_a_morning_belongs_to_the_day_before_it():
    assert follow_up("in the morning", Query("na", None, "friday")) == Query(
        "na", None, "friday", "morning"
    )


def test_something_closer_gives_up_the_telephone():
    assert follow_up("closer", Query("na", "Butte", mode="phone")) == Query("na", "Butte")
