"""Check-ins on the console: whose are seen, what a coordinator may do, and what stays the member's own."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service import consent, coordinators, timers
from service.access.log import What
from service.checkins import contacts, plans
from service.checkins.days import CLIMB
from service.checkins.plans import Wish
from service.members import find_or_add_phone, find_phone
from service.models import (
    Case,
    CheckIn,
    CheckInDay,
    Contact,
    DayState,
    Group,
    LogEntry,
    Membership,
    Post,
)
from service.models import Role as Duty
from service.text.phone import Phone
from tests.console.desk import Desk, post_of, somebody
from tests.console.test_on_call import on_the_roster
from tests.line import ANA, BEN, CLEO, DOV


def phone_id(session, house, number):
    return find_phone(session, house.keyring, Phone(number)).id


def joined(house, number, word, name=None) -> int:
    """Somebody in this group, who has said yes."""
    person_id = somebody(house, number, name)
    now = house.clock.now()
    with house.database.transaction() as session:
        group = session.scalar(select(Group).where(Group.word == word))
        session.add(Membership(group_id=group.id, person_id=person_id, joined_at=now))
        consent.agree(session, phone_id(session, house, number), "text", "JOIN", now)
    return person_id


def plan(house, number, person_id, **more) -> int:
    with house.database.transaction() as session:
        wish = Wish(person_id, phone_id(session, house, number), 9 * 60, **more)
        return plans.set_up(session, house.settings, wish, house.clock.now()).id


def a_day(house, check_in_id, state=DayState.ASKING, **more) -> int:
    now = house.clock.now()
    with house.database.transaction() as session:
        at = now - timedelta(hours=1)
        ended = now if state in (DayState.ANSWERED, DayState.STOPPED) else None
        day = CheckInDay(
            check_in_id=check_in_id, occurs_at=at, counts_from=at, state=state, ended_at=ended,
            answer="2" if ended else None, answered_at=ended, keep_until=now + timedelta(days=90), **more,
        )  # fmt: skip
        session.add(day)
        session.flush()
        if not ended:
            timers.put(session, CLIMB, day.id, now + timedelta(hours=1))
        return day.id


def read(house, model, id):
    with house.database.reading() as session:
        return session.get_one(model, id)


@pytest.fixture
def ana(house) -> int:
    """Ana's check-in: Ben coordinates her group, Dov another."""
    ben, dov = somebody(house, BEN, "Ben"), somebody(house, DOV, "Dov")
    now = house.clock.now()
    with house.database.transaction() as session:
        for word, person_id in (("TUE", ben), ("OAK", dov)):
            group = Group(word=word, name=word, kind="aa")
            session.add(group)
            session.flush()
            coordinators.add(session, group, person_id, now)
    return plan(house, ANA, joined(house, ANA, "TUE", "Anabel"))


@pytest.fixture
def ben(ana, desk) -> Desk:
    """Ben coordinates TUE, and no more."""
    desk.sign_in(BEN)
    return desk


@pytest.fixture
def dov(ana, line) -> Desk:
    desk = Desk(line.app, line.house)
    desk.sign_in(DOV)
    return desk


def test_each_date_stands_where_it_belongs(ben, ana):
    house = ben.house
    a_day(house, ana, DayState.ANSWERED, rung=3)
    assert "answered late (1)" in ben.get("/check-ins").text
    other = plan(house, CLEO, joined(house, CLEO, "TUE"))
    a_day(house, other, DayState.HANDED)
    page = ben.get("/check-ins").text
    assert "missed (1)" in page and "No answer: for a coordinator" in page
    assert "C•••" not in page and f"Check-in {other}" in page


def test_nobody_sees_what_was_answered_nor_a_whole_name(ben, ana):
    a_day(ben.house, ana, DayState.ANSWERED, rung=1)
    page = ben.get(f"/check-ins/{ana}").text
    assert "A•••" in page and "Anabel" not in page and "•••0100" in page
    assert "Mon 5 pm" not in page and ">2<" not in page


def test_the_name_is_shown_for_a_click_that_is_logged(ben, ana):
    ben.get(f"/check-ins/{ana}")
    assert "Anabel" in ben.post(f"/check-ins/{ana}/reveal").text
    with ben.house.database.reading() as session:
        told = session.scalars(select(LogEntry.what).order_by(LogEntry.id.desc())).first()
    assert told == What.REVEALED


def test_another_groups_check_in_is_not_there(dov, ana):
    day = a_day(dov.house, ana)
    assert "waiting for an answer (0)" in dov.get("/check-ins").text
    assert f"Check-in {ana}" not in dov.get("/check-ins?show=everybody").text
    assert dov.get(f"/check-ins/{ana}").status_code == 404
    for action in ("reveal", "call", "clear", "withdraw"):
        dov.get("/check-ins")
        assert dov.post(f"/check-ins/{ana}/{action}", day=day).status_code == 404
    assert read(dov.house, CheckInDay, day).state == DayState.ASKING


def test_all_clear_ends_it(ben, ana):
    day = a_day(ben.house, ana, DayState.TELLING)
    ben.get(f"/check-ins/{ana}")
    assert "all is well" in ben.post(f"/check-ins/{ana}/clear", day=day).text
    assert read(ben.house, CheckInDay, day).state == DayState.ALL_RIGHT


def test_all_clear_of_another_check_ins_date_does_nothing(ben, ana):
    house = ben.house
    other = plan(house, CLEO, joined(house, CLEO, "OAK"))
    day = a_day(house, other)
    ben.get(f"/check-ins/{ana}")
    assert "could not be done" in ben.post(f"/check-ins/{ana}/clear", day=day).text
    assert read(house, CheckInDay, day).state == DayState.ASKING


def test_who_calls_has_it_as_a_case_and_nobody_is_told_by_itself(ben, ana):
    house = ben.house
    ben_on_roster = on_the_roster(house, BEN, Duty.COORDINATOR, "Ben")
    day = a_day(house, ana)
    ben.get(f"/check-ins/{ana}")
    assert "Your phone rings now" in ben.post(f"/check-ins/{ana}/call").text
    found = read(house, CheckInDay, day)
    assert found.state == DayState.HANDED
    case = read(house, Case, found.case_id)
    assert (case.claimed_by, case.rule) == (ben_on_roster, "by_hand")
    with house.database.reading() as session:
        assert not timers.is_set(session, CLIMB, day)


def test_who_has_no_phone_on_the_roster_cannot_be_rung(ben, ana):
    day = a_day(ben.house, ana)
    assert "ring my phone" not in ben.get(f"/check-ins/{ana}").text
    assert "could not be done" in ben.post(f"/check-ins/{ana}/call").text
    assert read(ben.house, CheckInDay, day).state == DayState.ASKING


def test_a_check_in_of_their_own_is_theirs_to_end(ben, ana):
    assert "Take the proposal back" not in ben.get(f"/check-ins/{ana}").text
    assert "could not be done" in ben.post(f"/check-ins/{ana}/withdraw").text
    assert read(ben.house, CheckIn, ana).on


def propose(desk, number, **more):
    desk.get("/check-ins/propose")
    return desk.post("/check-ins/propose", number=number, at="09:00", weekday="0", **more)


def test_a_proposal_waits_for_their_yes_and_can_be_taken_back(ben):
    joined(ben.house, CLEO, "TUE")
    assert "asked for their yes" in propose(ben, CLEO).text
    with ben.house.database.reading() as session:
        made = session.scalars(select(CheckIn).order_by(CheckIn.id.desc())).first()
    assert made.agreed_at is None and made.next_at is None and made.days == 1
    assert "taken back" in ben.post(f"/check-ins/{made.id}/withdraw").text
    assert not read(ben.house, CheckIn, made.id).on


def test_nothing_is_proposed_to_another_groups_member_or_over_a_check_in_of_their_own(ben, dov):
    joined(ben.house, CLEO, "TUE")
    for desk, number in ((dov, CLEO), (ben, ANA)):
        answer = propose(desk, number)
        assert answer.status_code == 422 and f'value="{number}"' in answer.text
    assert "be proposed" in propose(ben, "12").text


def test_contacts_stand_in_their_order_with_their_yes_or_stop(ben, ana):
    house, now = ben.house, ben.house.clock.now()
    with house.database.transaction() as session:
        person_id = session.get_one(CheckIn, ana).person_id
        for place, (number, called) in enumerate(
            (("+14065550171", "Sam"), ("+14065550172", "Pat"))
        ):
            phone = find_or_add_phone(session, house.keyring, Phone(number), now)
            session.add(Contact(
                person_id=person_id, phone_id=phone.id, stands="contact", called=called, place=place,
                agreed_at=now,
            ))  # fmt: skip
        consent.opt_out(session, phone.id, "text", "STOP", now)
        assert len(contacts.of_person(session, person_id)) == 2
    page = ben.get(f"/check-ins/{ana}").text
    assert page.index("S•••") < page.index("P•••") < page.index("said STOP: not told")
    assert "said yes" in page


def test_a_reader_sees_none_of_it(house, desk, ana):
    post_of(house, CLEO, Post.READER)
    desk.sign_in(CLEO)
    assert desk.get("/check-ins").status_code == 403
