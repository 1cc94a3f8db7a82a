from datetime import UTC, datetime, timedelta
from threading import Timer
from zoneinfo import ZoneInfo

import pytest

from service import timers
from service.clock import MovableClock
from service.delivery import outbox, states
from service.delivery.outbox import Outgoing
from service.errors import BadInput
from service.fast_forward import move_clock
from service.house import House
from service.models import Attempt, Lane, Outbox, State, Way
from tests.sending import HOUR, add_phone, house_of, settings_in

DENVER = ZoneInfo("America/Denver")


@pytest.fixture
def house(sqlite, keyring, tmp_path):
    """A demo's house without anybody who deals with what is due."""
    return House(settings_in(tmp_path), MovableClock(tmp_path / "clock"), keyring, sqlite)


def move(house, to):
    return move_clock(house, to, DENVER, patience_s=0)


def put(house, subject, after):
    due_at = house.clock.now() + after
    with house.database.transaction() as session:
        timers.put(session, "test", subject, due_at)
    return due_at


def test_it_moves_by_minutes_hours_and_days(house):
    start = datetime.now(UTC)
    moved = move(house, "+90m")
    assert timedelta(minutes=90) <= moved.now - start < timedelta(minutes=91)


def test_next_goes_to_the_next_thing_that_is_due(house):
    put(house, 1, timedelta(hours=3))
    first = put(house, 2, timedelta(hours=1))
    moved = move(house, "next")
    assert timedelta() <= moved.now - first < timedelta(seconds=5)


def test_next_stays_when_nothing_is_due(house):
    assert move(house, "next").now - datetime.now(UTC) < timedelta(seconds=5)


def test_it_steps_on_each_due_time_on_the_way(house):
    for hours in (1, 2, 3):
        put(house, hours, timedelta(hours=hours))
    assert move(house, "+150m").late == 2


def test_a_moment_without_a_zone_is_one_at_home(house):
    tomorrow = (datetime.now(DENVER) + timedelta(days=1)).replace(hour=18, minute=0)
    moved = move(house, f"{tomorrow:%Y-%m-%dT18:00}")
    assert f"{moved.now.astimezone(DENVER):%d %H:%M}" == f"{tomorrow:%d} 18:00"


class Ticked(MovableClock):
    """A ticker fires what is due right after each look at the clock."""

    fire = staticmethod(lambda seen: None)

    def now(self):
        seen = super().now()
        self.fire(seen)
        return seen


def test_what_a_timer_put_out_right_after_our_look_is_waited_for(sqlite, keyring, tmp_path):
    house = House(settings_in(tmp_path), Ticked(tmp_path / "clock"), keyring, sqlite)
    phone_id = add_phone(sqlite, keyring, house.clock)
    put(house, 1, HOUR)

    def fire(seen):
        now = MovableClock.now(house.clock)
        with sqlite.transaction() as session:
            if any(timers.take(session, one) for one in timers.due(session, seen, 1)):
                put_out(session, phone_id, now)

    house.clock.fire = fire
    assert move(house, "next").late == 1


def put_out(session, phone_id, now, **more):
    values = {
        "way": Way.TEXT, "lane": Lane.NOTICE, "dedupe_key": "one", "phone_id": phone_id,
        "message": "notice", "useful_until": now + HOUR,
    }  # fmt: skip
    return outbox.put(session, Outgoing(**{**values, **more}), now)


def ring(house, phone_id, now):
    """A reminder's call that nobody answers for a moment."""
    with house.database.transaction() as session:
        row_id = put_out(session, phone_id, now, way=Way.CALL, lane=Lane.REMINDER)
        times = {"started_at": now, "posted_at": now, "keep_until": now + HOUR}
        session.add(Attempt(id="1", outbox_id=row_id, number=1, **times))
        session.get_one(Outbox, row_id).state = State.SENT
    Timer(0.2, lambda: nobody_answers(house, row_id)).start()


def nobody_answers(house, row_id):
    with house.database.transaction() as session:
        row = session.get_one(Outbox, row_id)
        states.move(row, State.NO_ANSWER, MovableClock.now(house.clock), "Nobody picked up.")


def test_what_comes_of_a_call_that_rings_is_waited_for(sqlite, keyring, tmp_path):
    house = House(settings_in(tmp_path), Ticked(tmp_path / "clock"), keyring, sqlite)
    phone_id = add_phone(sqlite, keyring, house.clock)
    put(house, 1, HOUR)

    def fire(seen):
        with sqlite.transaction() as session:
            found = [one for one in timers.due(session, seen, 1) if one.kind == "test"]
            taken = [timers.take(session, one) for one in found]
        if taken:
            ring(house, phone_id, MovableClock.now(house.clock))

    house.clock.fire = fire
    assert move(house, "next").late == 1


@pytest.mark.parametrize("to", ["2020-01-01", "soon", "-1h", "+5y", ""])
def test_backwards_and_nonsense_are_refused(house, to):
    with pytest.raises(BadInput):
        move(house, to)


def test_a_real_clock_is_never_moved(clock, keyring, sqlite, tmp_path):
    with pytest.raises(BadInput, match="demo"):
        move_clock(house_of(clock, keyring, sqlite, tmp_path), "+1h", DENVER)
