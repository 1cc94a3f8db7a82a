"""Every process reads a text alike, in whichever order its sets lie."""

import os
import subprocess
import sys

READ = """
from service.crisis.screen import screen
print(screen("I've cancelled the paper and the milk. I'm going to join Frank. im fading"))
from service.text.reading import EVERYONES, Reader
reader = Reader(EVERYONES, ["tight", "night", "light", "paste", "taste", "haste"], mending=True)
print([reader.read(word) for word in ("zight", "zaste", "ight", "aste")])
"""


def read_by(seed: str) -> str:
    there = os.environ | {"PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", READ], env=there, capture_output=True, text=True)
    return done.stdout or done.stderr


def test_two_processes_read_a_slip_as_the_same_word():
    assert "night" in read_by("1") or "light" in read_by("1")
    assert len({read_by(seed) for seed in ("1", "2", "3")}) == 1
