"""What coordinators write behind their words, in whichever order, with slips, in both languages."""

from datetime import date, datetime

import pytest

from service.text.notice_days import said_of
from service.text.notice_words import count_in, group_named, groups_before

NAMES = ("tue", "tuesday", "martes", "mar", "grief", "kin", "night owls")
MONDAY = datetime(2026, 11, 23, 18, 5)
TUESDAY = date(2026, 11, 24)


def read(said, of_hours=False):
    named = group_named(said, NAMES)
    found = said_of(named.rest, MONDAY, of_hours)
    return named.names, found


@pytest.mark.parametrize(
    ("said", "day", "reason"),
    [
        ("TUE", None, ""),
        ("tue Snow", None, "Snow"),
        ("TUE tue", TUESDAY, ""),
        ("Tuesday, nov 24th: ice on I-90.", TUESDAY, "ice on I-90"),
        ("the TUE group on 11/24 because of ice", TUESDAY, "ice"),
        ("24 nov TUE (no heat)", TUESDAY, "no heat"),
        ("snow TUE", None, "snow"),
        ("tonight TUE snow", MONDAY.date(), "snow"),
        ("TUE next tue", TUESDAY, ""),
        ("MAR 24 de noviembre, calle cerrada", TUESDAY, "calle cerrada"),
        ("mar esta noche por nieve", MONDAY.date(), "nieve"),
        ("MAR mañana por la NIEVE", TUESDAY, "la NIEVE"),
        ("tue nov 20", date(2026, 11, 20), ""),
        ("tue jan 5", date(2027, 1, 5), ""),
        ("tue 2026-11-24", TUESDAY, ""),
    ],
)
def test_a_group_a_date_and_a_reason_in_any_order(said, day, reason):
    names, found = read(said)
    assert len(names) == 1 and found.rest == reason
    assert found.days == ((day,) if day else ())


@pytest.mark.parametrize(
    ("said", "at_min", "is_bare", "place"),
    [
        ("TUE 8pm", 1200, False, ""),
        ("TUE to 8 P.M. at the Library", 1200, False, "the Library"),
        ("TUE 7:30", 450, True, ""),
        ("TUE 20:00 Library", 1200, False, "Library"),
        ("TUE noon", 720, False, ""),
        ("TUE 8", 480, True, ""),
        ("TUE 12 Pine St", None, False, "12 Pine St"),
        ("TUE 12 Pine St 7pm", 1140, False, "12 Pine St"),
        ("MAR a las 8 de la noche en la Biblioteca", 1200, False, "la Biblioteca"),
        ("MAR mediodía", 720, False, ""),
        ("TUE 25:00", None, False, "25:00"),
    ],
)
def test_an_hour_and_a_place(said, at_min, is_bare, place):
    _, found = read(said, of_hours=True)
    assert (found.at_min, found.is_bare, found.rest) == (at_min, is_bare, place)


def test_two_days_are_the_date_and_the_day_it_moves_to():
    _, found = read("TUE nov 24 to wed 7pm", of_hours=True)
    assert found.days == (TUESDAY, date(2026, 11, 25)) and found.at_min == 1140


def test_a_day_behind_the_words_may_belong_to_them():
    _, found = read("TUE no heat today")
    assert (found.rest, found.last, found.whole) == ("no heat", MONDAY.date(), "no heat today")


def test_two_groups_are_both_named_and_none_is_guessed():
    assert read("tue grief")[0] == ("tue", "grief") and read("grief tue")[0] == ("grief",)
    assert read("snow")[0] == () and group_named("", NAMES).names == ()
    assert read("TUE feb 30")[1].is_no_date and not read("TUE snow")[1].is_no_date


@pytest.mark.parametrize(
    ("said", "names", "words"),
    [
        ("TUE: Bring soup!", ("tue",), "Bring soup!"),
        ("TUE bring soup: 7:30 sharp", ("tue",), "bring soup: 7:30 sharp"),
        ("TUE, KIN: see you", ("tue", "kin"), "see you"),
        ("tue y grief: hola", ("tue", "grief"), "hola"),
        ("the KIN group We meet at 4", ("kin",), "We meet at 4"),
        ("we meet at 7:30", (), "we meet at 7:30"),
        ("TUE\n\nTwo lines\nof it", ("tue",), "Two lines\nof it"),
    ],
)
def test_free_words_are_kept_as_written(said, names, words):
    found = groups_before(said, NAMES)
    assert (found.names, found.rest) == (names, words) and not found.everybody


@pytest.mark.parametrize(
    "said", ["ALL: hi", "all: hi", "ALL hi", "todos: hi", "Todos los grupos: hi"]
)
def test_all_must_be_written_out(said):
    assert groups_before(said, NAMES).everybody and groups_before(said, NAMES).rest == "hi"
    assert not groups_before("all of you, hi", NAMES).everybody


def test_a_count_is_a_number_and_nothing_else():
    counts = [count_in(one) for one in ("41", " 05. ", "#41", "1,204", "41 kinds", "forty", "")]
    assert counts == ["41", "05", "41", "1204", None, None, None]


@pytest.mark.parametrize(
    "said", ["x" * 2000, "tue " * 500, "nov 24 " * 300, "7:30 " * 400, "¿?! ,;"]
)
def test_two_thousand_characters_are_read_without_harm(said):
    read(said, of_hours=True)
    groups_before(said, NAMES)
