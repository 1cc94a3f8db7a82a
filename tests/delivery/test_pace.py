"""The pace: what waits, what doesn't, and that all processes share it."""

import time

import pytest
from redis import Redis

from service import jobs
from service.carrier.port import NOT_REACHED, Accepted, Refused, Unknown, Verdict
from service.delivery.pace import Fare, Pace
from service.delivery.posting import STOOD_STILL
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


def after(*seconds, since=None):
    """Waits of so many seconds: a quarter of one is always open, and whatever has passed since then."""
    passed = time.monotonic() - since if since else 0.0
    middle = [second and second - 0.25 - passed / 2 for second in seconds]
    return pytest.approx(middle, abs=passed / 2 + 0.01)


def test_one_goes_after_the_other(pace):
    begun = time.monotonic()
    assert pace.take([TEXT, TEXT, TEXT]) == after(0, 1, 2)
    assert pace.take([TEXT]) == after(3, since=begun)


def test_a_text_of_three_segments_takes_three_times_as_long(pace):
    assert pace.take([LONG, TEXT]) == after(0, 3)


def test_texts_and_calls_do_not_wait_for_each_other(pace):
    assert pace.take([TEXT, CALL, TEXT, CALL]) == after(0, 0, 1, 1)


def test_who_is_waited_for_goes_at_once_and_the_others_pay(pace):
    begun = time.monotonic()
    assert pace.take([TEXT, CRISIS, CRISIS]) == after(0, 0, 0)
    assert pace.take([TEXT, CRISIS]) == after(3, 0, since=begun)


def test_there_is_room_until_enough_of_them_wait(pace):
    assert pace.room(Way.TEXT) == 1
    pace.take([TEXT] * 1000)
    assert (pace.room(Way.TEXT), pace.room(Way.CALL)) == (0, 1)
    assert pace.opens_in(Way.TEXT) > 500


def test_a_faster_line_has_more_room(process):
    assert Pace(dict.fromkeys(Way, 100.0)).room(Way.TEXT) == 40


def test_long_texts_need_more_of_it():
    pace = Pace(dict.fromkeys(Way, 1000.0))
    pace.take([LONG] * 100)
    assert pace.room(Way.TEXT) < 150


def test_all_processes_share_it(process):
    one, other, begun = process(), process(), time.monotonic()
    one.take([TEXT, TEXT])
    assert other.take([TEXT]) == after(2, since=begun)


def test_a_process_that_looks_knows_what_the_others_took(process):
    one, other = process(), process()
    one.take([TEXT] * 1000)
    other.take([])
    assert other.room(Way.TEXT) == 0


def test_a_carrier_that_names_a_time_stops_everybody_for_so_long(process):
    one, other, begun = process(), process(), time.monotonic()
    one.heed(Way.TEXT, [Accepted("SM1"), Refused(Verdict.LATER, 20429, "Slower.", 30.0)])
    assert other.take([TEXT, CRISIS, CALL]) == after(30.25, 0, 0, since=begun)


def test_a_carrier_that_cant_be_reached_is_given_a_moment(process):
    one, other, begun = process(), process(), time.monotonic()
    one.heed(Way.TEXT, [NOT_REACHED])
    assert other.take([TEXT]) == after(1.25, since=begun)


def test_too_many_at_once_slows_everybody_a_little(process):
    one, other, begun = process(), process(), time.monotonic()
    one.heed(Way.TEXT, [Refused(Verdict.LATER, 20429, "Slower.")] * 100)
    assert other.take([TEXT]) == after(2, since=begun)


@pytest.mark.parametrize(
    "outcome",
    [
        Accepted("SM1"),
        Unknown("lost"),
        Refused(Verdict.PERMANENT, 21211, "No such number."),
        Refused(Verdict.LATER, 30003, "Off.", 60.0),
        STOOD_STILL,
    ],
    ids=["a yes", "no answer", "a wrong number", "a phone that is off", "our own standstill"],
)
def test_what_is_not_the_carriers_own_trouble_slows_nobody(process, outcome):
    pace = process()
    pace.heed(Way.TEXT, [outcome])
    assert pace.take([TEXT]) == after(0)


def test_a_clock_that_was_set_back_stops_nobody_for_longer_than_an_hour(process, real_redis):
    process().take([TEXT])
    with Redis.from_url(real_redis.url) as redis:
        [bucket] = redis.keys("pace:text:*")
        redis.set(bucket, int((time.time() + 86_400) * 1e6))
    [wait_s] = process().take([TEXT])
    assert wait_s == 3600.0


def test_a_bucket_that_holds_no_number_starts_anew_for_all_processes(process, real_redis):
    process().take([TEXT])
    with Redis.from_url(real_redis.url) as redis:
        [bucket] = redis.keys("pace:text:*")
        redis.set(bucket, "no number")
        process().take([TEXT])
        assert float(redis.get(bucket)) > 0


def test_however_many_replies_went_the_others_wait_an_hour_at_most(pace):
    pace.take([Fare(Way.TEXT, 10_000, True)])
    [wait_s] = pace.take([TEXT])
    assert wait_s == 3600.0


def test_without_redis_each_process_keeps_to_a_share(process, real_redis):
    pace = process()
    with real_redis.stopped():
        assert pace.take([TEXT, TEXT]) == after(0, 2)


def test_without_a_rate_nothing_waits():
    pace = Pace()
    pace.heed(Way.TEXT, [Refused(Verdict.LATER, 20429, "Slower.", 30.0)])
    assert pace.take([TEXT] * 3) == [0, 0, 0]
    assert pace.room(Way.TEXT) > 1000
