"""A check-in had no answer: a coordinator is paged, is joined to the member, and says how it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.checkins import answers, handing, plans
from service.checkins.plans import Wish
from service.checkins.silences import Why
from service.members import find_or_add_phone
from service.models import Case, CheckIn, CheckInDay, Contact, Outbox, Person, PersonPhone, Stands
from service.text.phone import Phone
from tests.duty import KIM, put_on_duty
from tests.line import ANA

BEN, PAT, WALT = "+14065550120", "+14065550134", "+14065550110"
MINUTE = timedelta(minutes=1)


def settle(world, *numbers: str) -> None:
    """Each of these has a check-in at this moment."""
    now, house = world.clock.now(), world.line.house
    with house.database.transaction() as session:
        for number in numbers:
            phone = find_or_add_phone(session, house.keyring, Phone(number), now)
            person = Person(created_at=now)
            session.add(person)
            session.flush()
            session.add(PersonPhone(person_id=person.id, phone_id=phone.id, since=now))
            session.flush()
            check_in = plans.set_up(session, house.settings, Wish(person.id, phone.id, 540), now)
            moments = {
                "occurs_at": now,
                "counts_from": now,
                "keep_until": now + 90 * 24 * 60 * MINUTE,
            }
            session.add(CheckInDay(check_in_id=check_in.id, **moments))


def hand(world, why: Why) -> None:
    """All of them stay silent."""
    settings = world.line.house.settings
    with world.line.house.database.transaction() as session:
        for day in session.scalars(select(CheckInDay)).all():
            handing.hand(session, settings, day, world.clock.now(), why)


@pytest.fixture
def silent(world):
    """Ana has not answered; Ben coordinates and Kim is on duty. Nobody picks up."""
    put_on_duty(world.line.house, BEN, shifts=(), role="coordinator")
    put_on_duty(world.line.house, KIM)
    for number in (ANA, BEN, KIM, PAT, WALT):
        world.behave(number, "no-answer")
    settle(world, ANA)
    return world


def read(world, what):
    with world.line.house.database.reading() as session:
        return session.scalars(select(what)).all()


def state(world) -> tuple[str, str | None, str]:
    """The case's, how it ended, and the day's."""
    [case], [day] = read(world, Case), read(world, CheckInDay)
    return case.state, case.outcome, day.state


def test_a_page_says_what_it_is_without_a_name(silent):
    hand(silent, Why.NOBODY)
    silent.pass_time(seconds=1)
    assert silent.received(BEN) == [
        "RidgePeers: a check-in has had no answer. Case 1. Reply 1 to take it, 2 to pass."
    ]
    assert silent.received(KIM) == []


def test_who_takes_it_is_joined_to_the_member(silent):
    silent.behave(BEN, keys="1w1")
    silent.behave(ANA, keys="1")
    hand(silent, Why.OURS)
    silent.pass_time(seconds=1)
    assert "A check-in has had no answer. To take it, press 1." in silent.heard(BEN)[0]
    assert "Maybe nothing of ours reached them." in silent.heard(BEN)[1]
    assert silent.heard(ANA)[0].startswith(
        "Hello. This is the community line. Somebody would like to talk with you."
    )
    assert state(silent) == ("closed", "called_back", "seen_to")
    silent.live_through(60 * MINUTE)
    assert "how you are" not in " ".join(silent.received(ANA))


@pytest.mark.parametrize(
    ("keys", "became"),
    [
        ("1w3", ("closed", "seen_to", "seen_to")),
        ("1w4", ("closed", "ok", "all_right")),
        ("1w2", ("claimed", None, "handed")),
        ("1w1ww3", ("closed", "seen_to", "seen_to")),
    ],
)
def test_who_takes_it_says_how_it_ends(silent, keys, became):
    silent.behave(BEN, keys=keys)
    hand(silent, Why.NOBODY)
    silent.pass_time(minutes=2)
    assert state(silent) == became


def test_kept_for_an_hour_and_left_it_is_paged_again(silent):
    silent.behave(BEN, keys="1w2")
    hand(silent, Why.NOBODY)
    silent.live_through(59 * MINUTE)
    assert len(silent.received(BEN)) == 1
    silent.behave(BEN, "no-answer")
    silent.live_through(2 * MINUTE)
    assert "once more: a check-in still has had no answer" in silent.received(BEN)[-1]


def test_those_who_stand_by_them_are_told_once_a_person_says_so(silent):
    with silent.line.house.database.transaction() as session:
        now, keyring = silent.clock.now(), silent.line.house.keyring
        pat = find_or_add_phone(session, keyring, Phone(PAT), now)
        ana = session.scalars(select(CheckInDay)).one().check_in_id
        person = session.get_one(CheckIn, ana).person_id
        session.add(
            Contact(
                person_id=person, phone_id=pat.id, stands=Stands.CONTACT, place=1, agreed_at=now
            )
        )
    hand(silent, Why.OURS)
    silent.live_through(4 * MINUTE)
    assert "contact.told" not in {row.message for row in read(silent, Outbox)}
    silent.behave(BEN, keys="1w7")
    silent.live_through(15 * MINUTE)
    assert state(silent)[::2] == ("claimed", "telling")
    assert "contact.told" in {row.message for row in read(silent, Outbox)}


@pytest.mark.parametrize(
    ("words", "became"), [("DONE", ("seen_to", "seen_to")), ("FALSE", ("ok", "all_right"))]
)
def test_by_text_case_and_its_number_end_it(silent, words, became):
    hand(silent, Why.NOBODY)
    silent.pass_time(seconds=1)
    assert "a check-in without an answer: nobody has it." in silent.text("CASE 1", BEN)[0]
    silent.text(f"CASE 1 {words}", BEN)
    silent.pass_time(seconds=1)
    assert state(silent)[1:] == became


def test_an_answer_tells_who_has_it(silent):
    hand(silent, Why.NOBODY)
    silent.pass_time(seconds=1)
    silent.text("1", BEN)
    with silent.line.house.database.transaction() as session:
        day = session.scalars(select(CheckInDay)).one()
        answers.answered(session, silent.line.house.settings, day, "2", silent.clock.now())
    silent.pass_time(seconds=1)
    assert silent.received(BEN)[-1].startswith("Case 1 is over: we have word of them.")
    assert silent.text("1", BEN)[0].startswith("It has been taken care of.")


@pytest.fixture
def many(silent):
    """Ana and Walt have not answered, and it may be our own fault."""
    settle(silent, WALT)
    hand(silent, Why.MASS)
    silent.pass_time(seconds=1)
    return silent


def test_of_many_one_case_is_taken_by_text_and_decided(many):
    assert many.received(BEN) == [
        "RidgePeers: many check-ins have had no answer at once. Case 1. Reply 1 to decide, 2 to pass."
    ]
    [asked] = many.text("1", BEN)
    assert asked.startswith("Case 1: 2 check-ins have no answer")
    assert many.text("2", BEN) == ["Nobody is told. In 30 minutes we ask again. Thank you."]
    many.live_through(29 * MINUTE)
    assert "once more" not in many.received(BEN)[-1]
    many.live_through(2 * MINUTE)
    assert "once more: many check-ins have no answer" in many.received(BEN)[-1]


def test_told_to_go_on_each_goes_on_alone(many):
    many.text("1", BEN)
    many.text("1", BEN)
    many.pass_time(seconds=1)
    assert [one.state for one in read(many, Case)] == ["closed", "open", "open"]
    assert {one.state for one in read(many, CheckInDay)} == {"handed"}


def test_all_seen_to_ends_them_all(many):
    many.text("CASE 1 DONE", BEN)
    many.pass_time(seconds=1)
    assert {one.state for one in read(many, CheckInDay)} == {"seen_to"}


def test_by_night_after_three_rounds_coordinators_alone_are_paged_each_hour(silent):
    silent.clock.at = silent.clock.at.replace(hour=23, minute=30)
    hand(silent, Why.NOBODY)
    silent.live_through(50 * MINUTE)
    assert len(silent.received(BEN)) == 4 and len(silent.received(KIM)) == 3
    silent.live_through(185 * MINUTE)
    assert len(silent.received(BEN)) == 7 and len(silent.received(KIM)) == 3


def test_nothing_of_it_reaches_the_member(many):
    many.live_through(20 * MINUTE)
    told = {row.message for row in read(many, Outbox) if row.person_id}
    assert many.received(ANA) == [] and told <= {"checkin.ask"}
