"""Codes that a member passes on: good for one, for a week, and not to be guessed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from service.checkins import contacts, invitations
from service.codes import MOST_TRIES, Tried
from service.models import Alert, CodeTry, Contact, Invitation, LineType, Outbox, Stands, Trouble
from tests.checkins.morning import ANA, WALT, Morning

SAM, PAT = 21, 22
WRONG = "402817"


@pytest.fixture
def asked(morning):
    """Ana and Walt are members; Sam and Pat have phones."""
    morning.settle(ANA, WALT)
    with morning.database.transaction() as session:
        for phone in (SAM, PAT):
            morning.phone(session, phone, LineType.MOBILE)
    return morning


def made(morning: Morning, person_id: int = ANA, called: str | None = "Sam") -> str:
    with morning.database.transaction() as session:
        now = morning.clock.now()
        code = invitations.make(session, person_id, Stands.CONTACT, called, now)
    return code if code != WRONG else made(morning, person_id, called)


def tried(morning: Morning, code: str, phone_id: int = SAM) -> invitations.Found:
    with morning.database.transaction() as session:
        return invitations.try_code(session, phone_id, code, morning.clock.now())


def agreed(morning: Morning, found: invitations.Found, phone_id: int = SAM) -> bool:
    with morning.database.transaction() as session:
        settings, now = morning.house.settings, morning.clock.now()
        mine = found.invitation, phone_id, "es", now
        return contacts.agree(session, settings, *mine) is not None


def test_a_code_is_good_for_one_and_the_member_hears_of_it(asked):
    found = tried(asked, made(asked))
    assert found.tried is Tried.RIGHT and found.invitation.called == "Sam"
    assert agreed(asked, found) and not agreed(asked, found, PAT)
    with asked.database.reading() as session:
        assert [one.phone_id for one in contacts.of_person(session, ANA)] == [SAM]
        news = select(Outbox.phone_id).where(Outbox.message == contacts.JOINED)
        assert session.scalars(news).all() == [ANA]


def test_the_digits_are_kept_nowhere_but_as_a_keyed_hash(asked):
    code = made(asked)
    with asked.database.reading() as session:
        assert code not in str(session.scalar(select(Invitation.code_hash)))


def test_after_a_week_it_is_wrong(asked):
    code = made(asked)
    asked.clock.advance(invitations.LIVES)
    assert tried(asked, code).tried is Tried.WRONG


def test_five_wrong_ones_lock_the_phone_and_no_other(asked):
    code = made(asked)
    took = [tried(asked, WRONG).tried for _ in range(MOST_TRIES)]
    assert took == [Tried.WRONG] * (MOST_TRIES - 1) + [Tried.LOCKED]
    assert tried(asked, code).tried is Tried.LOCKED
    assert tried(asked, code, PAT).tried is Tried.RIGHT


def test_a_right_one_does_not_forgive_what_was_guessed_just_before(asked):
    for _ in range(MOST_TRIES - 1):
        tried(asked, WRONG)
        tried(asked, made(asked, WALT))
    assert tried(asked, WRONG).tried is Tried.LOCKED


def test_too_many_wrong_ones_anywhere_end_it_for_a_day_and_raise_an_alert(asked):
    code = made(asked)
    with asked.database.transaction() as session:
        session.add_all(CodeTry(at=asked.clock.now()) for _ in range(invitations.MOST_WRONG))
    assert tried(asked, code).tried is Tried.LOCKED
    with asked.database.reading() as session:
        assert session.scalar(select(Alert.kind)) == Trouble.CODES_TRIED
    asked.clock.advance(invitations.WITHIN)
    assert tried(asked, code).tried is Tried.RIGHT


def test_of_many_codes_the_oldest_gives_way(asked):
    for minute in range(invitations.MOST_LIVE + 2):
        asked.clock.advance(timedelta(minutes=minute))
        made(asked)
    with asked.database.reading() as session:
        assert session.scalar(select(func.count(Invitation.id))) == invitations.MOST_LIVE


def test_two_who_share_a_phone_are_told_together(asked):
    for called in ("Sam", "Kim"):
        assert agreed(asked, tried(asked, made(asked, called=called)))
    with asked.database.reading() as session:
        assert [one.called for one in session.scalars(select(Contact))] == ["Sam, Kim"]


def test_a_phone_stands_by_two_members(asked):
    for member in (ANA, WALT):
        assert agreed(asked, tried(asked, made(asked, member)))
    with asked.database.reading() as session:
        assert [one.person_id for one in contacts.stood_by(session, SAM)] == [ANA, WALT]
