"""The pace: what waits, what doesn't, and that all processes share it."""

import pytest

from service import jobs
from service.carrier.port import Accepted, Refused, Unknown, Verdict
from service.delivery.pace import Fare, Pace
from service.models import Way
from tests.real_redis import real_redis, running_redis

__all__ = ["real_redis", "running_redis"]

TEXT, CALL = Fare(Way.TEXT, 1, False), Fare(Way.CALL, 1, False)
LONG = Fare(Way.TEXT, 3, False)
CRISIS = Fare(Way.TEXT, 1, True)
ONE_A_SECOND = {Way.TEXT: 1.0, Way.CALL: 1.0}


@pytest.fixture
def process(real_redis):
    """Makes one process after the other, each with a connection of its own."""
    return lambda: Pace(ONE_A_SECOND, jobs.open_redis(real_redis.url), "+14065550199")


@pytest.fixture(params=["in Redis", "alone"])
def pace(request, process):
    """At one a second, or two that share it by halves without a Redis."""
    return process() if request.param == "in Redis" else Pace(dict.fromkeys(Way, 2.0))


def about(*seconds):
    """A quarter of a second is always open, and a moment passes while we ask."""
    return pytest.approx([max(0.0, second - 0.25) for second in seconds], abs=0.2)


def test_one_goes_after_the_other(pace):
    assert pace.take([TEXT, TEXT, TEXT]) == about(0, 1, 2)
    assert pace.take([TEXT]) == about(3)


def test_a_text_of_three_segments_takes_three_times_as_long(pace):
    assert pace.take([LONG, TEXT]) == about(0, 3)


def test_texts_and_calls_do_not_wait_for_each_other(pace):
    assert pace.take([TEXT, CALL, TEXT, CALL]) == about(0, 0, 1, 1)


def test_who_is_waited_for_goes_at_once_and_the_others_pay(pace):
    assert pace.take([TEXT, CRISIS, CRISIS]) == about(0, 0, 0)
    assert pace.take([TEXT, CRISIS]) == about(3, 0)


def test_there_is_room_until_enough_of_them_wait(pace):
    assert pace.room(Way.TEXT) == 1
    pace.take([TEXT, TEXT])
    assert (pace.room(Way.TEXT), pace.room(Way.CALL)) == (0, 1)
    assert pace.opens_in(Way.TEXT) > 1


def test_a_faster_line_has_more_room(process):
    assert Pace(dict.fromkeys(Way, 100.0)).room(Way.TEXT) == 40


def test_long_texts_need_more_of_it():
    pace = Pace(dict.fromkeys(Way, 1000.0))
    pace.take([LONG] * 100)
    assert pace.room(Way.TEXT) < 150


def test_all_processes_share_it(process):
    one, other = process(), process()
    one.take([TEXT, TEXT])
    assert other.take([TEXT]) == about(2)


def test_a_process_that_looks_knows_what_the_others_took(process):
    one, other = process(), process()
    one.take([TEXT] * 5)
    other.take([])
    assert other.room(Way.TEXT) == 0


def test_a_carrier_that_names_a_time_stops_everybody_for_so_long(process):
    one, other = process(), process()
    one.heed(Way.TEXT, [Accepted("SM1"), Refused(Verdict.LATER, 20429, "Slower.", 30.0)])
    assert other.take([TEXT, CRISIS, CALL]) == about(30.25, 0, 0)


def test_too_many_at_once_slows_everybody_a_little(process):
    one, other = process(), process()
    one.heed(Way.TEXT, [Refused(Verdict.LATER, 20429, "Slower.")] * 100)
    assert other.take([TEXT]) == about(2)


@pytest.mark.parametrize(
    "outcome",
    [
        Accepted("SM1"),
        Unknown("lost"),
        Refused(Verdict.PERMANENT, 21211, "No such number."),
        Refused(Verdict.LATER, 30003, "Off.", 60.0),
    ],
    ids=["a yes", "no answer", "a wrong number", "a phone that is off"],
)
def test_what_concerns_one_phone_slows_nobody(process, outcome):
    pace = process()
    pace.heed(Way.TEXT, [outcome])
    assert pace.take([TEXT]) == about(0)


def test_without_redis_each_process_keeps_to_a_share(process, real_redis):
    pace = process()
    with real_redis.stopped():
        assert pace.take([TEXT, TEXT]) == about(0, 2)


def test_without_a_rate_nothing_waits():
    pace = Pace()
    pace.heed(Way.TEXT, [Refused(Verdict.LATER, 20429, "Slower.", 30.0)])
    assert pace.take([TEXT] * 3) == [0, 0, 0]
    assert pace.room(Way.TEXT) > 1000
