"""A rule is kept when a feed states one; a birthday night stays weekly."""

from datetime import date

import pytest

from service.meetings.monthly import FORTNIGHTLY, UNSAID, falls_on, rule_of, weeks_of

SUNDAY, TUESDAY, THURSDAY, FRIDAY, SATURDAY = 0, 2, 4, 5, 6


@pytest.mark.parametrize(
    ("day", "note", "rule"),
    [
        (SUNDAY, "2nd Sunday only", "2SU"),
        (SATURDAY, "2nd Saturday", "2SA"),
        (TUESDAY, "1st and 3rd Tuesdays", "1TU,3TU"),
        (TUESDAY, "Meets 1st & 3rd Tues. of the month.", "1TU,3TU"),
        (
            SUNDAY,
            "This meeting is held on the first Sunday of each month only.\nSecond line",
            "1SU",
        ),
        (THURSDAY, "Meets at a residence on the last Thursday of the month.", "-1TH"),
        (FRIDAY, "Sólo el último viernes del mes", "-1FR"),
        (TUESDAY, "No meeting on the 1st Tuesday of the month", "2TU,3TU,4TU,5TU"),
        (SATURDAY, "Ring the bell. 5th Saturdays only. Park behind.", "5SA"),
    ],
)
def test_a_note_that_says_when_it_is_held_is_a_rule(day, note, rule):
    assert rule_of(day, None, "Night Owls", [note]) == f"FREQ=MONTHLY;BYDAY={rule}"


@pytest.mark.parametrize(
    ("day", "note"),
    [
        (SATURDAY, "Speaker meeting on last Saturday of the month"),
        (FRIDAY, "Birthday night last Friday"),
        (FRIDAY, "Tradition Study on 2nd Friday of each month"),
        (THURSDAY, "Monthly Business meeting the 3rd Thursday of each month."),
        (THURSDAY, "Last Thursday of the month we read a tradition"),
        (SUNDAY, "Birthdays and Chips on the last Sunday of the month."),
        (TUESDAY, "Open meeting 1st Tuesday only"),
        (SUNDAY, "2nd Saturday only"),
        (TUESDAY, "Use the second door. Third floor."),
        (TUESDAY, "Held 1st, 2nd, 3rd and 4th Tuesdays"),
        (TUESDAY, "No meeting the last Tuesday"),
        (FRIDAY, "Steps/Trads. 1st Fri."),
        (TUESDAY, "First time here? Welcome on Tuesdays"),
    ],
)
def test_what_one_night_is_for_leaves_the_meeting_weekly(day, note):
    assert rule_of(day, None, "Night Owls", [note]) is None


@pytest.mark.parametrize(
    ("note", "rule"),
    [
        ("Meets monthly", UNSAID),
        ("Side door. Meets once a month.", UNSAID),
        ("Quarterly", UNSAID),
        ("Una vez al mes", UNSAID),
        ("Bi-Weekly", FORTNIGHTLY),
        ("Meets every two weeks.", FORTNIGHTLY),
        ("Pizza (once a month)", None),
        ("Monthly speaker meeting", None),
        ("Birthdays monthly", None),
        ("Weekly meeting", None),
    ],
)
def test_a_note_that_only_says_how_often_is_a_rule_too(note, rule):
    assert rule_of(TUESDAY, None, "Night Owls", [note]) == rule


@pytest.mark.parametrize(
    ("day", "name", "rule"),
    [
        (SATURDAY, "Steps 1-8 Workshop (2nd Sat)", "FREQ=MONTHLY;BYDAY=2SA"),
        (SATURDAY, "Coffee and Steps (2nd Sat speaker)", None),
        (FRIDAY, "First Friday Speaker Meeting", "FREQ=MONTHLY;BYDAY=1FR"),
        (FRIDAY, "Nightcap, speaker 1st Friday", None),
        (TUESDAY, "Third Step Candlelight", None),
        (TUESDAY, "First Things First", None),
        (TUESDAY, "Every Other Tuesday Men", FORTNIGHTLY),
    ],
)
def test_a_name_may_hold_the_rule(day, name, rule):
    assert rule_of(day, None, name) == rule


@pytest.mark.parametrize(
    ("column", "rule"),
    [
        ("2", "FREQ=MONTHLY;BYDAY=2TU"),
        ("1st & 3rd", "FREQ=MONTHLY;BYDAY=1TU,3TU"),
        ("1,3", "FREQ=MONTHLY;BYDAY=1TU,3TU"),
        ("Last Tuesday", "FREQ=MONTHLY;BYDAY=-1TU"),
        ("Premier mardi", "FREQ=MONTHLY;BYDAY=1TU"),
        ("FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=2TU"),
        ("Weekly", None),
        ("every week", None),
        ("FREQ=WEEKLY;BYDAY=TU", None),
        ("fortnightly", FORTNIGHTLY),
        ("Monthly", UNSAID),
    ],
)
def test_a_column_of_its_own_decides(column, rule):
    assert rule_of(TUESDAY, column, "Night Owls") == rule


def test_a_column_that_says_only_monthly_is_helped_by_the_note():
    assert rule_of(TUESDAY, "monthly", "Owls", ["2nd Tuesday"]) == "FREQ=MONTHLY;BYDAY=2TU"


def test_the_second_sunday_is_the_second():
    rule = "FREQ=MONTHLY;BYDAY=2SU"
    assert [day for day in (1, 8, 15, 22, 29) if falls_on(rule, date(2026, 11, day))] == [8]


def test_the_last_one_may_be_the_fourth_or_the_fifth():
    last = "FREQ=MONTHLY;BYDAY=-1SU"
    assert falls_on(last, date(2026, 11, 29)) and not falls_on(last, date(2026, 11, 22))
    assert falls_on(last, date(2027, 2, 28)) and falls_on(last, date(2026, 12, 27))


def test_every_week_and_every_other_week_may_fall_on_any():
    assert falls_on(None, date(2026, 11, 8)) and falls_on(FORTNIGHTLY, date(2026, 11, 8))


def test_its_weeks_can_be_told():
    assert (weeks_of("FREQ=MONTHLY;BYDAY=1TU,-1TU"), weeks_of(None)) == ((1, -1), ())


def test_a_second_sunday_s_midnight_is_the_monday_after_it():
    """14 November 2027 is a second Sunday, 8 November a second Monday."""
    rule = "FREQ=MONTHLY;BYDAY=2SU"
    assert falls_on(rule, date(2027, 11, 15)) and not falls_on(rule, date(2027, 11, 8))


def test_only_one_digit_is_a_week():
    assert rule_of(TUESDAY, "12", "Owls") is None
