"""The whole line in a small storm: processes killed, Redis and database gone, the carrier on a bad day.

`make accidents` has the big one, and with it the proof that this one would notice (test_mistakes).
"""

import pytest

from tests.accidents.storm.storm import Plan, blow

pytestmark = [pytest.mark.accident, pytest.mark.timeout(300)]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_nothing_is_lost_and_nothing_comes_twice(database):
    found = blow(Plan(database))
    assert found.wrong == {}
    assert found.counts["processes killed"] >= 8
