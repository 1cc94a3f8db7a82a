"""What people write behind CHECKIN; nothing of it is guessed."""

import pytest

from service.text.check_words import EVERY_DAY, WEEKEND, WORKDAYS, check_in_said, hour_typed

MON_WED_FRI, MON_THU = 0b001_0101, 0b000_1001


@pytest.mark.parametrize(
    ("said", "at_min", "days", "grace_min"),
    [
        ("9am daily", 540, EVERY_DAY, None),
        ("9 a.m. every monday and thursday", 540, MON_THU, None),
        ("9pm weekdays", 1260, WORKDAYS, None),
        ("9am lun jue", 540, MON_THU, None),
        ("9am mon-fri", 540, WORKDAYS, None),
        ("6:15pm sat & sun", 1095, WEEKEND, None),
        ("7 de la tarde todos los dias", 1140, EVERY_DAY, None),
        ("8 y media de la mañana de lunes a viernes", 510, WORKDAYS, None),
        ("a las 12 de la noche", 0, None, None),
        ("nine am", 540, None, None),
        ("mediodía los fines de semana", 720, WEEKEND, None),
        ("21:00", 1260, None, None),
        ("0900 daily", 540, EVERY_DAY, None),
        ("10am 30", 600, None, 30),
        ("10am daily 2 hours", 600, EVERY_DAY, 120),
        ("10am media hora", 600, None, 30),
        ("daily", None, EVERY_DAY, None),
    ],
)
def test_an_hour_days_and_a_grace(said, at_min, days, grace_min):
    found = check_in_said(said)
    assert (found.at_min, found.days, found.grace_min) == (at_min, days, grace_min)
    assert not (found.is_bare or found.is_near or found.is_odd or found.off)


@pytest.mark.parametrize("said", ["9", "8:30 mon wed fri", "12 daily", "a las 9 lun a vie"])
def test_an_hour_of_which_half_is_not_said_stays_bare(said):
    assert check_in_said(said).is_bare and not check_in_said(said).is_odd


@pytest.mark.parametrize("said", ["9am dialy", "9am wednsday", "9am thusday", "9am mirecoles"])
def test_a_slip_is_marked(said):
    assert check_in_said(said).is_near and check_in_said(said).days


@pytest.mark.parametrize(
    "said",
    ["soon", "9am 9pm", "25:00", "13pm", "9am every other day", "9am 5", "9am except sunday",
     "9am 20 min", "9am tusk", "I want somebody to ask me how I am at 9am or maybe a bit later today"],
)  # fmt: skip
def test_what_cannot_be_read_is_marked(said):
    assert check_in_said(said).is_odd


@pytest.mark.parametrize("said", ["OFF", "off.", "no", "ya no", "fin"])
def test_its_end(said):
    assert check_in_said(said).off


def test_four_keys():
    assert hour_typed("1200").is_bare and hour_typed("0030").at_min == 30
    assert not hour_typed("0030").is_bare and not hour_typed("1300").is_bare
    assert hour_typed("2400").is_odd and hour_typed("900").is_odd
