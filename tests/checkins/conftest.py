import pytest

from service.house import House
from tests.checkins.morning import Morning
from tests.line import settings_for


@pytest.fixture
def morning(house):
    return Morning(house)


@pytest.fixture
def either_morning(database, clock, keyring, tmp_path):
    """The same on each of the two databases."""
    return Morning(House(settings_for(tmp_path), clock, keyring, database))
