"""Who has a case says how it ended, a false alarm takes back its pages, and nothing waits for ever."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.crisis import callbacks, cases, review
from service.crisis.cases import Asked, Outcome
from service.crisis.episodes import open_case
from service.crisis.screen import Finding, Kind, Tier
from service.members import find_or_add_phone
from service.models import Case, CaseEvent, CasePage, CaseStep, Outbox, Role, Volunteer
from service.text.phone import Phone
from tests.duty import KIM, LEE, put_on_duty
from tests.line import ANA

CONCERN = Finding(Tier.CONCERN, Kind.SELF, "hopeless")
DAY = timedelta(days=1)


@pytest.fixture
def lee_has_it(world):
    """Ana wrote; Lee and Kim were texted, and Lee has taken it."""
    lee, kim = put_on_duty(world.line.house, LEE, KIM)
    with world.line.house.database.transaction() as session:
        mine = opened(world, session)
        pages = {"case_id": mine, "round": 0, "way": "text", "at": world.clock.now()}
        session.add_all(CasePage(volunteer_id=one, **pages) for one in (lee, kim))
        cases.note(session, mine, CaseStep.PAGED, world.clock.now(), lee)
        cases.claim(session, mine, lee, world.clock.now() + timedelta(minutes=2))
    return world


def opened(world, session) -> int:
    now = world.clock.now()
    phone = find_or_add_phone(session, world.line.house.keyring, Phone(ANA), now)
    return open_case(session, "SM1", phone.id, CONCERN, now, "en").case_id


def case(world) -> Case:
    with world.line.house.database.reading() as session:
        return session.scalars(select(Case)).one()


def test_who_has_it_closes_it_by_a_text(lee_has_it):
    assert lee_has_it.text("CASE 1 DONE", LEE) == ["Case 1 is closed. Thank you for being there."]
    assert case(lee_has_it).outcome == "talked"


def test_in_spanish_and_by_a_digit(lee_has_it):
    (told,) = lee_has_it.text("Caso 1", LEE)
    assert told.startswith("Case 1: you have it.\n1 Call them")
    lee_has_it.text("5", LEE)
    assert case(lee_has_it).outcome == "not_reached"


def test_a_false_alarm_takes_back_the_others_pages(lee_has_it):
    lee_has_it.text("CASE 1 false alarm", LEE)
    lee_has_it.pass_time(seconds=1)
    closed = "Case 1 is closed. Nothing is to be done. Thank you for being there."
    assert lee_has_it.received(KIM) == [closed]
    assert closed not in lee_has_it.received(LEE)
    assert case(lee_has_it).outcome == "false_alarm"


def test_after_the_talk_it_can_still_be_called_a_false_alarm(lee_has_it):
    lee_has_it.text("CASE 1 DONE", LEE)
    assert "4 It was a false alarm" in lee_has_it.text("CASE 1", LEE)[0]
    lee_has_it.text("4", LEE)
    assert case(lee_has_it).outcome == "false_alarm"


def test_a_false_alarm_says_nothing_more_to_the_member(lee_has_it):
    lee_has_it.text("CASE 1 FALSE", LEE)
    lee_has_it.live_through(DAY)
    assert lee_has_it.received(ANA) == []


def test_another_volunteer_has_no_such_case(lee_has_it):
    assert lee_has_it.text("CASE 1 DONE", KIM)[0].startswith("You have no case 1.")
    assert case(lee_has_it).state == "claimed"


def test_who_looks_after_the_others_may_close_any(lee_has_it):
    with lee_has_it.line.house.database.transaction() as session:
        session.get(Volunteer, 2).role = Role.SUPERVISOR
    assert "a volunteer has it" in lee_has_it.text("CASE 1", KIM)[0]
    lee_has_it.text("3", KIM)
    assert case(lee_has_it).state == "closed"


def test_from_a_member_s_phone_it_is_a_text_like_any_other(lee_has_it):
    told = lee_has_it.text("CASE 1 DONE", ANA)
    assert "case" not in told[0].lower() and case(lee_has_it).state == "claimed"


def test_by_keys_the_same_is_done(lee_has_it):
    call = lee_has_it.simulator.calls.dial_in(LEE, "+14065550199")
    for key in ("5", "7", "1", "1#", "4"):
        lee_has_it.simulator.settle(2)
        lee_has_it.simulator.calls.press(call.sid, key)
    lee_has_it.simulator.settle(2)
    said = lee_has_it.simulator.calls.said(call.sid)
    assert any(one.startswith("Case 1 is closed as a false alarm") for one in said), said


def test_concern_that_nobody_answers_ends_by_itself(world):
    with world.line.house.database.transaction() as session:
        opened(world, session)
    world.live_through(timedelta(hours=71))
    assert case(world).state == "open"
    world.live_through(timedelta(hours=2))
    assert (case(world).state, case(world).outcome) == ("closed", "unanswered")


def test_who_writes_again_is_waited_for_anew(world):
    with world.line.house.database.transaction() as session:
        mine = opened(world, session)
    world.live_through(timedelta(hours=71))
    with world.line.house.database.transaction() as session:
        phone_id = session.get(Case, mine).phone_id
        open_case(session, "SM2", phone_id, CONCERN, world.clock.now())
    world.live_through(timedelta(hours=71))
    assert case(world).state == "open"


def test_nothing_that_is_promised_or_paged_ends_by_itself(world):
    now = world.clock.now()
    with world.line.house.database.transaction() as session:
        opened(world, session)
        session.scalars(select(Case)).one().paged_since = now
    world.live_through(4 * DAY)
    assert case(world).state == "open"


def test_the_review_counts_by_rule_what_was_taken_and_what_was_none(lee_has_it):
    lee_has_it.text("CASE 1 FALSE", LEE)
    with lee_has_it.line.house.database.transaction() as session:
        cases.ask_for_person(session, "CA1", Asked(None, "es"), lee_has_it.clock.now())
        found = review.review(session, lee_has_it.clock.now() - DAY)
    told = {
        one.sort.rule: (one.cases, one.claimed, one.claim_s, one.false_alarm_rate) for one in found
    }
    assert told == {"hopeless": (1, 1, 120.0, 1.0), "key 0": (1, 0, None, 0.0)}


def test_a_volunteer_who_was_called_says_it_was_none_by_a_key(world):
    put_on_duty(world.line.house, LEE)
    with world.line.house.database.transaction() as session:
        mine = opened(world, session)
        callbacks.wait_for_call(session, mine, world.clock.now() + DAY, world.clock.now())
    world.behave(LEE, keys="1w4")
    world.pass_time(seconds=1)
    assert case(world).outcome == Outcome.FALSE_ALARM
    with world.line.house.database.reading() as session:
        last = session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first()
        assert (last.what, last.volunteer_id) == ("closed", 1)
        assert session.scalars(select(Outbox.message).where(Outbox.way == "text")).all() == []
