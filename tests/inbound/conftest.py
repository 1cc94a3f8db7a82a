"""Fixtures for the tests of what comes in."""

import pytest

from service.house import House
from tests.inbound.recovering import World
from tests.line import settings_for


@pytest.fixture
def either(database, clock, keyring, tmp_path) -> House:
    """An installation on each kind of database."""
    return House(settings_for(tmp_path), clock, keyring, database)


@pytest.fixture
def world(either) -> World:
    made = World.of(either)
    made.look()  # the first look remembers the moment
    return made


class Ticking:
    """A machine's clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def ticking() -> Ticking:
    return Ticking()
