"""Whose silence it is: theirs, or perhaps our own."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from service.checkins import answers, handing, outage
from service.checkins.silences import Why
from service.crisis import cases, closing, episodes
from service.crisis.cases import Outcome
from service.crisis.screen import Finding, Kind, Tier
from service.db import new_id
from service.models import (
    Attempt,
    Case,
    CasePage,
    CheckInDay,
    Contact,
    ContactTelling,
    DayState,
    Outbox,
    Stands,
)
from tests.checkins.morning import ANA, AT_NINE, WALT, Morning
from tests.duty import KIM, LEE, put_on_duty

MINUTES, HOUR = timedelta(minutes=1), timedelta(hours=1)
GRACE = AT_NINE + 2 * HOUR
SAM = 99


def became(morning: Morning, *states: str, went: timedelta = timedelta(), person: int = ANA):
    """What became of their asks, in order; each went out so long after it was put out."""
    with morning.database.transaction() as session:
        rows = session.scalars(
            select(Outbox).where(Outbox.person_id == person).order_by(Outbox.created_at)
        ).all()
        for row, state in zip(rows, states, strict=True):
            row.state, row.attempts, row.changed_at = state, 1, row.created_at + went
            moments = {"started_at": row.created_at + went, "posted_at": row.created_at}
            kept = {"keep_until": row.useful_until}
            session.add(Attempt(id=new_id(), outbox_id=row.id, number=1, **moments, **kept))


def is_ours(morning: Morning) -> bool:
    with morning.database.reading() as session:
        return outage.is_ours(session, morning.day(), GRACE)


@pytest.mark.parametrize(
    ("states", "ours"),
    [
        (("delivered", "delivered", "no_answer"), False),
        (("undelivered", "undelivered", "no_answer"), False),
        (("undelivered", "refused", "machine"), False),
        # An answer to the first may have been lost as the last ask was.
        (("delivered", "expired", "undelivered"), True),
        (("delivered", "delivered", "unconfirmed"), True),
        (("undelivered", "refused", "undelivered"), True),
        (("accepted", "unknown", "unconfirmed"), True),
        (("expired", "queued", "queued"), True),
        # Picked up, and our own words were never fetched: an error was heard.
        (("undelivered", "refused", "completed"), True),
    ],
)
def test_a_silence_is_theirs_where_the_last_ask_has_reached_a_phone(either_morning, states, ours):
    either_morning.settle(ANA)
    either_morning.wait(HOUR)
    became(either_morning, *states)
    assert is_ours(either_morning) is ours


def test_an_ask_that_went_long_after_its_hour_is_ours(morning):
    morning.settle(ANA)
    morning.wait(HOUR)
    became(morning, "delivered", "delivered", "completed", went=31 * MINUTES)
    assert is_ours(morning)


def test_what_they_had_before_they_asked_for_more_time_counts_no_more(morning):
    morning.settle(ANA)
    morning.wait(5 * MINUTES)
    morning.do(answers.later, morning.day())
    morning.wait(3 * HOUR)
    became(morning, "delivered", "undelivered", "undelivered", "undelivered")
    assert is_ours(morning)


@pytest.fixture
def village(either_morning):
    """25 are asked at nine."""
    either_morning.settle(*range(20, 45))
    either_morning.wait(timedelta())
    return either_morning


@pytest.mark.parametrize(("silent", "mass"), [(5, False), (6, True)])
def test_more_than_a_fifth_of_an_hour_is_a_mass(village, silent, mass):
    with village.database.transaction() as session:
        ids = session.scalars(select(CheckInDay.id)).all()
        spoke = CheckInDay.id.in_(ids[silent:])
        session.execute(update(CheckInDay).where(spoke).values(answered_at=AT_NINE))
        [day] = session.scalars(select(CheckInDay).where(CheckInDay.id == ids[0]))
        assert outage.is_mass(session, day, GRACE) is mass
        assert not outage.is_mass(session, day, AT_NINE + 9 * MINUTES)


@pytest.fixture
def handed(morning):
    """Nobody stands by Ana; Lee coordinates and Kim is on duty."""
    morning.settle(ANA)
    morning.wait(2 * HOUR)
    put_on_duty(morning.house, LEE, shifts=(), role="coordinator")
    put_on_duty(morning.house, KIM)
    hand(morning, Why.NOBODY)
    return morning


def hand(morning: Morning, why: Why, person: int = ANA) -> None:
    with morning.database.transaction() as session:
        day = session.get_one(CheckInDay, morning.day(person).id)
        handing.hand(session, morning.house.settings, day, morning.clock.now(), why)


def only(morning: Morning, what):
    with morning.database.reading() as session:
        return session.scalars(select(what)).one()


def test_coordinators_are_paged_first_then_who_is_on_duty(handed):
    handed.wait(2 * HOUR + 6 * MINUTES)
    with handed.database.reading() as session:
        pages = session.scalars(select(CasePage).order_by(CasePage.id)).all()
    assert [(one.volunteer_id, (one.at - GRACE) // MINUTES) for one in pages] == [
        (1, 0), (1, 0), (2, 5), (2, 5),
    ]  # fmt: skip


def test_an_answer_closes_the_case(handed):
    handed.do(answers.answered, handed.day(), "1")
    case = only(handed, Case)
    assert (case.tier, case.state, case.outcome) == ("silent", "closed", "ok")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("seen_to", "seen_to"), ("false_alarm", "all_right"), ("ok", "all_right")],
)
def test_the_day_ends_as_its_case_has(handed, outcome, state):
    with handed.database.transaction() as session:
        closing.close(session, 1, Outcome(outcome), handed.clock.now())
    handed.wait(2 * HOUR + MINUTES)
    assert handed.day().state == state


def test_no_text_of_a_crisis_joins_it_nor_the_reverse(handed):
    with handed.database.transaction() as session:
        finding = Finding(Tier.IMMINENT, Kind.SELF, "want_to_die")
        opened = episodes.open_case(session, "SM1", ANA, finding, handed.clock.now())
        assert opened.case_id != 1 and not opened.is_again
    handed.do(answers.answered, handed.day(), "1")
    with handed.database.reading() as session:
        assert session.get_one(Case, opened.case_id).state == "open"


def test_many_share_a_case_that_waits_and_is_asked_about_again(morning):
    morning.settle(ANA, WALT)
    morning.wait(HOUR)
    for person in (ANA, WALT):
        hand(morning, Why.MASS, person)
    case = only(morning, Case)
    assert [morning.day(one).case_id for one in (ANA, WALT)] == [case.id, case.id]
    [leader] = put_on_duty(morning.house, LEE, role="coordinator")
    with morning.database.transaction() as session:
        cases.claim(session, case.id, leader, morning.clock.now())
        handing.wait(session, case.id, morning.clock.now())
    morning.wait(HOUR + 31 * MINUTES)
    case = only(morning, Case)
    assert (case.state, case.round, morning.day().state) == ("open", 2, DayState.HELD)
    for person in (ANA, WALT):
        morning.do(answers.answered, morning.day(person), "1")
    morning.wait(3 * HOUR + 2 * MINUTES)
    assert only(morning, Case).outcome == "ok"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("many", [30, pytest.param(10_000, marks=pytest.mark.full)])
def test_many_who_are_asked_at_one_hour_and_cannot_answer_alarm_nobody(morning, many):
    """Their asks arrive and no answer reaches us; somebody stands by each."""
    people = range(100, 100 + many)
    morning.settle(*people)
    with morning.database.transaction() as session:
        morning.phone(session, SAM)
        session.execute(insert(Contact), [_stands_by(id) for id in people])
    morning.wait(HOUR)
    morning.arrive()
    morning.wait(4 * HOUR)
    with morning.database.reading() as session:
        assert dict(
            session.execute(select(CheckInDay.state, func.count()).group_by(CheckInDay.state)).all()
        ) == {"held": many}
        assert session.scalars(select(ContactTelling)).all() == []
    assert only(morning, Case).rule == "mass"


def _stands_by(person_id: int) -> dict[str, object]:
    stands = {"stands": Stands.CONTACT, "place": 1, "agreed_at": AT_NINE}
    return {"person_id": person_id, "phone_id": SAM, **stands}
