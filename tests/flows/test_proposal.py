"""A coordinator proposes a check-in to a member of their group; nothing is asked before the member's yes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.models import CheckIn, LineType, PhoneRow
from tests.line import ANA, BEN
from tests.world import World, world_of

LEE, ROSA, WALT = "+14065550130", "+14065550101", "+14065550110"
ASKED = "May we ask how you are, every day 9 am, Mountain time? Nothing is asked before your yes."


@pytest.fixture
def world(community) -> World:
    world = world_of(community)
    with community.house.database.transaction() as session:
        landline = session.scalars(
            select(PhoneRow).where(PhoneRow.line_type == LineType.LANDLINE)
        ).one()
        world.behave(landline.number, "answer", "12")
    return world


def plans(world) -> list[CheckIn]:
    with world.line.house.database.reading() as session:
        return list(session.scalars(select(CheckIn)))


def test_the_members_yes_begins_it(world):
    assert world.text("CHECKIN FOR ana 9am daily", BEN)[0].startswith("We ask them for their yes")
    world.pass_time(minutes=1)
    assert world.received(ANA)[-1].startswith(ASKED) and plans(world)[0].next_at is None
    assert world.text("1")[0].startswith("Done: every day 9 am")
    assert plans(world)[0].agreed_at and plans(world)[0].next_at


def test_a_no_ends_it_and_so_does_silence(world):
    world.text("CHECKIN FOR 406-555-0100 9am daily", BEN)
    world.pass_time(minutes=1)
    assert world.text("2")[0].startswith("All right, nothing is asked.")
    assert not plans(world)[0].on
    world.live_through(timedelta(days=2))
    assert len(world.received(ANA)) == 2


def test_a_landline_is_called_and_tells_nothing_before_a_key(world):
    world.text("CHECKIN FOR Walt 9pm weekdays", BEN)
    world.pass_time(minutes=1)
    heard = world.heard(WALT)
    assert "with a question for you" in heard[0] and "how you are" not in heard[0]
    assert any("Monday to Friday at 9 P M" in one for one in heard)
    assert not plans(world)[0].on


@pytest.mark.parametrize(
    ("who", "said", "told"),
    [
        (BEN, "CHECKIN FOR Lee 9am daily", "Nobody of that name"),
        (BEN, "CHECKIN FOR +14065550130 9am daily", "Nobody of that name"),
        (BEN, "CHECKIN FOR Ana 9 daily", "Write it like"),
        (LEE, "CHECKIN FOR Ana 9am daily", "I can't read that"),
    ],
    ids=["in no group", "a number typed", "a bare hour", "no coordinator"],
)
def test_nobody_else_is_asked(world, who, said, told):
    assert told in world.text(said, who)[0]
    assert plans(world) == []


def test_it_goes_with_the_last_group_of_who_proposed_it(world):
    world.text("CHECKIN FOR ana 9am daily", BEN)
    world.pass_time(minutes=1)
    world.text("1")
    assert "All else stays" in world.text("LEAVE TUE")[0] and plans(world)[0].on
    assert "came with it is off" in world.text("LEAVE GRIEF")[0] and not plans(world)[0].on


def test_who_has_one_is_left_alone(world):
    world.text("CHECKIN 8am daily")
    assert world.text("CHECKIN FOR ana 9am daily", BEN)[0].startswith("We can't ask them")
    assert plans(world)[0].at_min == 480
