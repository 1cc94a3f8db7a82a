"""Somebody texts that they may die: people are paged, rung by rung, until one of them takes it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.models import Alert, Case, CaseEvent, CasePage
from tests.duty import KIM, LEE, put_on_duty
from tests.line import ANA

CRISIS = "i want to die"
MINUTE = timedelta(minutes=1)
PAGED = "somebody needs a call back"


@pytest.fixture
def duty(world):
    """Lee is on duty, and Kim after him; nobody picks up yet."""
    put_on_duty(world.line.house, LEE, KIM)
    for number in (LEE, KIM, ANA):
        world.behave(number, "no-answer")
    return world


def case(world) -> Case:
    with world.line.house.database.reading() as session:
        return session.scalars(select(Case)).one()


def timeline(world) -> list[str]:
    with world.line.house.database.reading() as session:
        return list(session.scalars(select(CaseEvent.what).order_by(CaseEvent.id)))


def paged(world, number) -> tuple[int, int]:
    """How often by text, and by call."""
    return len(world.received(number)), len(world.simulator.calls_of(number))


def test_an_imminent_text_pages_who_is_on_call_first_by_text_and_call(duty):
    duty.text(CRISIS)
    duty.pass_time(seconds=1)
    assert (paged(duty, LEE), paged(duty, KIM)) == ((1, 1), (0, 0))
    assert duty.received(LEE) == [
        "RidgePeers: somebody needs a call back soon. Case 1. Reply 1 to take it, 2 to pass."
    ]


def test_a_1_by_text_claims_it_and_who_took_it_is_called_right_away(duty):
    duty.text(CRISIS)
    duty.pass_time(seconds=1)
    duty.behave(LEE, keys="1")
    assert duty.text("1", LEE)[0].startswith("Case 1 is yours, thank you. We call you now")
    duty.pass_time(seconds=1)
    assert duty.heard(LEE)[0].startswith(
        "Hello. This is the community line, for whoever is on duty, with what"
    )
    assert case(duty).state == "claimed"


def test_with_nobody_taking_it_the_round_reaches_everybody_and_begins_again(duty):
    duty.text(CRISIS)
    duty.live_through(15 * MINUTE)
    with duty.line.house.database.reading() as session:
        pages = session.scalars(select(CasePage).where(CasePage.round == 1)).all()
        assert [one.kind for one in session.scalars(select(Alert))] == ["case_unclaimed"]
    assert [(one.volunteer_id, one.way) for one in pages] == [
        (1, "text"), (1, "call"), (2, "text"), (2, "call"),
    ]  # fmt: skip
    assert "unclaimed" in timeline(duty) and case(duty).round == 2
    assert duty.received(ANA)[-1].startswith("Nobody has been free yet.")
