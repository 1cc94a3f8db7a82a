"""A case is opened once, is one volunteer's at a time, and keeps what was done about it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.crisis import cases
from service.crisis.cases import Asked, Outcome
from service.db import Database
from service.models import Case, CaseEvent, CaseState, CaseStep
from tests.conftest import MONDAY_EVENING as NOW
from tests.duty import KIM, LEE, volunteer

CALL = "CA" + "1" * 32


@pytest.fixture
def asked(database: Database, keyring):
    """Somebody with a withheld number pressed 0; Lee and Kim are on duty."""
    with database.transaction() as session:
        lee, kim = (volunteer(session, keyring, NOW, number) for number in (LEE, KIM))
        return cases.ask_for_person(session, CALL, Asked(None, "es"), NOW), lee, kim


def timeline(session, case_id) -> list[tuple[str, int | None]]:
    rows = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)
    return [(row.what, row.volunteer_id) for row in session.scalars(rows)]


def test_pressing_0_again_on_the_same_call_is_the_same_case(database, asked):
    case_id, *_ = asked
    with database.transaction() as session:
        again = cases.ask_for_person(session, CALL, Asked(None, "es"), NOW + timedelta(minutes=1))
        other = cases.ask_for_person(session, "CA" + "2" * 32, Asked(None, "en"), NOW)
        assert (again, timeline(session, case_id)) == (case_id, [(CaseStep.OPENED, None)])
        assert other != case_id


def test_of_two_who_take_it_one_has_it(database, asked):
    case_id, lee, kim = asked
    with database.transaction() as session:
        took = [cases.claim(session, case_id, one, NOW) for one in (kim, lee, kim)]
        assert (took, cases.claimed_by(session, case_id)) == ([True, False, True], kim)
        assert timeline(session, case_id)[1:] == [(CaseStep.CLAIMED, kim)]


def test_who_never_got_to_the_caller_gives_it_back(database, asked):
    case_id, lee, kim = asked
    with database.transaction() as session:
        cases.claim(session, case_id, lee, NOW)
        cases.give_back(session, case_id, kim, NOW)
        assert cases.claimed_by(session, case_id) == lee
        cases.give_back(session, case_id, lee, NOW)
        assert cases.claim(session, case_id, kim, NOW)


def test_what_is_closed_is_nobodys_and_is_closed_once(database, asked):
    case_id, lee, _ = asked
    with database.transaction() as session:
        assert cases.close(session, case_id, Outcome.LEFT, NOW)
        assert not cases.close(session, case_id, Outcome.TALKED, NOW)
        assert not cases.claim(session, case_id, lee, NOW)
        case = session.get_one(Case, case_id)
        assert (case.state, case.outcome, case.closed_at) == (CaseState.CLOSED, Outcome.LEFT, NOW)


def test_asked_for_again_it_is_open_again(database, asked):
    case_id, lee, kim = asked
    with database.transaction() as session:
        cases.claim(session, case_id, lee, NOW)
        cases.close(session, case_id, Outcome.TALKED, NOW)
        assert cases.ask_for_person(session, CALL, Asked(None, "es"), NOW) == case_id
        assert cases.claim(session, case_id, kim, NOW)
