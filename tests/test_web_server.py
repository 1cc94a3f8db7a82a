"""What a web process does for itself before it serves."""

import subprocess
import sys

LOADED = """
import gc
from service.web_server import COLLECT_AFTER, keep_what_is_loaded
keep_what_is_loaded()
assert gc.get_threshold() == COLLECT_AFTER
assert gc.get_freeze_count() > 50_000
assert len(gc.get_objects()) < 5_000
"""


def test_the_collector_never_looks_at_the_program_again():
    subprocess.run([sys.executable, "-c", LOADED], check=True)
