"""A caller has a meeting texted to the phone in their hand."""

from datetime import datetime

import pytest

from service.models import LineType
from tests.filled import fill
from tests.golden.test_golden import MONDAY
from tests.line import Caller
from tests.world import world_of

NEW = "+14065550150"
TO_A_ROOM = ("1", "59457", "1", "1", "1")


@pytest.fixture
def world(line, clock):
    clock.at = datetime(2026, 11, 29, 15, 50, tzinfo=MONDAY.tzinfo)
    fill(line.house)
    return world_of(line)


def at_its_details(world, **more) -> Caller:
    caller = Caller(world.line, NEW, **more)
    caller.press()
    for key in TO_A_ROOM:
        caller.heard = caller.press(key)
    return caller


def test_it_arrives_with_its_street_and_its_own_choices(world):
    caller = at_its_details(world, vouched=True)
    assert "To have it texted to you, press 6." in caller.heard
    assert caller.press("6").startswith("The text is on its way.")
    world.pass_time(seconds=5)
    (text,) = world.received(NEW)
    assert text.startswith("AA ") and "Lewistown" in text and "1 Remind me" in text
    assert world.text("1", NEW)[0].startswith("Set: ")


def test_nobody_has_a_stranger_texted(world):
    caller = at_its_details(world, vouched=False)
    assert "press 6" not in caller.heard
    assert caller.press("6").startswith("There is no 6 here.")


def test_a_landline_is_offered_none(world, line):
    world.text("hi", NEW)
    with line.house.database.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE phones SET line_type = '{LineType.LANDLINE}'")
    assert "text" not in at_its_details(world, vouched=True).heard


def test_who_said_stop_gets_none(world):
    world.text("STOP", NEW)
    caller = at_its_details(world, vouched=True)
    assert caller.press("6").startswith("You told us to stop")
    assert "Set: " not in caller.press("1")


def test_private_it_names_no_kind(world):
    world.text("PRIVATE", NEW)
    at_its_details(world, vouched=True).press("6")
    world.pass_time(seconds=5)
    assert not world.received(NEW)[-1].startswith("AA ")
