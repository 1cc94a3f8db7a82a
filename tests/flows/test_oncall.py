"""ONCALL and OFFCALL by text: what holds is said exactly, on their own wall, and can be undone."""

from datetime import UTC, datetime, timedelta

import pytest

from service.crisis import roster
from tests.duty import ALWAYS, KIM, LEE, put_on_duty
from tests.line import ANA

MONDAY, FRIDAY, SATURDAY = 0, 4, 5
SIX_PM, TEN_PM, SIX_AM = 18 * 60, 22 * 60, 6 * 60
FRIDAYS = ({"weekday": FRIDAY, "from_min": SIX_PM, "until_min": TEN_PM},)
NIGHTS = ({"weekday": SATURDAY, "from_min": TEN_PM, "until_min": SIX_AM},)


@pytest.fixture
def lee(line):
    """It is Monday, six in the evening; he is on call on Fridays, and nobody else is at any hour."""
    return put_on_duty(line.house, LEE, shifts=FRIDAYS)


@pytest.fixture
def there(line):
    """Whether Lee is on duty at that hour of November, in Montana."""

    def there(day, hour, minute=0):
        moment = datetime(2026, 11, day, 7, tzinfo=UTC) + timedelta(hours=hour, minutes=minute)
        with line.house.database.reading() as session:
            on = roster.on_duty(session, line.house.settings, moment)
        return LEE in [one.phone.e164 for one in on]

    return there


def says(line, *texts, sender=LEE):
    return [line.text(one, sender)[0] for one in texts][-1]


def test_alone_it_says_when_they_are_on(line, lee):
    assert says(line, "ONCALL").startswith("On call next: Fri 6 pm to 10 pm.\n1 Add hours")
    put_on_duty(line.house, KIM, shifts=FRIDAYS, language="es")
    assert says(line, "mi turno", sender=KIM).startswith("Su proximo turno: vie 6 pm a 10 pm.")


@pytest.mark.parametrize("word", ["ONCALL", "oncall fri 18-22", "OFFCALL", "sin turno"])
def test_for_anybody_else_it_is_no_word(line, lee, word):
    assert says(line, word, sender=ANA) == says(line, "xyzzy", sender=ANA)


@pytest.mark.parametrize(
    ("said", "told", "day", "hour"),
    [
        ("ONCALL wed 18-22", "Wed 6 pm to 10 pm", 25, 21),
        ("oncall 8pm-11pm", "tonight 8 pm to 11 pm", 23, 22),
        ("ONCALL 9-12", "tomorrow 9 am to noon", 24, 11),
        ("On call tonight", "tonight 6 pm to midnight", 23, 23),
        ("ONCALL until 10pm", "tonight 6 pm to 10 pm", 23, 21),
        ("TURNO sab 22-6", "Sat 10 pm to 6 am", 29, 5),
    ],
)
def test_hours_are_added_for_a_date_and_undone_by_a_digit(line, lee, there, said, told, day, hour):
    assert told in says(line, said) and there(day, hour)
    says(line, "1")
    assert not there(day, hour)


@pytest.mark.parametrize("said", ["ONCALL blue moon", "ONCALL fri 9-9:30"])
def test_what_is_no_time_is_asked_back(line, lee, said):
    assert says(line, said).startswith("I can't read that.")
    assert "Wed 6 pm" in says(line, "wed 18-22")


def test_who_leaves_nobody_there_is_warned_and_may_stay(line, lee, there):
    told = says(line, "OFFCALL")
    assert told == "Nobody else is there Fri 6 pm to 10 pm. Reply 1 still take me off, 2 stay."
    assert "Nothing is changed." in says(line, "2") and there(27, 19)


def test_off_for_one_date_and_back(line, lee, there):
    assert "off call Fri 6 pm to 10 pm. On call next: Fri Dec 4" in says(line, "OFFCALL fri", "1")
    assert not there(27, 19)
    assert says(line, "1") == "As before. On call next: Fri 6 pm to 10 pm." and there(27, 19)


def test_with_somebody_else_there_it_is_done_at_once(line, lee, there):
    put_on_duty(line.house, KIM)
    assert says(line, "OFFCALL").startswith("You are off call Fri 6 pm") and not there(27, 19)


def test_only_the_hours_that_nobody_else_has_are_warned_of(line, lee):
    put_on_duty(line.house, KIM, shifts=({"weekday": FRIDAY, "from_min": 0, "until_min": 1200},))
    assert says(line, "OFFCALL").startswith("Nobody else is there Fri 8 pm to 10 pm.")


def test_a_shift_that_is_on_ends_now(line, lee, there, clock):
    clock.at = datetime(2026, 11, 28, 2, 30, tzinfo=UTC)  # Friday, half past seven there
    assert says(line, "ONCALL").startswith("You are on call now, until tonight 10 pm. Then")
    says(line, "OFFCALL", "1")
    assert there(27, 19, 29) and not there(27, 19, 30) and not there(27, 21)


def test_a_night_is_taken_off_whole_over_midnight(line, there):
    put_on_duty(line.house, LEE, shifts=NIGHTS)
    assert "Sat 10 pm to 6 am" in says(line, "OFFCALL sat")
    says(line, "1")
    assert not there(28, 23) and not there(29, 5)


def test_who_is_always_on_takes_off_a_day_or_hours_of_it(line, there):
    put_on_duty(line.house, LEE, shifts=ALWAYS)
    assert says(line, "ONCALL").startswith("You are on call at any hour.")
    says(line, "OFFCALL wed", "1", "OFFCALL fri 8pm-10pm", "1")
    assert not there(25, 0) and not there(25, 23) and there(26, 0)
    assert there(27, 19) and not there(27, 20) and there(27, 22)


def test_hours_added_lift_what_was_taken_off_and_an_undo_takes_it_off_again(line, lee, there):
    says(line, "OFFCALL fri", "1", "ONCALL fri 8pm-11pm")
    assert not there(27, 19) and there(27, 20) and there(27, 22)
    says(line, "1")
    assert not there(27, 20) and not there(27, 22)


def test_a_day_alone_puts_back_what_was_taken_off(line, lee, there):
    says(line, "OFFCALL fri", "1")
    assert "on call Fri 6 pm to 10 pm" in says(line, "ONCALL fri") and there(27, 19)
    assert says(line, "1").startswith("As before.") and not there(27, 19)


@pytest.mark.parametrize(
    ("sunday", "hours", "lasts"),
    [(datetime(2026, 11, 1), "22-6", 9), (datetime(2027, 3, 14), "22-6", 7)],
    ids=["back", "forward"],
)  # fmt: skip
def test_a_night_over_a_clock_change_ends_by_the_wall(line, clock, sunday, hours, lasts):
    clock.at = sunday.replace(tzinfo=UTC) - timedelta(hours=8)  # Saturday, in the day
    [lee] = put_on_duty(line.house, LEE, shifts=())
    assert "10 pm to 6 am" in says(line, f"ONCALL {hours}")

    def on():
        with line.house.database.reading() as session:
            first, last = clock.at, clock.at + timedelta(days=2)
            return roster.rotas(session, line.house.settings, first, last)[lee].blocks()

    assert [span.length for span in on()] == [timedelta(hours=lasts)]
    says(line, "OFFCALL tonight", "1")
    assert on() == []
    says(line, "1")
    assert [span.length for span in on()] == [timedelta(hours=lasts)]
