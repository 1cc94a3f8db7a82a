"""A group with its coordinator Ben, and a real carrier: the simulator, called by the real SDK."""

from dataclasses import replace
from datetime import timedelta

import pytest

from service.delivery.send import Rendered
from service.flows.registry import MESSAGES, TIMERS
from service.notices import sending, states
from tests.notices.parish import Parish
from tests.sending import asked, carrier, database_in_use, house, simulator
from workers.crew import Crew
from workers.ticker import Ticker

__all__ = ["asked", "carrier", "database_in_use", "house", "simulator"]


def words(session, house, claimed, now):
    """As telling decides; what is said, as short as can be."""
    made = MESSAGES[states.MESSAGE](session, house, claimed, now)
    if not isinstance(made, Rendered):
        return made
    notice = states.found(session, claimed.subject_id)
    return replace(made, body=notice.body or notice.kind)


def done(session, house, claimed, now):
    return Rendered("done", now + timedelta(days=1))


@pytest.fixture
def ticker(house, carrier):
    messages = {**MESSAGES, states.MESSAGE: words, sending.DONE: done}
    return Ticker(Crew(house, carrier, messages, TIMERS))


@pytest.fixture
def parish(house, clock, ticker, simulator):
    """Ben runs TUE, which Ana (mobile) and Walt (landline) have joined."""
    return Parish(house, clock, ticker, simulator)
