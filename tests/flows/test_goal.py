"""A goal, each time it was done, and who hears of it on Sunday: as much as they agreed to, and no more."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from service import goals, members
from service.checkins import contacts, plans
from service.checkins.plans import Wish
from service.clock import zone
from service.delivery.hours import hours_of
from service.erasing.at_once import erase
from service.leads import Wall
from service.models import Asks, Contact, Goal, GoalMark, Stands, Timer
from service.text.hours import Hours
from service.text.phone import Phone
from tests.line import ANA, BEN

DENVER = zone("America/Denver")
SIX_DAYS = timedelta(days=6, hours=1)
WALT = "+14065550110"


def rows(world, model):
    with world.line.house.database.reading() as session:
        return session.scalars(select(model)).all()


def phone_of(session, house, number):
    return members.find_or_add_phone(session, house.keyring, Phone(number), house.clock.now()).id


@pytest.fixture
def buddies(world):
    """Ana walks, and Ben stands by her; she calls him Sam, and is called Pat."""
    house = world.line.house
    world.text("GOAL walk 3 times")
    with house.database.transaction() as session:
        ana = members.find_person(session, phone_of(session, house, ANA))
        members.set_name(session, ana, "Pat")
        ben = {"phone_id": phone_of(session, house, BEN), "called": "Sam", "place": 1}
        agreed = {"stands": Stands.BUDDY, "agreed_at": house.clock.now()}
        session.add(Contact(person_id=ana, **ben, **agreed))
    return world


def test_a_buddy_hears_how_often_by_the_name_that_was_given(buddies):
    buddies.text("DONE")
    buddies.live_through(SIX_DAYS)
    assert buddies.received(BEN) == [
        "Pat: done once this week. You said you would like to hear it. STOP to end."
    ]
    assert "walk" not in buddies.received(ANA)[-1]


def test_and_the_words_only_where_the_member_says_so(buddies):
    for said in ("DONE", "GOAL", "4"):
        buddies.text(said)
    buddies.live_through(SIX_DAYS)
    assert buddies.received(BEN)[-1].startswith("Pat: walk 3 times, once this week.")


def test_nobody_hears_that_a_week_had_none(buddies):
    buddies.live_through(SIX_DAYS)
    assert buddies.received(BEN) == []
    assert "you can start again" in buddies.received(ANA)[-1]


@pytest.mark.parametrize("who", [ANA, BEN])
def test_after_stop_nobody_is_told(buddies, who):
    buddies.text("DONE")
    buddies.text("STOP", sender=who)
    buddies.live_through(SIX_DAYS)
    assert not any("this week" in one for one in buddies.received(BEN))


def test_a_kind_line_goes_once_a_day_and_names_nobody_before_open(buddies):
    assert buddies.text("WAVE 1", sender=BEN)[0].startswith("Sent.")
    assert buddies.text("WAVE 2", sender=BEN)[0].startswith("You sent one today")
    assert buddies.text("WAVE 2")[0].startswith("Sent.")
    buddies.pass_time(minutes=20)
    assert buddies.received(ANA)[-1] == "Somebody who stands by you: Thinking of you. STOP to end."
    assert buddies.received(BEN)[-1] == "Pat: Proud of you. STOP to end."


def test_a_buddy_who_is_let_go_hears_nothing_more(buddies):
    for said in ("DONE", "BUDDY", "3", "1"):
        buddies.text(said)
    buddies.live_through(SIX_DAYS)
    assert buddies.received(BEN) == []


def test_buddy_gives_six_digits_and_asks_first_for_a_name(world):
    assert "Which name" in world.text("BUDDY Sam")[0]
    assert world.text("Pat")[0].startswith("Pass this code on: ")
    with world.line.house.database.reading() as session:
        assert (
            contacts.name_of(session, session.scalars(select(Goal.person_id)).first() or 1) == "Pat"
        )


def test_done_answers_the_check_in_that_asks_for_it_and_counts_once(world):
    world.text("GOAL walk")
    house = world.line.house
    with house.database.transaction() as session:
        phone_id = phone_of(session, house, ANA)
        person_id = members.find_person(session, phone_id)
        wish = Wish(person_id, phone_id, at_min=18 * 60, asks=Asks.GOAL)
        plans.set_up(session, house.settings, wish, house.clock.now())
    world.live_through(timedelta(minutes=31))
    assert world.text("DONE")[0].startswith("Check-in: done.")
    world.text("1")
    assert len(rows(world, GoalMark)) == 1


def test_erase_takes_all_of_it_with_the_timer(buddies):
    buddies.text("DONE")
    house = buddies.line.house
    with house.database.transaction() as session:
        erase(session, house.settings, phone_of(session, house, ANA), house.clock.now())
    assert rows(buddies, Goal) == rows(buddies, GoalMark) == rows(buddies, Contact) == []
    assert goals.WEEK not in {timer.kind for timer in rows(buddies, Timer)}


def test_a_week_is_told_on_sunday_within_their_hours_over_a_change_of_clocks(clock, line):
    usual = hours_of(None, None, line.house.settings)
    for hours, hour in ((usual, 18), (Hours(9 * 60, 12 * 60), 11)):
        at = goals.next_sunday(Wall(DENVER, hours), clock.now() + timedelta(days=108))
        local = at.astimezone(DENVER)
        assert (local.month, local.day, local.hour, local.weekday()) == (3, 14, hour, 6)


def test_by_keys_it_is_one_of_five_and_done_by_a_key(world):
    call = world.simulator.calls.dial_in(WALT, world.line.house.settings.line_number)
    world.simulator.calls.press(call.sid, "4w4w1w1w1w1")
    world.simulator.settle()
    assert any(
        "Noted: done. This week: once." in one for one in world.simulator.calls.said(call.sid)
    )


def test_who_comes_with_the_code_and_says_yes_is_a_buddy_and_may_leave(world):
    world.text("GOAL walk")
    world.text("BUDDY Sam")
    code = re.search(r"\d{3} \d{3}", world.text("Pat")[0])[0]
    assert world.text(code, sender=BEN)[0].startswith("Pat asks you to be a buddy")
    world.text("1", sender=BEN)
    world.text("DONE")
    world.live_through(SIX_DAYS)
    assert world.received(BEN)[-1].startswith("Pat: done once this week.")
    world.text("CONTACTS", sender=BEN)
    world.text("1", sender=BEN)
    assert rows(world, Contact) == []
