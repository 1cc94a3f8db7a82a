from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from service.text.times import day_and_time, hour_of, short_hour

DENVER = ZoneInfo("America/Denver")
NOW = datetime(2026, 11, 24, 18, 0, tzinfo=DENVER)  # a Tuesday


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=DENVER)


@pytest.mark.parametrize(
    ("moment", "english", "spanish"),
    [
        (at(24, 19), "tonight 7 pm", "esta noche 7 pm"),
        (at(25, 0, 30), "tonight 12:30 am", "esta noche 12:30 am"),
        (at(25, 7), "tomorrow 7 am", "mañana 7 am"),
        (at(26, 12), "Thu noon", "jue 12 pm"),
        (at(1, 18, 30, 12), "Tue Dec 1 6:30 pm", "mar 1 dic 6:30 pm"),
    ],
)
def test_a_time_is_written_as_people_say_it(moment, english, spanish):
    assert day_and_time(moment, NOW, "en").eye == english
    assert day_and_time(moment, NOW, "es").eye == spanish


def test_the_ear_gets_whole_words():
    assert day_and_time(at(27, 19, 5), NOW, "en").ear == "Friday at 7 oh 5 P M"
    assert day_and_time(at(27, 13), NOW, "es").ear == "viernes a la una de la tarde"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(26, 12), "jueves a las doce del día"),
        (at(26, 6, 45), "jueves a las seis y 45 de la mañana"),
        (at(27, 1, 15), "viernes a la una y cuarto de la madrugada"),
        (at(26, 19, 30), "jueves a las siete y media de la noche"),
        (at(24, 19), "esta noche a las siete"),
    ],
)
def test_spanish_hours_are_said_with_their_part_of_the_day(moment, said):
    assert day_and_time(moment, NOW, "es").ear == said


def test_noon_and_midnight_are_named():
    assert [hour_of(at(24, 12), "en").eye, hour_of(at(24, 0), "en").eye] == ["noon", "midnight"]


def test_lists_have_short_hours():
    assert [short_hour(at(24, 19, 30)), short_hour(at(24, 12)), short_hour(at(24, 6))] == [
        "7:30p",
        "12n",
        "6a",
    ]
