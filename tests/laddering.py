"""A caller on the ladder, step by step: who is rung, and what came of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.crisis import cases, ladder
from service.crisis.cases import Asked
from service.crisis.ladder import Round
from service.models import Volunteer
from tests.conftest import MONDAY_EVENING as NOW
from tests.duty import KIM, LEE, SAM, volunteer
from tests.line import settings_for

FIFTH = "+14065550133"
SOON = NOW + timedelta(seconds=5)


@pytest.fixture
def settings(tmp_path):
    return settings_for(tmp_path)


@pytest.fixture
def here(store, keyring):
    """Lee, Kim, Sam and one more are on duty, in this order."""
    with store.transaction() as session:
        return [volunteer(session, keyring, NOW, one) for one in (LEE, KIM, SAM, FIFTH)]


@pytest.fixture
def asked(store):
    """`asked()`: one more caller who wants a person, as the first round for them."""

    def asked(now=NOW, number=0):
        nonlocal calls
        calls += 1
        with store.transaction() as session:
            case_id = cases.ask_for_person(session, f"CA{calls}", Asked(None, "en"), now)
        return Round(case_id, number, now, None)

    calls = 0
    return asked


def ring(store, settings, this, now=NOW):
    with store.transaction() as session:
        found = ladder.next_to_ring(session, settings, this, now)
    return [one.id for one in found.whom] if found else []


def let_pass(store, this, now, **more):
    with store.transaction() as session:
        told = {"bridged": False, "gone": False, **more}
        return ladder.after_ring(session, this.case_id, now=now, **told)


def held(store):
    with store.reading() as session:
        return [*session.scalars(select(Volunteer.id).where(Volunteer.held_by.is_not(None)))]
