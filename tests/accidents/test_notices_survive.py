"""A notice whose sender is killed again and again, and which is stopped half-way.

Nobody has it twice, and the tally says exactly who has it. What was in hand at a kill, and the carrier knows
nothing of, is never sent again and stays in doubt.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select

from service.crypto import Keyring, fresh_keys
from service.delivery.send import BATCH
from service.flows.registry import MESSAGES, TIMERS
from service.models import NoticeState, PhoneRow
from service.notices import halting, tally
from service.notices.tally import Standing
from service.simulator.server import create_simulator, serve
from tests import ticking_process
from tests.notices.crowd import crowd
from tests.notices.parish import BEN, Parish
from tests.sending import asked, carrier, database_in_use, house, simulator, texts_created
from workers.crew import Crew
from workers.ticker import Ticker

__all__ = ["asked", "carrier", "database_in_use", "house", "simulator"]

pytestmark = pytest.mark.accident
KEYS = fresh_keys()
IN_HAND = 2 * BATCH  # at most, when a sender dies


@pytest.fixture
def keyring() -> Keyring:
    """Ours, so that another process can have the same."""
    return Keyring.from_json(KEYS)


@pytest.fixture
def parish(house, clock, carrier, simulator):
    crew = Crew(house, carrier, MESSAGES, TIMERS, windows=ticking_process.AT_ONCE)
    return Parish(house, clock, Ticker(crew), simulator)


class Killer:
    """The carrier's side of each order: the one of this number is done, and its sender is killed -9."""

    def __init__(self):
        self.process, self.orders, self.at = None, 0, 0

    def around(self, app):
        def answer(environ, start):
            body = app(environ, start)
            if environ["REQUEST_METHOD"] == "POST":
                self.orders += 1
                if self.orders == self.at:
                    self.process.kill()
                    self.process.wait()
            return body

        return answer


@contextmanager
def over_http(simulator, killer):
    app = create_simulator(simulator)
    app.wsgi_app = killer.around(app.wsgi_app)
    server = serve(app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def tick_until_killed(house, killer, address, at, chunk):
    """A process of its own, until the carrier has its order of that number."""
    url = house.database.engine.url.render_as_string(hide_password=False)
    given = {"database": url, "keys": KEYS, "now": house.clock.now().isoformat()}
    given |= {"carrier": address, "chunk": str(chunk)}
    command = [sys.executable, ticking_process.__file__, json.dumps(given)]
    root = str(Path(__file__).parents[2])
    killer.at = at
    killer.process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": root}
    )
    assert killer.process.wait() == -signal.SIGKILL


def went_to(simulator):
    """How many texts the carrier was given for each member's number."""
    return Counter(entry["to"] for entry in texts_created(simulator) if entry["to"] != BEN)


def has_it(parish, notice_id):
    """The numbers of whom the tally says that they have it."""
    with parish.house.database.reading() as session:
        found = tally.outcomes(session, notice_id)
        numbers = dict(session.execute(select(PhoneRow.id, PhoneRow.number)).all())
    return {numbers[one.phone_id] for one in found if one.standing is Standing.TEXT}


def finish(parish):
    """Another process goes on, with what was in hand found by evidence."""
    for _ in range(4):
        parish.pass_time(seconds=30)


def test_killed_half_way_it_goes_on_and_each_has_it_once(house, parish, simulator):
    numbers = crowd(parish, 40)
    notice_id, killer = parish.held(), Killer()
    parish.clock.advance(parish.minute)
    with over_http(simulator, killer) as address:
        tick_until_killed(house, killer, address, at=15, chunk=10)
    assert 0 < len(parish.rows(notice_id)) < 40
    finish(parish)
    went = went_to(simulator)
    assert set(went.values()) == {1} and has_it(parish, notice_id) == set(went)
    assert parish.tally(notice_id).in_doubt == len(numbers - set(went)) < IN_HAND
    assert parish.state(notice_id) is NoticeState.DONE


@pytest.mark.full
def test_twenty_thousand_killed_paused_and_stopped(database, house, parish, simulator):
    numbers = crowd(parish, 20_000)
    notice_id, killer = parish.held(), Killer()
    parish.clock.advance(parish.minute)
    with over_http(simulator, killer) as address:
        for at in (1_000, 4_000):
            tick_until_killed(house, killer, address, at, chunk=2_500)
        parish.do(halting.pause, notice_id, None)
        before = len(texts_created(simulator))
        parish.pass_time(seconds=30)
        assert len(texts_created(simulator)) == before
        parish.do(halting.resume, notice_id, None)
        tick_until_killed(house, killer, address, 7_000, chunk=2_500)
    parish.do(halting.stop, notice_id, None)
    finish(parish)
    went = went_to(simulator)
    assert set(went.values()) == {1} and 7_000 <= len(went) < len(numbers)
    assert has_it(parish, notice_id) == set(went)
    assert parish.tally(notice_id).in_doubt < 3 * IN_HAND
