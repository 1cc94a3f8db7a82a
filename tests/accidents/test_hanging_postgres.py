"""A PostgreSQL that is stopped like a frozen machine: connected, silent, deaf to its own time-outs."""

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from service.crypto import attach
from service.db import Base, Database
from service.flows.replay import replay
from service.house import House
from service.inbound.spool import Spool
from service.models import Case
from tests.duty import LEE
from tests.line import PUBLIC, Caller, Line, settings_for, until_nothing_runs
from tests.real_postgres import RealPostgres

pytestmark = pytest.mark.accident
WORDS_A_SECOND = 170 / 60


@pytest.fixture(scope="module")
def freezable() -> Iterator[RealPostgres]:
    server = RealPostgres()
    yield server
    server.end()


@pytest.fixture
def frozen(freezable, clock, keyring, tmp_path) -> Iterator[Line]:
    """A line that has been answering, whose database has just stopped moving."""
    database = Database(freezable.url)
    Base.metadata.drop_all(database.engine)
    Base.metadata.create_all(database.engine)
    attach(database.engine, keyring)
    line = Line(House(settings_for(tmp_path), clock, keyring, database))
    line.text("hi")
    freezable.freeze()
    yield line
    freezable.thaw()
    until_nothing_runs(database)
    database.close()


def test_every_crisis_text_is_answered_at_once_and_has_a_case_afterwards(frozen, freezable):
    for number in range(6):
        began = time.monotonic()
        answer = frozen.text("i want to kill myself", sender=f"+1406555015{number}")
        assert "988" in answer[0] and time.monotonic() - began < 1
    freezable.thaw()
    house = frozen.house
    replay(house, Spool(house.settings.data_dir / "spool", house.keyring))
    with house.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 6


def test_a_text_is_kept_and_after_the_first_nobody_waits(frozen):
    assert frozen.text("MENU")[0].startswith("We got your text")
    began = time.monotonic()
    assert frozen.text("MENU")[0].startswith("We got your text")
    assert time.monotonic() - began < 0.5


def pressed(line, key: str) -> tuple[str, float]:
    """What a caller in the middle of a call hears after a key, and the silence before it."""
    began = time.monotonic()
    said = Caller(line, action="/voice/turn/1/en").press(key)
    return said, time.monotonic() - began


def test_a_caller_hears_a_way_on_within_six_seconds_and_the_next_one_at_once(frozen):
    said, silent_s = pressed(frozen, "1")
    assert "nine eight eight" in said and silent_s < 6
    said, silent_s = pressed(frozen, "1")
    assert "nine eight eight" in said and silent_s < 0.5
    assert "To take this call, press 1" in Caller(frozen, LEE, action="/voice/whisper/1/1").press()


def test_whoever_presses_0_hears_the_number_within_six_seconds(frozen):
    said, silent_s = pressed(frozen, "0")
    before, _, _ = said.partition("nine eight eight")
    assert before != said and silent_s + len(before.split()) / WORDS_A_SECOND < 6


@pytest.mark.full
def test_it_crashes_in_mid_call_and_the_call_goes_on_when_it_is_back(frozen, freezable):
    freezable.thaw()
    caller = Caller(frozen)
    caller.press()
    freezable.crash()
    assert "nine eight eight" in caller.press("5")
    freezable.start()
    caller.press("2")
    caller.action = caller.document.findtext("Redirect").removeprefix(PUBLIC)
    assert "To find a meeting, press 1" in caller.press()
