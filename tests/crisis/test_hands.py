"""A case taken by hand: of two in one moment one has it, and what was taken is theirs to give back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.crisis import hands, holds
from service.crisis.hands import Took
from service.members import find_or_add_phone
from service.models import Case, CaseState, Outbox, Volunteer
from service.text.phone import Phone
from tests.conftest import MONDAY_EVENING as NOW
from tests.duty import KIM, LEE, volunteer
from tests.line import ANA


@pytest.fixture
def two(database, keyring):
    """Lee and Kim, both on the roster, and a case that people are paged for."""
    with database.transaction() as session:
        for number in (LEE, KIM):
            volunteer(session, keyring, NOW, number)
        phone = find_or_add_phone(session, keyring, Phone(ANA), NOW)
        session.add(
            Case(id=1, source_key="c", phone_id=phone.id, tier="imminent", rule="x",
                 opened_at=NOW, paged_since=NOW)
        )  # fmt: skip
        people = session.scalars(select(Volunteer.person_id).order_by(Volunteer.id)).all()
        return [hands.hand_of(session, one, owns=False) for one in people]


def take(database, hand):
    return database.transacted(lambda session: hands.take(session, 1, hand, NOW))


def test_of_two_in_one_moment_one_has_it(database, two):
    with ThreadPoolExecutor(2) as both:
        took = [*both.map(lambda hand: take(database, hand), two)]
    assert sorted(took) == [Took.GONE, Took.YOURS]
    with database.reading() as session:
        assert len(session.scalars(select(Outbox)).all()) == 1


def test_taken_twice_it_stays_theirs_and_rings_once(database, two):
    assert [take(database, two[0]), take(database, two[0])] == [Took.YOURS, Took.YOURS]
    with database.reading() as session:
        assert len(session.scalars(select(Outbox)).all()) == 1


def test_while_who_waits_is_on_the_line_nobody_takes_it_from_a_page(database, two):
    with database.transaction() as session:
        holds.hold(session, two[1].volunteer_id, holds.rung(1), NOW + timedelta(minutes=1), NOW)
    assert take(database, two[0]) is Took.RINGS


def test_given_back_another_takes_it(database, two):
    take(database, two[0])
    database.transacted(lambda session: hands.give_back(session, 1, two[0], NOW))
    with database.reading() as session:
        assert session.get_one(Case, 1).state == CaseState.OPEN
    assert take(database, two[1]) is Took.YOURS
