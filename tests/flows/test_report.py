"""A problem in a group: two trained people hear of it, never whoever leads that group."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from service import coordinators, groups
from service.crisis import reports
from service.crisis.episodes import episode_of
from service.erasing.at_once import erase
from service.members import find_or_add_phone, person_of
from service.models import (
    Alert,
    Case,
    Group,
    Inbound,
    Meeting,
    Report,
    ReportReader,
    VoiceMessage,
    Volunteer,
)
from service.retention import forget
from service.text.phone import Phone
from tests.duty import KIM, LEE, SAM, put_on_duty
from tests.line import ANA
from tests.ringing import Caller as Ringing

WALT = "+14065550110"
WORDS = "In TUE the leader keeps the basket money."
HOUR = timedelta(hours=1)


@pytest.fixture
def trained(world):
    """Lee, Kim and Sam hear reports; Ana is in TUE, which Lee leads."""
    house = world.line.house
    put_on_duty(house, LEE, KIM, SAM)
    with house.database.transaction() as session:
        session.execute(update(Volunteer).values(takes_reports=True))
        lee = session.get(Volunteer, 1)
        meeting = session.scalars(select(Meeting.id)).first()
        tue = Group(word="TUE", name="Tuesday Lamp", kind="aa", meeting_id=meeting)
        session.add(tue)
        session.flush()
        coordinators.add(session, tue, lee.person_id, house.clock.now())
        phone = find_or_add_phone(session, house.keyring, Phone(ANA), house.clock.now())
        ana = person_of(session, phone.id, "en", house.clock.now())
        groups.join(session, 1, ana, house.clock.now())
    for number in (LEE, KIM, SAM, WALT):
        world.behave(number, "no-answer")
    return world


def told(world, words=WORDS, sender=ANA) -> str:
    world.text("REPORT", sender)
    world.text("1", sender)
    return " ".join(world.text(words, sender))


def rows(world, model) -> list:
    with world.line.house.database.reading() as session:
        return list(session.scalars(select(model)))


def test_two_trained_people_are_told_and_never_who_leads_the_group(trained):
    said = told(trained)
    assert said.startswith("Thank you. Two trained people hear it, never the group's leader")
    trained.live_through(timedelta(hours=20))
    for number in (KIM, SAM):
        assert trained.received(number) == [
            "RidgePeers: a report, case 1. Reply 1 to hear it by phone, when you are alone."
        ]
    assert trained.received(LEE) == []


def test_who_only_names_the_group_keeps_it_from_its_leader_too(trained):
    told(trained, "the tuesday lamp meeting is not safe", WALT)
    assert {one.volunteer_id for one in rows(trained, ReportReader)} == {2, 3}


def test_one_of_them_hears_it_by_phone_and_sees_to_it(trained):
    told(trained)
    trained.live_through(timedelta(hours=20))
    trained.behave(KIM, keys="1w3")
    trained.text("1", KIM)
    trained.pass_time(seconds=1)
    assert any(WORDS in one for one in trained.heard(KIM))
    assert trained.heard(KIM)[0].startswith("Hello. This is the community line, with something for")
    case = rows(trained, Case)[0]
    assert (case.state, case.outcome, rows(trained, Report)[0].words) == ("closed", "seen_to", None)
    assert "has been seen to" in trained.text("1", SAM)[0]


def test_who_takes_it_is_joined_and_neither_sees_the_other(trained):
    told(trained)
    trained.live_through(timedelta(hours=20))
    trained.behave(KIM, keys="1w1")
    trained.behave(ANA, keys="1")
    trained.text("1", KIM)
    trained.pass_time(seconds=1)
    shown = {call.sender for number in (KIM, ANA) for call in trained.simulator.calls_of(number)}
    assert shown == {"+14065550199"} and rows(trained, Case)[0].claimed_by == 2


def test_the_words_lie_sealed_and_in_one_place(trained):
    told(trained)
    assert rows(trained, Report)[0].words == WORDS
    assert WORDS not in [one.body for one in rows(trained, Inbound)]
    with trained.line.house.database.reading() as session:
        assert b"yells" not in session.execute(text("SELECT words FROM reports")).scalar()


def test_more_may_be_added(trained):
    told(trained)
    trained.text("1")
    trained.text("It is every week.")
    assert rows(trained, Report)[0].words == f"{WORDS}\nIt is every week."


def test_crisis_words_in_it_are_answered_first_and_it_is_a_report_all_the_same(trained):
    said = told(trained, "he yelled at me in TUE and now i want to kill myself")
    assert "988" in said[:60] and "Two trained people" in said
    with trained.line.house.database.reading() as session:
        assert episode_of(session, rows(trained, Case)[0].phone_id).tier == "imminent"
    assert len(rows(trained, Report)) == 1


@pytest.mark.parametrize(("leaving", "words"), [(1, "Only one trained"), (2, "nobody apart from")])
def test_with_too_few_it_is_said_honestly_and_the_operator_hears_of_it(trained, leaving, words):
    with trained.line.house.database.transaction() as session:
        left = Volunteer.id.in_(range(2, 2 + leaving))
        session.execute(update(Volunteer).where(left).values(takes_reports=False))
    assert words in told(trained)
    assert [one.kind for one in rows(trained, Alert)] == ["report_unheard"]
    with trained.line.house.database.transaction() as session:
        reports.set_takes(session, 2, True, trained.clock.now())
    assert 2 in {one.volunteer_id for one in rows(trained, ReportReader)}


def test_unanswered_by_its_time_it_is_an_alert(trained):
    told(trained)
    trained.live_through(73 * HOUR)
    assert [one.kind for one in rows(trained, Alert)] == ["report_late"]


def test_no_volunteer_learns_of_it_by_its_number(trained):
    told(trained)
    with trained.line.house.database.transaction() as session:
        session.get(Volunteer, 1).role = "coordinator"
    assert trained.text("CASE 1", LEE)[0].startswith("You have no case 1.")


def test_by_keys_a_message_is_left_and_heard_by_the_two(trained):
    caller = Ringing(trained)
    assert "About a problem in a group." in (caller.press("3"), caller.press("6"))[1]
    caller.press("2")
    trained.simulator.calls.speak(caller.call.sid, "They keep asking me for cash.")
    caller.wait(8)
    caller.press("#")
    assert "Two trained people hear it" in " ".join(caller.heard[-3:]), caller.heard[-3:]
    assert len(rows(trained, VoiceMessage)) == 1 and rows(trained, Report)[0].topic == "money"


def test_who_leaves_the_roster_leaves_it_to_another(trained):
    told(trained, "they ask for cash", WALT)
    assert {one.volunteer_id for one in rows(trained, ReportReader)} == {1, 2}
    with trained.line.house.database.transaction() as session:
        reports.set_takes(session, 2, False, trained.clock.now())
    assert 3 in {one.volunteer_id for one in rows(trained, ReportReader)}
    with trained.line.house.database.reading() as session:
        assert reports.heard_by(session, 1, 2) is None


def test_a_hidden_number_is_told_that_nobody_can_answer(trained):
    caller = Ringing(trained, "anonymous")
    for key in ("3", "6", "1"):
        caller.press(key)
    trained.simulator.calls.speak(caller.call.sid, "They keep asking me for cash.")
    caller.wait(8)
    caller.press("#")
    assert "Your number is hidden, so nobody can call you back." in " ".join(caller.heard[-3:])


def test_erased_and_after_thirty_days_the_words_are_gone(trained):
    told(trained)
    told(trained, sender=WALT)
    now = trained.clock.now()
    with trained.line.house.database.transaction() as session:
        erase(session, trained.line.house.settings, rows(trained, Case)[0].phone_id, now)
    assert [one.words for one in rows(trained, Report)] == [None, WORDS]
    with trained.line.house.database.transaction() as session:
        forget(session, now + timedelta(days=31))
    assert [one.words for one in rows(trained, Report)] == [None, None]
