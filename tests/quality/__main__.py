"""`python -m tests.quality`: figures per field, language and set, and every miss, into docs/quality.md."""

import sys

from tests.quality.figures import report, write
from tests.quality.sets import HELD_OUT, SETS

names = sys.argv[1:]
sys.stdout.write(report(names) if names else write(report([*SETS, *HELD_OUT])))
