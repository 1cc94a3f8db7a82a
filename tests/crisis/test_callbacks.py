"""By when somebody calls back, and who is told of it, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from service.alerts import open_alerts
from service.crisis import callbacks, cases, ladder, pages, volunteers
from service.crisis.cases import Asked, Outcome
from service.db import Database
from service.members import find_or_add_phone
from service.models import Case, CaseEvent, CaseStep, Outbox, Timer, Volunteer
from service.text.phone import Phone
from tests.conftest import MONDAY_EVENING as NOW
from tests.duty import KIM, LEE, volunteer
from tests.line import ANA, settings_for

MINUTE = timedelta(minutes=1)
# From eight in the morning on each day.
DAYTIME = tuple({"weekday": day, "from_min": 480, "until_min": 960} for day in range(7))


@pytest.fixture
def settings(tmp_path):
    return settings_for(tmp_path)


@pytest.fixture
def waits(database: Database, keyring):
    """Ana waits to be called back within half an hour; Lee and Kim are on duty."""
    with database.transaction() as session:
        lee, kim = (volunteer(session, keyring, NOW, number) for number in (LEE, KIM))
        phone = find_or_add_phone(session, keyring, Phone(ANA), NOW)
        case_id = cases.ask_for_person(session, "CA1", Asked(phone.id, "en"), NOW)
        callbacks.wait_for_call(session, case_id, NOW + 30 * MINUTE, NOW)
    return case_id, lee, kim


def told(session) -> list[int | None]:
    rows = select(CaseEvent).where(CaseEvent.what == CaseStep.PAGED).order_by(CaseEvent.id)
    return [row.volunteer_id for row in session.scalars(rows)]


def test_a_time_is_told_in_fives_and_never_too_early(sqlite, keyring, settings):
    with sqlite.transaction() as session:
        volunteer(session, keyring, NOW, LEE)
        at = NOW + timedelta(minutes=1, seconds=7)
        assert callbacks.promise(session, settings, at) == NOW + 35 * MINUTE
        assert callbacks.promise(session, settings, NOW) == NOW + 30 * MINUTE


def test_with_nobody_on_duty_it_is_counted_from_the_next_shift(sqlite, keyring, settings):
    with sqlite.transaction() as session:
        volunteer(session, keyring, NOW, LEE, DAYTIME)
        by = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
        assert callbacks.promise(session, settings, NOW) == by


def test_nothing_is_promised_for_who_goes_off_duty_in_a_moment(sqlite, keyring, settings):
    with sqlite.transaction() as session:
        volunteer(session, keyring, NOW, LEE, DAYTIME)
        four = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)
        by = callbacks.promise(session, settings, four - 5 * MINUTE)
        assert by == four + timedelta(hours=16, minutes=30)
        assert callbacks.promise(session, settings, four - 15 * MINUTE) == four + 15 * MINUTE


def test_with_no_shift_in_sight_nothing_is_promised(sqlite, keyring, settings):
    with sqlite.transaction() as session:
        volunteer(session, keyring, NOW, LEE, shifts=())
        assert callbacks.promise(session, settings, NOW) is None


def test_nobody_is_promised_a_call_by_themselves(sqlite, keyring, settings):
    with sqlite.transaction() as session:
        volunteer(session, keyring, NOW, LEE)
        lee = find_or_add_phone(session, keyring, Phone(LEE), NOW)
        assert callbacks.promise(session, settings, NOW, lee.id) is None
        volunteer(session, keyring, NOW, KIM, DAYTIME)
        assert callbacks.promise(session, settings, NOW, lee.id) > NOW + 60 * MINUTE


def test_whoever_was_told_least_often_is_next(database, settings, waits):
    case_id, lee, kim = waits
    for minutes in (0, 3, 6, 10, 13):
        with database.transaction() as session:
            callbacks.go_on(session, settings, case_id, NOW + minutes * MINUTE)
    with database.reading() as session:
        assert told(session) == [lee, kim, lee, kim]


def test_a_volunteer_who_talks_with_somebody_is_left_alone(database, settings, waits):
    case_id, lee, kim = waits
    with database.transaction() as session:
        session.get_one(Volunteer, lee).held_until = NOW + 30 * MINUTE
        session.get_one(Volunteer, lee).held_by = "9"
        session.flush()
        callbacks.go_on(session, settings, case_id, NOW)
        assert told(session) == [kim]


def test_who_took_it_and_did_nothing_gives_it_back(database, settings, waits):
    case_id, _, _ = waits
    with database.transaction() as session:
        callbacks.go_on(session, settings, case_id, NOW)
        page = pages.page_of(session, session.scalars(select(CaseEvent.id)).all()[-1])
        assert callbacks.take(session, page, NOW)
    with database.transaction() as session:
        callbacks.go_on(session, settings, case_id, NOW + callbacks.CLAIM_HOLDS)
        assert len(told(session)) == 2 and session.get_one(Case, case_id).state == "open"


def test_who_talks_with_a_peer_meanwhile_has_nobody_told(database, settings, waits):
    case_id, lee, _ = waits
    with database.transaction() as session:
        this = ladder.new_round(session, case_id, NOW, None)
        ladder.next_to_ring(session, settings, this, NOW)
        assert ladder.take(session, settings, case_id, lee, NOW)
        callbacks.go_on(session, settings, case_id, NOW + 30 * MINUTE)
        assert told(session) == [] and cases.claimed_by(session, case_id) == lee


def takes_it(session, settings, case_id) -> pages.Page:
    callbacks.go_on(session, settings, case_id, NOW)
    page = pages.page_of(session, session.scalars(select(CaseEvent.id)).all()[-1])
    assert callbacks.take(session, page, NOW)
    return page


@pytest.mark.parametrize("called", [False, True], ids=["before the call", "after it"])
def test_who_took_it_and_was_erased_leaves_it_to_the_next(database, settings, waits, called):
    case_id, lee, kim = waits
    with database.transaction() as session:
        page = takes_it(session, settings, case_id)
        if called:
            callbacks.note_try(session, page, NOW)
    with database.transaction() as session:
        session.delete(session.get_one(Volunteer, lee))
    with database.transaction() as session:
        callbacks.go_on(session, settings, case_id, NOW + callbacks.CLAIM_HOLDS)
        assert told(session)[-1] == kim and session.get_one(Case, case_id).state == "open"


def test_who_left_the_roster_after_a_try_is_not_called_for_the_next(sqlite, keyring, settings):
    with sqlite.transaction() as session:
        lee, kim = (volunteer(session, keyring, NOW, number) for number in (LEE, KIM))
        case_id = cases.ask_for_person(session, "CA1", Asked(None, "en"), NOW)
        callbacks.wait_for_call(session, case_id, NOW + 30 * MINUTE, NOW)
        callbacks.note_try(session, takes_it(session, settings, case_id), NOW)
        volunteers.dismiss(session, lee)
        callbacks.go_on(session, settings, case_id, NOW + callbacks.TRY_AGAIN)
        assert told(session) == [lee, kim]


def test_once_it_is_dealt_with_nothing_waits_any_more(database, settings, waits):
    case_id, _, _ = waits
    with database.transaction() as session:
        callbacks.finish(session, case_id, Outcome.CALLED_BACK, NOW)
        callbacks.go_on(session, settings, case_id, NOW)
        waiting = session.scalars(select(Timer.kind)).all()
        assert (waiting, told(session)) == ([cases.OFFER], [])


def test_a_call_to_a_volunteer_goes_before_all_else_and_is_soon_over(database, settings, waits):
    with database.transaction() as session:
        callbacks.go_on(session, settings, waits[0], NOW)
        row = session.scalars(select(Outbox)).one()
    assert (row.lane, row.way, row.useful_until) == ("crisis", "call", NOW + pages.NEXT_AFTER)


def test_nobody_taking_it_in_time_is_told_once(database, settings, waits):
    late = NOW + 30 * MINUTE
    with database.transaction() as session:
        callbacks.be_late(session, waits[0], late)
        callbacks.go_on(session, settings, waits[0], late)
        assert [(one.kind, one.count) for one in open_alerts(session)] == [("call_back_late", 1)]
