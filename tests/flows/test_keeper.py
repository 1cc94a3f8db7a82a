"""A web process looks after its own spool."""

import threading
import time

import pytest

from service.errors import DatabaseUnavailable
from service.flows import keeper as keeping
from service.flows.keeper import Keeper
from service.inbound.spool import Kept, Spool
from service.models import Inbound, Waiting
from tests.line import ANA


@pytest.fixture
def spool(house) -> Spool:
    return Spool(house.settings.data_dir / "spool", house.keyring)


def keep(spool, house, sid="SM1") -> None:
    spool.keep(Kept(sid, ANA, "MENU", 0, house.clock.now().timestamp(), answered=False))


def count(house, model) -> int:
    with house.database.reading() as session:
        return session.query(model).count()


def said(house) -> list[int]:
    with house.database.reading() as session:
        return [row.texts for row in session.query(Waiting)]


def test_it_takes_what_waits_and_says_that_nothing_does(house, spool):
    keep(spool, house)
    Keeper(house, spool).look()
    assert (count(house, Inbound), len(spool), said(house)) == (1, 0, [0])


def test_it_says_first_what_waits(house, spool, monkeypatch):
    keep(spool, house)
    heard = []
    monkeypatch.setattr(keeping, "replay", lambda *_: heard.extend(said(house)))
    Keeper(house, spool).look()
    assert heard == [1]


def test_two_processes_of_one_machine_say_one_thing(house, spool):
    Keeper(house, spool).look()
    Keeper(house, Spool(house.settings.data_dir / "spool", house.keyring)).look()
    assert said(house) == [0]


def test_it_goes_on_whatever_breaks(house, spool, monkeypatch):
    looks = []

    def look(self):
        looks.append(1)
        raise [DatabaseUnavailable("gone"), ValueError("a defect")][len(looks) % 2]

    monkeypatch.setattr(Keeper, "look", look)
    monkeypatch.setattr(keeping, "LOOK_EVERY_S", 0.001)
    monkeypatch.setattr(keeping, "BROKEN_WAIT_S", 0.001)
    monkeypatch.setattr(keeping, "AWAY_WAIT_S", 0.001)
    keeper = Keeper(house, spool)
    keeper.start()
    deadline = time.monotonic() + 10
    while len(looks) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    keeper.stop()
    keeper.join(10)
    assert len(looks) >= 4 and not keeper.is_alive()


def test_what_it_was_about_to_say_when_it_is_stopped_does_not_outlast_its_goodbye(
    house, spool, monkeypatch
):
    about_to_say, go_on = threading.Event(), threading.Event()

    class Hesitating(Spool):
        def __len__(self):
            if threading.current_thread().name == "keeper" and said(house):
                about_to_say.set()
                go_on.wait(10)
            return 0

    class Joined(Keeper):
        def join(self, timeout=None):
            go_on.set()
            super().join(timeout)

    monkeypatch.setattr(keeping, "LOOK_EVERY_S", 0.001)
    monkeypatch.setattr(keeping, "SAY_EVERY_S", 0.0)
    keeper = Joined(house, Hesitating(house.settings.data_dir / "spool", house.keyring))
    keeper.start()
    assert about_to_say.wait(10)
    keeper.stop()
    keeper.join(10)
    assert said(house) == []


def test_a_web_process_has_one(line):
    assert isinstance(line.app.extensions["keeper"], Keeper)
