"""A storm that finds no bug when there is one proves nothing: each of these must make it fail."""

import json
import subprocess
import sys

import pytest

from tests.accidents.storm.mistakes import MISTAKES
from tests.accidents.storm.processes import HERE, ROOT

pytestmark = [pytest.mark.full, pytest.mark.timeout(300)]
SEEDS = ("1", "2", "3")  # what a kill meets is up to the machine, so one storm may pass a bug by


def what_is_wrong(mistake: str, seed: str) -> dict[str, list[str]]:
    command = [sys.executable, "-m", HERE, "--json", "--mistake", mistake, "--seed", seed]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return json.loads(ran.stdout)["wrong"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_planted_bug_is_found(mistake):
    assert any(what_is_wrong(mistake, seed) for seed in SEEDS)
