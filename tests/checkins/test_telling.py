"""Who stands by a member is told one by one, waited for, and told again that all is well."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from service.checkins import answers, contacts, days, plans, telling
from service.checkins.told import CLEAR, TOLD
from service.clock import machine_now
from service.models import (
    Case,
    Contact,
    ContactTelling,
    DayState,
    LineType,
    Outbox,
    PhoneRow,
    Said,
    Stands,
    Waiting,
)
from tests.checkins.morning import ANA, AT_NINE, Morning

SAM, PAT, LENA = 21, 22, 23  # mobile; mobile; landline
MINUTES, HOUR = timedelta(minutes=1), timedelta(hours=1)
ELEVEN = AT_NINE + 2 * HOUR


def stand_by(morning: Morning, *phones: int, person_id: int = ANA) -> None:
    """They have said yes, in this order."""
    with morning.database.transaction() as session:
        for place, id in enumerate(phones, start=1):
            if session.get(PhoneRow, id) is None:
                morning.phone(session, id, LineType.LANDLINE if id == LENA else LineType.MOBILE)
            session.add(
                Contact(
                    person_id=person_id, phone_id=id, stands=Stands.CONTACT, called=f"C{id}",
                    place=place, agreed_at=morning.clock.now(),
                )
            )  # fmt: skip


def put_out(morning: Morning, message: str = TOLD) -> list[tuple[int, int, str]]:
    """Minutes after eleven from when each goes, the phone and the way."""
    with morning.database.reading() as session:
        rows = session.scalars(
            select(Outbox).where(Outbox.message == message).order_by(Outbox.not_before, Outbox.id)
        )
        return [(_minutes(row.not_before), row.phone_id, row.way) for row in rows]


def _minutes(moment) -> int:
    return round((moment - ELEVEN) / MINUTES)


def told(morning: Morning) -> list[tuple[int, int]]:
    """Minutes after eleven, and the phone, each time somebody was told first by their own way."""
    mine = [(at, phone) for at, phone, way in put_out(morning) if way == "text" or phone == LENA]
    return sorted(set(mine))


def says(morning: Morning, phone_id: int, what: Said) -> telling.Took:
    with morning.database.transaction() as session:
        settings, now = morning.house.settings, morning.clock.now()
        return telling.said(session, settings, morning.day().id, phone_id, what, now)


def cleared(morning: Morning) -> list[int]:
    return sorted(phone for _, phone, _ in put_out(morning, CLEAR))


@pytest.fixture
def silent(morning):
    """Ana has been silent for two hours, and two stand by her."""
    return nobody_answers(morning, SAM, PAT)


def nobody_answers(morning: Morning, *phones: int) -> Morning:
    """What was asked has reached her, and these stand by her."""
    morning.settle(ANA)
    stand_by(morning, *phones)
    return two_hours_pass(morning)


def two_hours_pass(morning: Morning) -> Morning:
    morning.wait(1 * HOUR)
    morning.arrive()
    morning.wait(2 * HOUR)
    return morning


def test_each_is_texted_then_called_and_then_the_next(silent):
    silent.wait(2 * HOUR + 15 * MINUTES)
    assert put_out(silent) == [
        (0, SAM, "text"), (5, SAM, "call"), (10, PAT, "text"), (15, PAT, "call"),
    ]  # fmt: skip


def test_a_landline_is_called_at_once(morning):
    nobody_answers(morning, LENA)
    assert put_out(morning) == [(0, LENA, "call")]


def test_after_three_rounds_nobody_is_told_any_more(silent):
    silent.wait(6 * HOUR)
    assert told(silent) == [(10 * turn, (SAM, PAT)[turn % 2]) for turn in range(6)]


def test_who_cannot_is_passed_at_once_and_not_told_again(silent):
    silent.wait(2 * HOUR + 2 * MINUTES)
    assert says(silent, SAM, Said.CANNOT) == telling.Took.KEPT
    silent.wait(6 * HOUR)
    assert told(silent) == [(0, SAM), (2, PAT), (12, PAT), (22, PAT)]


def test_who_will_is_waited_for_and_asked_once_more(silent):
    silent.wait(2 * HOUR + 4 * MINUTES)
    says(silent, SAM, Said.WILL)
    silent.wait(3 * HOUR + 30 * MINUTES)
    assert told(silent) == [(0, SAM), (64, SAM), (74, PAT), (84, SAM)]


def test_a_second_promise_is_the_last_that_holds_the_others_back(silent):
    silent.wait(2 * HOUR + 4 * MINUTES)
    says(silent, SAM, Said.WILL)
    silent.wait(3 * HOUR + 5 * MINUTES)
    says(silent, SAM, Said.WILL)
    silent.wait(4 * HOUR + 9 * MINUTES)
    assert told(silent) == [(0, SAM), (64, SAM), (125, PAT)]


def test_both_answer_and_the_ladder_waits_for_who_will(silent):
    silent.wait(2 * HOUR + 12 * MINUTES)  # Pat has been told, too
    says(silent, SAM, Said.WILL)
    says(silent, PAT, Said.CANNOT)
    silent.wait(3 * HOUR + 11 * MINUTES)
    assert told(silent) == [(0, SAM), (10, PAT)]


def test_they_are_all_right_ends_it_for_everybody_once(silent):
    silent.wait(2 * HOUR + 12 * MINUTES)
    assert says(silent, PAT, Said.ALL_RIGHT) == telling.Took.KEPT
    assert says(silent, SAM, Said.WILL) == telling.Took.OVER
    silent.do(answers.answered, silent.day(), "1")
    silent.wait(6 * HOUR)
    assert cleared(silent) == [SAM]
    assert told(silent) == [(0, SAM), (10, PAT)]
    assert [phone for _, phone, _ in put_out(silent, telling.SAID_SO)] == [ANA]


def test_a_late_answer_clears_all_who_were_told_in_any_round(silent):
    silent.wait(2 * HOUR + 35 * MINUTES)
    for _ in range(2):
        silent.do(answers.answered, silent.day(), "2")
    assert cleared(silent) == [SAM, PAT]


def test_who_was_not_told_yet_hears_nothing(silent):
    silent.wait(2 * HOUR + 2 * MINUTES)
    silent.do(plans.end_on_phone, ANA)
    assert cleared(silent) == [SAM]


def test_who_said_stop_or_left_is_not_told(silent):
    with silent.database.transaction() as session:
        sam = session.scalar(select(Contact).where(Contact.phone_id == SAM))
        contacts.leave(session, silent.house.settings, sam, silent.clock.now())
        pat = update(PhoneRow).where(PhoneRow.id == PAT)
        session.execute(pat.values(stopped_at=silent.clock.now()))
    silent.wait(6 * HOUR)
    assert told(silent) == [(0, SAM)]
    assert [phone for _, phone, _ in put_out(silent, contacts.LEFT)] == [ANA, ANA]


def test_a_stranger_s_answer_is_not_taken(silent):
    assert says(silent, LENA, Said.ALL_RIGHT) == telling.Took.NOT_THEIRS
    assert silent.day().ended_at is None


def test_it_begins_in_the_order_they_stand_in(morning):
    morning.settle(ANA)
    stand_by(morning, SAM, PAT)
    with morning.database.transaction() as session:
        contacts.put_first(session, session.scalar(select(Contact).where(Contact.phone_id == PAT)))
    two_hours_pass(morning)
    assert told(morning) == [(0, PAT)]


def test_a_timer_that_comes_too_early_tells_nobody_twice(either_morning):
    """On each database: one row a contact and round, however often it falls due."""
    nobody_answers(either_morning, SAM)
    for _ in range(3):
        with either_morning.database.transaction() as session:
            day = days.locked(session, either_morning.day().id)
            assert telling.go_on(session, either_morning.house.settings, day, AT_NINE + 2 * HOUR)
    with either_morning.database.reading() as session:
        assert len(session.scalars(select(ContactTelling)).all()) == 1


def test_after_an_outage_they_are_asked_once_more_before_the_next_is_told(silent):
    silent.clock.at = AT_NINE + 4 * HOUR
    silent.fire()
    assert silent.asks()[-1] == (240, "call")
    silent.wait(4 * HOUR + 9 * MINUTES)
    assert told(silent) == [(0, SAM)]
    silent.wait(4 * HOUR + 11 * MINUTES)
    assert told(silent) == [(0, SAM), (130, PAT)]


def test_an_answer_after_an_outage_clears_whoever_was_told_before_it(silent):
    silent.clock.at = AT_NINE + 4 * HOUR
    silent.fire()
    silent.do(answers.answered, silent.day(), "1")
    silent.wait(6 * HOUR)
    assert (told(silent), cleared(silent)) == ([(0, SAM)], [SAM])


def test_after_days_away_a_person_has_what_they_were_told_of(silent):
    silent.clock.at = AT_NINE + 73 * HOUR
    silent.fire()
    first, newest = silent.days()
    assert (first.state, newest.state, told(silent)) == ("handed", "asking", [(0, SAM)])


@pytest.fixture
def unread(morning):
    """Ana has been silent for two hours, and a text lies on the disk of another machine."""
    morning.settle(ANA)
    stand_by(morning, SAM)
    with morning.database.transaction() as session:
        session.add(Waiting(spool="elsewhere", texts=1, at=machine_now()))
    return two_hours_pass(morning)


def test_nobody_is_told_while_their_answer_may_lie_unread(unread):
    unread.wait(2 * HOUR + 2 * MINUTES)
    assert told(unread) == []
    with unread.database.transaction() as session:
        session.execute(delete(Waiting))
    unread.wait(2 * HOUR + 3 * MINUTES)
    assert told(unread) == [(3, SAM)]


def test_what_stays_unread_is_an_outage_of_ours(unread):
    unread.wait(3 * HOUR)
    with unread.database.reading() as session:
        assert (unread.day().state, session.scalar(select(Case.rule))) == (DayState.HANDED, "ours")
    assert told(unread) == []


def test_who_is_removed_and_comes_back_hears_once_that_all_is_well(silent):
    with silent.database.transaction() as session:
        sam = session.scalar(select(Contact).where(Contact.phone_id == SAM))
        contacts.remove(session, sam, silent.clock.now())
    stand_by(silent, SAM)
    silent.wait(2 * HOUR + 15 * MINUTES)
    silent.do(answers.answered, silent.day(), "1")
    assert {phone for _, phone in told(silent)} == {SAM, PAT}
    assert cleared(silent) == [SAM, PAT]
