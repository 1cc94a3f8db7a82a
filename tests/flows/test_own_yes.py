"""Who was put into a group by somebody else gets nothing from us before they say yes themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import consent, groups, reminders
from service.members import add_person, find_or_add_phone
from service.models import Group
from service.text.phone import Phone
from tests.line import BEN
from tests.world import World, world_of

PAT = "+14065550161"


@pytest.fixture
def world(community) -> World:
    """Pat is in TUE because Ben says so, even with a reminder of it."""
    house, now = community.house, community.house.clock.now()
    with house.database.transaction() as session:
        phone_id = find_or_add_phone(session, house.keyring, Phone(PAT), now).id
        person_id = add_person(session, phone_id, "en", now)
        tue = session.scalars(select(Group).where(Group.word == "TUE")).one()
        groups.join(session, tue.id, person_id, now)
        consent.opt_in(session, phone_id, consent.BY_COORDINATOR, "Signed our list.", now)
        reminders.ask(
            session, house.settings, reminders.Wish(person_id, phone_id, tue.meeting_id), now
        )
    return world_of(community)


def reached(world) -> int:
    return len(world.received(PAT)) + len(world.simulator.calls_of(PAT))


def tell(world, words: str) -> str:
    """A coordinator's notice, sent by the number that was read back."""
    asked = world.text(words, BEN)[0]
    return world.text("03" if "3 people" in asked else "02", BEN)[0]


def test_nothing_begins_before_their_own_yes(world):
    tell(world, "OFF TUE snow")
    world.pass_time(minutes=2)
    tell(world, "ON TUE")
    assert world.text("CHECKIN FOR 406-555-0161 9am daily", BEN)[0].startswith("We can't ask them")
    world.live_through(timedelta(days=8))
    assert [row for row in world.outbox() if row.message == "notice.told"]
    assert reached(world) == 0


@pytest.mark.parametrize("words", ["JOIN TUE", "START"])
def test_from_then_on_they_get_what_the_group_gets(world, words):
    world.text(words, PAT)
    tell(world, "OFF TUE snow")
    world.pass_time(minutes=2)
    assert world.received(PAT)[-1].startswith("Change of plan")
    assert world.text("CHECKIN FOR 406-555-0161 9am daily", BEN)[0].startswith("We ask them")


def test_a_stop_found_late_outweighs_a_yes_that_was_said_for_them(world):
    with world.line.house.database.transaction() as session:
        phone = find_or_add_phone(session, world.line.house.keyring, Phone(PAT), world.clock.now())
        assert not consent.has_started_since(session, phone.id, world.clock.now())
