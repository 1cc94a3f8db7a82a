"""Shift reminders with confirmation, and swaps: by text and call, over clock changes, with two tickers."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from service import alerts, preferences, shift_asks, swaps
from service.crisis import roster
from service.models import AskState, Outbox, Role, Shift, ShiftAsk, Timer, Trouble, Volunteer
from tests.duty import ALWAYS, KIM, LEE, SAM, put_on_duty, volunteer
from tests.flows.test_oncall import FRIDAYS, NIGHTS
from tests.line import BEN, settings_for
from tests.world import world_of

FRIDAY = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)  # six in the evening there
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAKING = "Your on-call time is tonight 6 pm to 10 pm. Reply 1 I'll be there, 2 I can't."


@pytest.fixture
def world(line, clock):
    """Lee is on call on Fridays; Kim and Sam at no hour of it; Ben coordinates. It is Thursday, noon."""
    clock.at = FRIDAY - DAY - 6 * HOUR
    put_on_duty(line.house, LEE, shifts=FRIDAYS)
    put_on_duty(line.house, KIM, SAM, BEN, shifts=())
    with line.house.database.transaction() as session:
        session.execute(update(Volunteer).where(Volunteer.id == 4).values(role=Role.COORDINATOR))
    return world_of(line)


def live_until(world, moment):
    """The tickers are two: each plans, and each acts on what is due."""
    for _ in range(2):
        shift_asks.plan_all(world.line.house)
    world.live_through(moment - world.clock.at)


def states(world):
    with world.line.house.database.reading() as session:
        return [one.state for one in session.scalars(select(ShiftAsk).order_by(ShiftAsk.id))]


def on_duty(world, moment):
    with world.line.house.database.reading() as session:
        return [one.id for one in roster.on_duty(session, world.line.house.settings, moment)]


def troubles(world):
    with world.line.house.database.reading() as session:
        return [one.kind for one in alerts.open_alerts(session)]


def test_an_hour_before_they_are_asked_once_and_a_1_is_all(world):
    live_until(world, FRIDAY - HOUR - timedelta(minutes=1))
    assert world.received(LEE) == []
    live_until(world, FRIDAY - HOUR)
    assert world.received(LEE) == [WAKING]
    assert world.text("1", LEE) == ["Thank you. You are on call tonight 6 pm to 10 pm."]
    live_until(world, FRIDAY + HOUR)
    assert (states(world), troubles(world)) == (["confirmed"], [])


def test_unconfirmed_it_is_asked_once_more_then_coordinators_are_told_and_they_stay_on(world):
    live_until(world, FRIDAY + timedelta(minutes=9))
    assert [text[:30] for text in world.received(LEE)] == [
        WAKING[:30],
        "Your on-call time has begun: t",
    ]
    assert world.received(BEN) == []
    live_until(world, FRIDAY + timedelta(minutes=10))
    assert world.received(BEN)[0].startswith(
        "Volunteer 1 has not confirmed on-call time tonight 6 pm"
    )
    assert troubles(world) == [Trouble.SHIFT_UNCONFIRMED] and on_duty(world, FRIDAY) == [1]
    assert world.text("1", LEE)[0].startswith("Thank you.") and states(world) == ["confirmed"]


def test_who_cannot_is_off_and_the_first_yes_of_the_others_has_it(world):
    live_until(world, FRIDAY - HOUR)
    assert "I ask the others now" in world.text("2", LEE)[0] and on_duty(world, FRIDAY) == []
    world.pass_time(seconds=5)
    offer = "Can you take on-call time tonight 6 pm to 10 pm? Reply 1 yes, 2 no."
    assert world.received(KIM) == world.received(SAM) == [offer]
    assert world.text("1", KIM)[0].startswith("Thank you. It is yours: you are on call tonight")
    assert world.text("1", SAM) == ["Somebody has it already. Thank you."]
    live_until(world, FRIDAY + HOUR)
    assert world.received(LEE)[-1].startswith("Somebody has taken your on-call time tonight 6 pm")
    assert on_duty(world, FRIDAY) == [2] and len(world.received(KIM)) == 2


def test_whom_nobody_replaces_is_told_with_the_coordinators_and_a_late_yes_has_it(world):
    live_until(world, FRIDAY - HOUR)
    world.text("2", LEE)
    live_until(world, FRIDAY - HOUR + timedelta(minutes=15))
    assert world.received(LEE)[-1].startswith("Nobody has taken your on-call time tonight 6 pm")
    assert world.received(BEN)[-1].startswith("Nobody is found for the on-call time of volunteer 1")
    assert troubles(world) == [Trouble.SHIFT_UNCOVERED] and states(world) == ["uncovered"]
    assert "It is yours" in world.text("1", BEN)[0] and on_duty(world, FRIDAY) == [4]


def test_who_can_after_all_is_back_and_nobody_else_may_take_it(world):
    live_until(world, FRIDAY - HOUR)
    world.text("2", LEE)
    assert world.text("1", LEE) == ["Thank you. You are on call tonight 6 pm to 10 pm."]
    assert on_duty(world, FRIDAY) == [1]
    world.pass_time(seconds=5)
    assert "yours" not in world.text("1", KIM)[0] and on_duty(world, FRIDAY) == [1]


def test_where_others_are_there_nobody_is_asked(world):
    put_on_duty(world.line.house, "+14065550133")
    live_until(world, FRIDAY - HOUR)
    assert "others are there" in world.text("2", LEE)[0] and on_duty(world, FRIDAY) == [5]
    world.pass_time(minutes=1)
    assert world.received(KIM) == []


def test_offcall_that_leaves_nobody_asks_the_others_and_its_undo_ends_that(world):
    world.text("OFFCALL", LEE)
    assert "I ask the others to take it" in world.text("1", LEE)[0]
    world.pass_time(seconds=5)
    assert world.received(KIM)[0].startswith("Can you take on-call time tomorrow 6 pm to 10 pm?")
    assert world.text("1", LEE)[0].startswith("As before.")
    assert world.text("1", KIM) == ["Somebody has it already. Thank you."]
    assert on_duty(world, FRIDAY) == [1]


def test_who_puts_it_back_by_oncall_is_no_longer_looked_for(world):
    world.text("OFFCALL fri", LEE)
    world.text("1", LEE)
    world.text("ONCALL fri", LEE)
    assert states(world) == ["confirmed"] and on_duty(world, FRIDAY) == [1]
    live_until(world, FRIDAY - HOUR)
    assert not any("Nobody has taken" in text for text in world.received(LEE))


def test_where_somebody_comes_by_themselves_meanwhile_no_alarm_is_raised(world):
    world.text("OFFCALL", LEE)
    world.text("1", LEE)
    world.text("ONCALL fri 5pm-11pm", KIM)
    live_until(world, FRIDAY)
    assert (states(world)[0], on_duty(world, FRIDAY)) == ("off", [2])
    assert Trouble.SHIFT_UNCOVERED not in troubles(world)


def test_who_is_always_on_is_asked_nothing_and_neither_is_whose_shift_has_gone(world):
    put_on_duty(world.line.house, "+14065550133", shifts=ALWAYS)
    shift_asks.plan_all(world.line.house)
    with world.line.house.database.transaction() as session:
        session.execute(update(Shift).where(Shift.volunteer_id == 1).values(weekday=2))
    world.live_through(2 * DAY)
    assert world.received(LEE) == world.received("+14065550133") == []
    assert states(world) == []


def test_hours_added_within_the_hour_are_promised_already(world):
    world.clock.at = FRIDAY - 6 * HOUR - timedelta(minutes=30)
    world.text("ONCALL 12-2", LEE)
    live_until(world, FRIDAY - 5 * HOUR)
    assert len(world.received(LEE)) == 1  # the answer


@pytest.mark.parametrize(
    ("begins", "asked"),
    [(6 * 60, "the evening before"), (8 * 60 + 30, "the evening before"), (9 * 60, "at eight")],
)
def test_nobody_is_asked_by_night(world, begins, asked):
    """By eight on the evening before, in the last of their contact hours."""
    with world.line.house.database.transaction() as session:
        session.execute(update(Shift).values(from_min=begins, until_min=begins + 120))
    shift_asks.plan_all(world.line.house)
    with world.line.house.database.reading() as session:
        due = session.scalars(select(Timer.due_at).where(Timer.kind == "shift.due")).one()
    expected = FRIDAY - 10 * HOUR if asked == "at eight" else FRIDAY - DAY + timedelta(minutes=105)
    assert due == expected


@pytest.mark.parametrize(
    ("saturday", "hours"), [((2026, 10, 31), 9), ((2027, 3, 13), 7)], ids=["back", "forward"]
)
def test_a_night_over_a_clock_change_is_asked_about_and_swapped_whole(world, saturday, hours):
    with world.line.house.database.transaction() as session:
        session.execute(update(Shift).values(**NIGHTS[0]))
    world.clock.at = datetime(*saturday, 18, tzinfo=UTC)  # Saturday noon, or eleven
    live_until(world, world.clock.at + 9 * HOUR)
    assert world.received(LEE) == [
        "Your on-call time is tonight 10 pm to 6 am. Reply 1 I'll be there, 2 I can't."
    ]
    world.text("2", LEE)
    world.pass_time(seconds=5)
    assert world.text("1", KIM)[0].startswith("Thank you. It is yours")
    with world.line.house.database.reading() as session:
        settings, now = world.line.house.settings, world.clock.at
        rotas = roster.rotas(session, settings, now, now + DAY)
    assert [span.length / HOUR for span in rotas[2].blocks()] == [hours]
    assert rotas[1].blocks() == []


def test_a_leap_of_the_clock_asks_once_and_at_the_end_not_at_all(world):
    shift_asks.plan_all(world.line.house)
    world.pass_time(days=1, hours=7)  # to an hour after the start
    assert [text[:29] for text in world.received(LEE)] == ["Your on-call time has begun: "]
    world.pass_time(days=1)
    assert len(world.received(LEE)) == 1 and troubles(world) == []


def test_who_is_called_confirms_by_a_key_behind_a_gate_that_tells_no_topic(world):
    with world.line.house.database.transaction() as session:
        lee = session.get_one(Volunteer, 1)
        preferences.set_ways(session, lee.person_id, preferences.Ways.CALL, world.clock.at)
    world.behave(LEE, keys="11")
    live_until(world, FRIDAY - HOUR)
    said = world.heard(LEE)
    assert "about a plan of yours" in said[0] and "on-call" not in said[0]
    assert states(world) == ["confirmed"]


def test_nothing_of_a_shift_says_a_number_or_a_name(world):
    live_until(world, FRIDAY + HOUR)
    with world.line.house.database.reading() as session:
        rows = [row.dedupe_key for row in session.scalars(select(Outbox))]
    assert rows and not any("406555" in key for key in rows)


def test_on_either_database_it_is_planned_once_and_taken_by_one(database, keyring, tmp_path):
    settings, now = settings_for(tmp_path), FRIDAY - 6 * HOUR
    with database.transaction() as session:
        lee = volunteer(session, keyring, now, LEE, FRIDAYS)
        others = [volunteer(session, keyring, now, number, ()) for number in (KIM, SAM)]
    for _ in range(2):
        with database.transaction() as session:
            shift_asks.plan(session, settings, now)
    with database.transaction() as session:
        ask = session.scalars(select(ShiftAsk)).one()
        assert swaps.decline(session, settings, ask, now) == AskState.LOOKING
    took = []
    for other in others:
        with database.transaction() as session:
            ask = session.scalars(select(ShiftAsk).where(ShiftAsk.volunteer_id == lee)).one()
            took.append(swaps.take(session, settings, ask, other, now))
    assert took == [True, False]
