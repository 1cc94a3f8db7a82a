"""The whole line in a brief storm: processes killed, Redis and database gone, the carrier on a bad day.

`make accidents` has the big ones, and the proof that a storm notices what is wrong (test_mistakes).
"""

import json
import subprocess
import sys

import pytest

from tests.accidents.storm.processes import HERE, ROOT
from tests.accidents.storm.size import BRIEF

pytestmark = [pytest.mark.accident, pytest.mark.timeout(300)]
DATABASES = ("sqlite", "postgres")


@pytest.fixture(scope="module")
def storms():
    """Both at once: most of a storm is waiting for leases to end."""
    command = [sys.executable, "-m", HERE, "--json", "--size", "brief", "--database"]
    begun = {
        name: subprocess.Popen([*command, name], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for name in DATABASES
    }
    yield begun
    for storm in begun.values():
        storm.terminate()
        storm.wait()


@pytest.mark.parametrize("database", DATABASES)
def test_nothing_is_lost_and_nothing_comes_twice(storms, database):
    told, _ = storms[database].communicate()
    found = json.loads(told)
    assert found["wrong"] == {}
    assert found["counts"]["processes killed"] >= 6
    assert found["counts"]["check-ins asked"] == BRIEF.members
