"""The whole line in a brief storm: processes killed, Redis and database gone, the carrier on a bad day.

`make accidents` has the big ones, and the proof that a storm notices what is wrong (test_mistakes).
"""

import pytest

from tests.accidents.storm.storm import Plan, blow

pytestmark = [pytest.mark.accident, pytest.mark.timeout(300)]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_nothing_is_lost_and_nothing_comes_twice(database):
    found = blow(Plan(database, "brief"))
    assert found.wrong == {}
    assert found.counts["processes killed"] >= 6
