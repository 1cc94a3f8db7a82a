"""A digit while two questions of ours wait, for every two: the newest has it, or we ask whose it is."""

from itertools import permutations

import pytest
from sqlalchemy import select, update

from service import visits
from service.flows.arrival import ArrivedText, receive_text
from service.flows.patience import QUIET
from service.models import (
    Attendance,
    CheckInDay,
    DayState,
    Group,
    Meeting,
    Question,
    Ride,
    RideState,
    Visit,
)
from service.rides import ASKED
from service.text.phone import Phone
from tests.flows.asking import HOUR, THINGS
from tests.line import ANA

PAIRS = list(permutations(THINGS, 2))


def answered(asking, digit: str) -> set[str]:
    """What a digit was taken for, by what it did."""
    (said,) = asking.line.text(digit)
    with asking.line.house.database.reading() as session:
        rides = select(Ride.meeting_id).where(Ride.state == RideState.TAKEN)
        visited = select(Visit.meeting_id).where(Visit.answer.is_not(None))
        done = {
            "reminder.due": session.scalars(select(Attendance.meeting_id)).all(),
            ASKED: session.scalars(rides).all(),
            visits.MESSAGE: session.scalars(visited).all(),
        }
        answered = select(CheckInDay.id).where(CheckInDay.answered_at.is_not(None))
        checked_in = session.scalars(answered).all()
        ids = dict(session.execute(select(Group.word, Group.meeting_id)).all())
    took = {
        name for name, thing in THINGS.items()
        if thing.word and ids[thing.word] in done[thing.message]
    }  # fmt: skip
    took |= {"a note"} if "my knee" in said else set()
    took |= {"a check-in"} if checked_in else set()
    took |= {"news"} if said.startswith(("NA near", "No NA")) else set()
    return took | ({"the list"} if "1 Remind me" in said else set())


def waits(asking) -> int:
    with asking.line.house.database.reading() as session:
        return len(session.scalars(select(Question.id).where(Question.state == "open")).all())


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_within_half_an_hour_we_ask_whose_it_is_by_names_that_differ(asking, clock, older, newer):
    asking.ask(older)
    clock.advance(QUIET)
    asking.ask(newer)
    called = f"1 {THINGS[newer].called}\n2 {THINGS[older].called}"
    assert asking.line.text("1") == [f"What is your 1 for?\n{called}"]
    assert answered(asking, "2") == {older}


@pytest.mark.parametrize(("older", "newer"), PAIRS[::4])
def test_the_first_of_the_two_is_the_newest(asking, clock, older, newer):
    asking.ask(older)
    clock.advance(QUIET)
    asking.ask(newer)
    asking.line.text("1")
    assert answered(asking, "1") == {newer}


@pytest.mark.parametrize(("older", "newer"), PAIRS)
def test_an_hour_later_the_newest_has_it_but_for_a_check_in(asking, clock, older, newer):
    """While that waits somebody may be told; only who has just searched means their list."""
    asking.ask(older)
    clock.advance(HOUR)
    asking.ask(newer)
    if older == "a check-in" and newer != "the list":
        called = f"1 {THINGS[newer].called}\n2 your check-in"
        assert asking.line.text("1") == [f"What is your 1 for?\n{called}"]
        assert answered(asking, "2") == {older}
    else:
        assert answered(asking, "1") == {newer}


def test_once_its_day_has_ended_a_check_in_is_like_the_others(asking, clock):
    asking.ask("a check-in")
    with asking.line.house.database.transaction() as session:
        ended = update(CheckInDay).values(state=DayState.SEEN_TO, ended_at=clock.now())
        session.execute(ended)
    clock.advance(HOUR)
    asking.ask("a reminder")
    assert answered(asking, "1") == {"a reminder"}


def test_too_late_to_ask_whose_it_is_the_check_in_has_it(asking, clock):
    """Its member was no silence."""
    for one in ("a check-in", "a reminder"):
        asking.ask(one)
    clock.advance(HOUR)
    house, said_at = asking.line.house, clock.now() - HOUR / 2
    text = ArrivedText("SMlate1", Phone.parse(ANA), "1", came_at=said_at)
    with house.database.transaction() as session:
        assert receive_text(session, house, text, clock.now()).texts == (
            "Check-in: great. Thank you.",
        )


def test_of_many_within_half_an_hour_the_newest_three_are_named(asking):
    for name in list(THINGS)[:5]:
        asking.ask(name)
    (said,) = asking.line.text("1")
    named = [f"{number} {THINGS[name].called}" for number, name in
             enumerate(("news", "another ride", "a ride"), 1)]  # fmt: skip
    assert said.splitlines()[1:] == named


@pytest.mark.parametrize("older", THINGS)
def test_stop_closes_them_all(asking, clock, older):
    newer = next(name for name in THINGS if name != older)
    asking.ask(older)
    clock.advance(QUIET)
    asking.ask(newer)
    asking.line.text("STOP")
    assert waits(asking) == 0
    assert answered(asking, "1") == set()


def test_two_reminders_for_one_hour_are_asked_back_by_their_names(asking):
    same_hour = select(Meeting.minute_of_week).where(Meeting.slug == "tue-lewistown")
    with asking.line.house.database.transaction() as session:
        grief = update(Meeting).where(Meeting.slug == "grief-lewistown")
        session.execute(grief.values(minute_of_week=same_hour.scalar_subquery()))
    for one in ("a reminder", "another"):
        asking.ask(one)
    assert asking.line.text("1")[0].splitlines()[1:] == [
        "1 Thursday Grief Circle, tomorrow 7 pm",
        "2 Tuesday Night Lamp, tomorrow 7 pm",
    ]
