"""What somebody in a crisis writes is one case until that is closed, however often and however at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from service.crisis import cases
from service.crisis.cases import Outcome
from service.crisis.episodes import open_case
from service.crisis.screen import Finding, Kind, Tier
from service.members import find_or_add_phone
from service.models import Case, CaseEvent, CaseStep
from service.text.phone import Phone
from tests.conftest import MONDAY_EVENING as NOW
from tests.line import ANA

LOW = Finding(Tier.CONCERN, Kind.SELF, "hopeless")
DYING = Finding(Tier.IMMINENT, Kind.SELF, "want_to_die")
BEATEN = Finding(Tier.IMMINENT, Kind.VIOLENCE, "attacked")
PILLS = Finding(Tier.IMMINENT, Kind.OVERDOSE, "took_pills")


@pytest.fixture
def ana(database, keyring) -> int:
    with database.transaction() as session:
        return find_or_add_phone(session, keyring, Phone(ANA), NOW).id


def write(database, ana, *findings) -> None:
    with database.transaction() as session:
        for number, finding in enumerate(findings):
            open_case(session, f"SM{number}", ana, finding, NOW + timedelta(minutes=number), "en")


def the_case(database) -> tuple[Case, list[str]]:
    with database.reading() as session:
        events = session.scalars(select(CaseEvent).order_by(CaseEvent.id)).all()
        return session.scalars(select(Case)).one(), [event.what for event in events]


def test_written_again_it_is_the_same_case(database, ana):
    write(database, ana, DYING, DYING)
    case, told = the_case(database)
    assert (case.source_key, told) == ("SM0", [CaseStep.OPENED, CaseStep.AGAIN])
    assert case.wrote_at == NOW + timedelta(minutes=1)


def test_the_same_text_once_more_changes_nothing(database, ana):
    write(database, ana, LOW, DYING)
    write(database, ana, LOW, DYING)
    assert the_case(database)[1] == [CaseStep.OPENED, CaseStep.AGAIN, CaseStep.RAISED]


def test_two_texts_at_once_are_one_case(database, ana):
    def one(number: int) -> None:
        with database.transaction() as session:
            open_case(session, f"SM{number}", ana, DYING, NOW)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(one, range(4)))
    assert the_case(database)[1] == [CaseStep.OPENED, *[CaseStep.AGAIN] * 3]


def test_it_only_becomes_more_urgent(database, ana):
    write(database, ana, LOW, DYING, LOW)
    case, told = the_case(database)
    assert (case.tier, case.rule, told.count(CaseStep.RAISED)) == ("imminent", "want_to_die", 1)


def test_where_ringing_was_not_safe_it_stays_so(database, ana):
    write(database, ana, BEATEN, PILLS)
    case, _ = the_case(database)
    assert (case.kind, case.no_calls) == ("overdose", True)


def test_after_it_is_closed_it_is_a_new_one(database, ana):
    write(database, ana, DYING)
    with database.transaction() as session:
        cases.close(session, session.scalars(select(Case.id)).one(), Outcome.MANUAL, NOW)
        assert open_case(session, "SM7", ana, LOW, NOW).is_again is False
        assert len(session.scalars(select(Case)).all()) == 2


def test_who_pressed_0_before_has_a_case_of_its_own(database, ana):
    with database.transaction() as session:
        asked = cases.ask_for_person(session, "CA1", cases.Asked(ana, "en"), NOW)
        assert open_case(session, "SM0", ana, DYING, NOW).case_id != asked
