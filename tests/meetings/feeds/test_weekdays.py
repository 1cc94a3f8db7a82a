"""Which day a number means is decided by evidence, in a fixed order."""

import pytest

from service.meetings.feeds.weekdays import MONDAY_0, SUNDAY_0, SUNDAY_1, Numbered, numbering
from tests.meetings.feeds.reading import table

SHIFTS = pytest.mark.parametrize("shift", [SUNDAY_0, SUNDAY_1, MONDAY_0])
ONE_OR_SEVEN = pytest.mark.parametrize("shift", [SUNDAY_0, SUNDAY_1])


def number_of(day, shift):
    """As a feed that counts like this writes the day; ISO's Sunday is 7."""
    number = (day - shift) % 7
    return number if number or shift == MONDAY_0 else 7


def rows(shift, name=lambda day: "Owls", named=False, morning=lambda day: False, weeks=1):
    return [
        Numbered(
            number_of(day, shift), day if named else None, name(day), 420 if morning(day) else 1140
        )
        for _ in range(weeks)
        for day in range(7)
    ]


@SHIFTS
def test_a_column_with_names_proves_it(shift):
    assert numbering(rows(shift, named=True), SUNDAY_1) == shift


@ONE_OR_SEVEN
def test_days_in_the_meetings_names_prove_it(shift):
    names = ["Sunday Best", "Owls", "Tuesday Night", "Owls", "Owls", "TGI Friday", "Owls"]
    assert numbering(rows(shift, name=names.__getitem__), SUNDAY_1) == shift


@ONE_OR_SEVEN
def test_weekend_mornings_prove_it(shift):
    found = rows(shift, morning=lambda day: day in (0, 6), weeks=12)
    other = SUNDAY_0 + SUNDAY_1 - shift
    assert numbering(found, other) == shift


def test_a_few_mornings_prove_nothing():
    assert numbering(rows(SUNDAY_0, morning=lambda day: day in (0, 6)), SUNDAY_1) == SUNDAY_1


def test_a_zero_is_sunday():
    assert (
        numbering([Numbered(0, None, "Owls", 1140), Numbered(3, None, "Owls", 1140)], SUNDAY_1)
        == SUNDAY_0
    )


def test_a_name_that_contradicts_the_others_is_outvoted():
    names = [
        "Sunday Best",
        "Monday Night",
        "Owls",
        "Wednesday Noon",
        "Sunday Leftovers",
        "Owls",
        "Owls",
    ]
    assert numbering(rows(SUNDAY_0, name=names.__getitem__), SUNDAY_1) == SUNDAY_0


def test_names_that_contradict_each_other_prove_nothing():
    names = ["Sunday Best", "Owls", "Sunday Leftovers", "Owls", "Monday Owls", "Owls", "Owls"]
    assert numbering(rows(SUNDAY_0, name=names.__getitem__), SUNDAY_1) == SUNDAY_1


def test_without_evidence_the_usual_numbering_counts():
    assert numbering(rows(SUNDAY_0), SUNDAY_1) == SUNDAY_1
    assert numbering([], SUNDAY_0) == SUNDAY_0


def test_a_heading_may_say_iso():
    found = table("Name,ISO Weekday,Time,City\nOwls,7,19:00,Butte\nDawn,1,07:00,Butte\n")
    assert [row["day"] for row in found] == [0, 1]


def test_a_day_column_with_names_wins_over_numbers():
    found = table("Name,Day No,Day,Time,City\nOwls,4,Tue,19:00,Butte\nDawn,1,Sun,07:00,Butte\n")
    assert [row["day"] for row in found] == [2, 0]


def test_names_complete_the_numbers_where_they_are_missing():
    found = table("Name,DayNo,Day,Time,City\nOwls,7,Sun,19:00,Butte\nDawn,1,,07:00,Butte\n")
    assert [row["day"] for row in found] == [0, 1]
