"""Contact hours as people write them, and as they type them on a call."""

import pytest

from service.text.hours import Hours, hours_in, typed_hours


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("9-17", 9, 17),
        ("9 to 5", 9, 17),
        ("9am-5pm", 9, 17),
        ("9 a.m. - 5 p.m.", 9, 17),
        ("1-5pm", 13, 17),
        ("2pm-6", 14, 18),
        ("noon to 5", 12, 17),
        ("8am to midnight", 8, 24),
        ("de 9 a 17", 9, 17),
        ("De las 9 a las 5", 9, 17),
        ("9:30-17:15", 9.5, 17.25),
        ("0900-1700", 9, 17),
        ("22-6", 22, 6),
        ("10-6am", 22, 6),
        ("0-24", 0, 24),
    ],
)
def test_two_hours_are_read_as_people_write_them(said, first, last):
    assert hours_in(said) == Hours(int(first * 60), int(last * 60))


@pytest.mark.parametrize(
    "said", ["9", "late", "25-26", "9-9:30", "0-0", "9:75-17", "1-2-3", "9 am"]
)
def test_what_is_no_time_of_a_day_is_none(said):
    assert hours_in(said) is None


@pytest.mark.parametrize(
    ("keys", "hours"),
    [("0917", (540, 1020)), ("2206", (1320, 360)), ("0909", None), ("0925", None), ("09#", None)],
)
def test_on_a_call_each_hour_has_two_digits(keys, hours):
    found = typed_hours(keys)
    assert (found and (found.from_min, found.until_min)) == hours
