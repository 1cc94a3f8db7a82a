"""STOP, START and HELP under both owners: exactly one confirmation, and nothing of ours goes through it."""

import pytest
from sqlalchemy import select

from service.house import House
from service.models import PhoneRow
from service.simulator.carrier import Simulator, SimulatorSettings, wsgi_poster
from tests.line import ACCOUNT, ANA, LINE, PUBLIC, TOKEN, Line, settings_for

OWNERS = pytest.mark.parametrize("owner", ["carrier", "us"])


@pytest.fixture
def owned(owner, clock, keyring, sqlite, tmp_path):
    """A line and a simulated carrier that agree on who answers the opt-out words."""
    line = Line(House(settings_for(tmp_path, opt_out_by=owner), clock, keyring, sqlite))
    urls = {"sms_url": f"{PUBLIC}/text", "voice_url": f"{PUBLIC}/voice/in"}
    settings = SimulatorSettings(ACCOUNT, TOKEN, (LINE,), opt_out_by=owner, **urls)
    return Simulator(settings, clock, post=wsgi_poster(line.app))


def received_after(simulator, words: str) -> list[str]:
    before = len(simulator.inbox(ANA))
    simulator.text(ANA, LINE, words)
    simulator.settle()
    return [text.body for text in simulator.inbox(ANA)[before:]]


def is_stopped(database) -> bool:
    with database.reading() as session:
        return session.scalar(select(PhoneRow.stopped_at)) is not None


@OWNERS
@pytest.mark.parametrize(
    "words", ["STOP", "stop.", "Unsubscribe", "END", "ALTO", "please stop texting me"]
)
def test_stop_has_one_confirmation_and_is_written_down(owned, sqlite, words):
    received_after(owned, "hi")
    assert len(received_after(owned, words)) == 1
    assert is_stopped(sqlite)


@OWNERS
def test_a_second_stop_is_not_confirmed_again(owned):
    received_after(owned, "STOP")
    assert received_after(owned, "STOP") == []


@OWNERS
def test_start_comes_back_with_one_welcome(owned, sqlite):
    received_after(owned, "STOP")
    assert len(received_after(owned, "START")) == 1
    assert not is_stopped(sqlite)
    assert len(received_after(owned, "MENU")) == 1


@OWNERS
def test_help_is_answered_once(owned):
    assert len(received_after(owned, "HELP")) == 1
