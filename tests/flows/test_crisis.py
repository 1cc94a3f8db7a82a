"""What a member in a crisis meets by text: the answer, its digits, words for them, and the calls."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.crisis import closing
from service.crisis.cases import Outcome
from service.models import Attendance, Case, CaseEvent, CaseState, CaseStep, PhoneRow
from tests.duty import LEE, put_on_duty
from tests.line import ANA

DYING, LOW = "i want to kill myself", "i dont want to be here anymore"
BEATEN = "he is hitting me right now"


@pytest.fixture
def staffed(world):
    """Lee is on duty, and the line knows it."""
    put_on_duty(world.line.house, LEE)
    world.behave(LEE, "no-answer")
    return look(world)


def look(world):
    world.line.app.extensions["on_duty"].look()
    return world


def the_case(world) -> Case:
    with world.line.house.database.reading() as session:
        return session.scalars(select(Case)).one()


def timeline(world) -> list[str]:
    with world.line.house.database.reading() as session:
        return list(session.scalars(select(CaseEvent.what).order_by(CaseEvent.id)))


def calls_to_ana(world) -> list[str]:
    return [" ".join(world.simulator.calls.said(one.sid)) for one in world.simulator.calls_of(ANA)]


def test_a_person_is_named_only_while_one_is_there(world):
    assert world.text(DYING)[0].endswith("Automatic reply. 0 = person")
    put_on_duty(world.line.house, LEE)
    world.clock.advance(timedelta(minutes=1))
    assert look(world).text(DYING)[0].endswith("; alerting a volunteer. 1 = call me, 0 = person")


def test_1_has_the_line_call_and_ring_a_volunteer_for_the_same_case(staffed):
    staffed.text(LOW)
    assert staffed.text("1")[0].startswith("We call you now")
    staffed.behave(ANA, keys="1")
    staffed.behave(LEE, keys="1")
    staffed.pass_time(seconds=30)
    (said,) = calls_to_ana(staffed)
    assert said.index("nine eight eight") < said.index("I am ringing")
    assert (the_case(staffed).outcome, CaseStep.JOINED in timeline(staffed)) == ("talked", True)


def test_a_1_sent_twice_never_chooses_what_was_asked_before(staffed):
    for said in ("JOIN TUE", "SKIP", "ERASE", DYING, "1"):
        staffed.text(said)
    assert staffed.text("1")[0].startswith("We call you now")
    assert [row.message for row in staffed.outbox()].count("crisis.call") == 1


def test_where_nobody_comes_to_that_call_people_are_paged(staffed):
    staffed.text(LOW)
    staffed.text("call me please")
    staffed.behave(ANA, keys="1")
    staffed.pass_time(minutes=2)
    assert the_case(staffed).state == CaseState.OPEN and the_case(staffed).paged_since
    assert "no volunteer could come" in calls_to_ana(staffed)[0]


def test_who_hangs_up_while_it_rings_has_people_paged(staffed):
    """Whether the carrier says so or not."""
    staffed.text(LOW)
    staffed.text("1")
    staffed.behave(ANA, keys="1h")
    staffed.live_through(timedelta(minutes=3))
    assert the_case(staffed).state == CaseState.OPEN and CaseStep.PAGED in timeline(staffed)


def test_people_are_paged_where_the_call_itself_was_not_answered(staffed):
    staffed.text(LOW)
    staffed.text("1")
    staffed.behave(ANA, "no-answer")
    staffed.pass_time(minutes=2)
    assert the_case(staffed).paged_since is not None


@pytest.mark.parametrize("keys", ["h", ""])
def test_people_are_paged_where_that_call_was_picked_up_without_a_key(staffed, keys):
    staffed.text(LOW)
    staffed.behave(ANA, "answer" if keys else "silent", keys or None)
    staffed.text("1")
    staffed.pass_time(seconds=30)
    assert the_case(staffed).paged_since and "paged" in timeline(staffed)


def test_no_more_calls_by_a_key_on_that_call_pages_nobody(staffed):
    staffed.text(LOW)
    staffed.behave(ANA, keys="8")
    staffed.text("1")
    staffed.pass_time(seconds=30)
    assert the_case(staffed).no_calls and "paged" not in timeline(staffed)


def test_a_digit_of_an_older_answer_is_about_the_crisis_that_goes_on(staffed):
    staffed.text(DYING)
    with staffed.line.house.database.transaction() as session:
        closing.close(session, 1, Outcome.MANUAL, staffed.clock.now())
    staffed.clock.advance(timedelta(minutes=11))  # nobody is known to be there: no digit is offered
    staffed.text(DYING)
    staffed.text("1")
    with staffed.line.house.database.reading() as session:
        assert session.scalars(select(Case.state).order_by(Case.id)).all() == ["closed", "open"]


def test_concern_pages_nobody_by_itself(staffed):
    staffed.text(LOW)
    staffed.pass_time(minutes=2)
    assert (the_case(staffed).paged_since, staffed.received(LEE)) == (None, [])


def test_asked_for_when_nobody_is_there_any_more_people_are_told(staffed):
    staffed.text(LOW)
    with staffed.line.house.database.transaction() as session:
        session.query(PhoneRow).filter_by(id=1).update({"stopped_at": staffed.clock.now()})
    (told,) = staffed.text("1")
    assert told.startswith("I am telling our people now") and the_case(staffed).paged_since


def test_2_ends_concern_and_is_noted_where_it_was_imminent(staffed):
    staffed.text(LOW)
    assert staffed.text("2")[0].startswith("Thank you for telling me. Any hard day")
    assert the_case(staffed).outcome == "ok"


def test_that_they_are_ok_ends_nothing_that_was_imminent(staffed):
    staffed.text(DYING)
    assert "noted it for our people" in staffed.text("im ok now")[0]
    assert (the_case(staffed).state, timeline(staffed)[-1]) == (CaseState.OPEN, CaseStep.OK)


@pytest.mark.parametrize("words", ["why did you send me that", "this is not a crisis"])
def test_what_we_misread_is_taken_back_kindly(world, words):
    world.text(LOW)
    (told,) = world.text(words)
    assert told.startswith("Sorry, I misread that") and "988" in told
    assert the_case(world).outcome == "false_alarm"
    assert "988" in world.text(DYING)[0][:40]


def test_the_same_words_without_a_crisis_are_read_as_ever(world):
    assert world.text("im ok")[0].startswith(("I did not get that", "RidgePeers"))


def test_3_is_no_calls_and_1_takes_that_back(staffed):
    staffed.text(BEATEN)
    assert staffed.text("3")[0].startswith("No calls from us")
    assert the_case(staffed).no_calls
    staffed.text("call me")
    assert not the_case(staffed).no_calls


def test_beside_a_list_the_digits_are_the_list_s(staffed):
    crisis, listed = staffed.text("i want to kill myself, aa near jordan mt")
    assert "1 =" not in crisis and listed.startswith("AA near Jordan")
    assert "Hand in Hand" in staffed.text("1")[0]
    assert staffed.text("call me")[0].startswith("We call you now")


def test_what_is_told_in_a_crisis_is_no_search(staffed):
    told = "my husband died in march and i want to be with him, i have the pills saved up"
    (crisis,) = staffed.text(told)
    assert "1 = call me" in crisis


@pytest.mark.parametrize("words", ["1. i want to die", "Going, but i want to kill myself"])
def test_a_reminder_that_is_plainly_answered_before_it_is_answered(staffed, words):
    for said in ("aa near jordan mt", "2", "1"):
        staffed.text(said)
    staffed.live_through(timedelta(hours=25))
    assert "1 going" in staffed.received()[-1], staffed.received()
    (crisis,) = look(staffed).text(words)
    with staffed.line.house.database.reading() as session:
        assert [row.answer for row in session.scalars(select(Attendance))] == ["going"]
    assert "1 = call me" in crisis and staffed.text("1")[0].startswith("We call you now")


def test_a_text_that_is_stop_as_well_is_both(staffed):
    crisis, out = staffed.text("unsubscribe me, ending my life tonight")
    assert "1 = call me" in crisis and out.startswith("RidgePeers: You are out.")
    assert the_case(staffed).tier == "imminent"
    assert staffed.text("1")[0].startswith("We call you now")
    assert staffed.text("START")


def test_a_broken_search_costs_neither_the_case_nor_the_digits(staffed, monkeypatch):
    monkeypatch.setattr("service.flows.searched.understand", {}.__getitem__)
    staffed.text(f"{DYING}, the group is gone")
    assert staffed.text("1")[0].startswith("We call you now")


def test_the_digits_count_when_the_record_came_later(staffed, monkeypatch):
    spool_one(staffed, DYING, monkeypatch)
    staffed.clock.advance(timedelta(minutes=20))
    staffed.line.app.extensions["keeper"].look()
    staffed.text("1")
    assert [row.message for row in staffed.outbox()].count("crisis.call") == 1


def test_a_1_that_waited_for_the_database_counts_however_late(staffed, monkeypatch):
    for words in (LOW, "1"):
        spool_one(staffed, words, monkeypatch)
    staffed.clock.advance(timedelta(minutes=40))
    staffed.line.app.extensions["keeper"].look()
    assert [row.message for row in staffed.outbox()].count("crisis.call") == 1


def spool_one(world, words, monkeypatch) -> None:
    from service.errors import DatabaseUnavailable

    def away(*_):
        raise DatabaseUnavailable("gone")

    with monkeypatch.context() as broken:
        broken.setattr(world.line.house.database, "transacted", away)
        world.text(words)
    world.clock.advance(timedelta(seconds=30))


def test_who_wrote_in_spanish_is_answered_so_whatever_they_reply(staffed):
    staffed.text("me tome todas las pastillas")
    for words, told in (("no me llamen", "Listo, ya no"), ("1", "Le llamamos"), ("STOP", None)):
        answers = staffed.text(words)
        assert not answers if told is None else told in answers[0], words


def test_a_call_may_be_asked_for_until_a_day_after_the_end(staffed):
    for words in (LOW, "2"):
        staffed.text(words)
    staffed.clock.advance(timedelta(hours=23))
    assert staffed.text("call me")[0].startswith("We call you now")
    staffed.text("im ok")
    staffed.clock.advance(timedelta(hours=25))
    assert not staffed.text("call me")[0].startswith("We call you now")


def test_a_one_after_a_crisis_erases_nothing_that_was_asked_about_before(line):
    line.text("JOIN TUE")
    assert "1" in line.text("ERASE")[0]
    line.text("i want to kill myself")
    assert "erased" not in " ".join(line.text("1")).lower()
