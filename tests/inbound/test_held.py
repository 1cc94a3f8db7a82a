"""While a STOP may lie unread somewhere, nothing goes out but answers."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from service.clock import SystemClock
from service.delivery import outbox
from service.delivery.outbox import Outgoing
from service.flows.keeper import Keeper
from service.house import House
from service.inbound.held import AWAKE_S, GONE_S, LOOK_PATIENCE_S, SILENT, UNLOOKED, Gone, Held
from service.inbound.spool import Kept, Spool
from service.models import CatchUp, Lane, Outbox, PhoneRow, State, Waiting, Way
from tests.line import ANA, settings_for
from workers.crew import Crew


@pytest.fixture
def elsewhere(either, tmp_path) -> House:
    """A web process on another machine: the same database, a folder of its own."""
    folder = tmp_path / "elsewhere"
    return House(settings_for(folder), either.clock, either.keyring, either.database)


@pytest.fixture
def their_spool(elsewhere) -> Spool:
    return Spool(elsewhere.settings.data_dir / "spool", elsewhere.keyring)


@pytest.fixture
def held(world) -> Held:
    return Held(world.house, world.spool)


def stop_of_ana(house) -> Kept:
    return Kept("SMstop", ANA, "STOP", 0, house.clock.now().timestamp(), answered=False)


def put_off(house, model, column, by) -> None:
    """As if this row had been written so much earlier."""
    with house.database.transaction() as session:
        row = session.scalar(select(model))
        setattr(row, column, getattr(row, column) - by)


def test_nothing_is_held_while_nothing_waits(held, elsewhere, their_spool):
    Keeper(elsewhere, their_spool).look()
    assert not held()


def test_a_text_on_this_machine_s_disk_holds(world, held):
    world.spool.keep(stop_of_ana(world.house))
    assert held()
    world.replay()
    assert not held()


def test_a_text_on_another_machine_s_disk_holds(held, elsewhere, their_spool, monkeypatch):
    monkeypatch.setattr("service.flows.keeper.replay", lambda *_: 0)  # it can't be taken yet
    their_spool.keep(stop_of_ana(elsewhere))
    Keeper(elsewhere, their_spool).look()
    assert held()


def test_a_machine_that_has_not_spoken_since_an_outage_holds(world, held, elsewhere, their_spool):
    Keeper(elsewhere, their_spool).look()
    put_off(world.house, Waiting, "at", 2 * SILENT)
    assert held()
    Keeper(elsewhere, their_spool).look()
    assert not held()


def test_a_process_that_ends_with_nothing_on_its_disk_is_not_waited_for(
    world, held, elsewhere, their_spool
):
    keeper = Keeper(elsewhere, their_spool)
    keeper.look()
    keeper.stop()
    assert world.all(Waiting) == []


@pytest.fixture
def gone(ticking) -> Gone:
    return Gone(clock=ticking)


def watch(gone, house, ticking, for_s, every_s=5) -> None:
    for _ in range(int(for_s / every_s)):
        ticking.at += every_s
        gone.forget(house)


def test_a_machine_that_is_gone_for_good_is_forgotten(world, gone, ticking, elsewhere, their_spool):
    Keeper(elsewhere, their_spool).look()
    watch(gone, world.house, ticking, GONE_S)
    assert len(world.all(Waiting)) == 1
    watch(gone, world.house, ticking, 10)
    assert world.all(Waiting) == []


def test_an_outage_of_the_database_is_nobody_s_silence(
    world, gone, ticking, elsewhere, their_spool
):
    Keeper(elsewhere, their_spool).look()
    watch(gone, world.house, ticking, 10)
    ticking.at += 10 * GONE_S  # nobody could look
    watch(gone, world.house, ticking, AWAKE_S)
    assert len(world.all(Waiting)) == 1


def test_a_machine_that_speaks_is_never_forgotten(world, gone, ticking, elsewhere, their_spool):
    for _ in range(5):
        Keeper(elsewhere, their_spool).look()
        watch(gone, world.house, ticking, GONE_S / 2)
    assert len(world.all(Waiting)) == 1


def test_after_our_own_outage_the_carrier_s_list_is_read_before_anything_is_sent(world, held):
    assert not held()
    put_off(world.house, CatchUp, "looked_at", 2 * UNLOOKED)
    assert held()
    world.look()
    assert not held()


def test_a_list_that_can_t_be_had_does_not_hold_for_ever(world, ticking):
    held = Held(world.house, world.spool, ticking)
    put_off(world.house, CatchUp, "looked_at", 2 * UNLOOKED)
    assert held()
    ticking.at += LOOK_PATIENCE_S
    assert not held()


def test_a_stop_kept_on_another_machine_counts_before_a_reminder_goes(
    world, held, elsewhere, their_spool
):
    world.text("MENU")
    keeper = Keeper(elsewhere, their_spool)
    keeper.look()
    their_spool.keep(stop_of_ana(elsewhere))  # the database is away for its machine
    put_off(world.house, Waiting, "at", 2 * SILENT)
    put_out_a_reminder(world)
    crew = Crew(world.house, world.carrier, {"reminder": say_hello}, {}, held=held)
    crew.send(tuple(Lane), 10)
    assert state_of_reminder(world) == State.QUEUED
    keeper.look()
    crew.send(tuple(Lane), 10)
    assert state_of_reminder(world) == State.SUPPRESSED


def put_out_a_reminder(world) -> None:
    now = world.clock.now()
    with world.house.database.transaction() as session:
        outgoing = Outgoing(
            way=Way.TEXT, lane=Lane.REMINDER, dedupe_key="reminder:1", message="reminder",
            phone_id=session.scalar(select(PhoneRow.id)), useful_until=now + timedelta(hours=1),
        )  # fmt: skip
        outbox.put(session, outgoing, now)


def state_of_reminder(world) -> str:
    with world.house.database.reading() as session:
        return session.scalar(select(Outbox.state).where(Outbox.message == "reminder"))


def say_hello(session, house, claimed, now):
    raise AssertionError("nothing may be said to Ana")


class OffByAMinute(datetime):
    """Any machine's clock that is slow, or fast."""

    by = timedelta()

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.by


@pytest.mark.parametrize("database", ["postgres"], indirect=True)  # on SQLite all is one machine
@pytest.mark.parametrize("by", [-timedelta(minutes=1), timedelta(minutes=1)], ids=["slow", "fast"])
def test_a_machine_whose_clock_is_off_is_neither_silent_nor_speaks_for_ever(
    world, held, elsewhere, their_spool, monkeypatch, by
):
    monkeypatch.setattr(OffByAMinute, "by", by)
    with monkeypatch.context() as there:
        there.setattr("service.clock.datetime", OffByAMinute)
        Keeper(elsewhere, their_spool).look()
    assert not held()
    put_off(world.house, Waiting, "at", 2 * SILENT)
    assert held()


def test_how_old_a_sign_of_life_is_does_not_go_by_the_service_s_clock(
    elsewhere, their_spool, world
):
    Keeper(elsewhere, their_spool).look()
    assert abs(world.all(Waiting)[0].at - SystemClock().now()) < timedelta(minutes=1)
