"""`python -m tests.quality`: figures per field, language and set, and every miss; written to docs/quality.md."""

import sys

from tests.quality.figures import report, write
from tests.quality.sets import SETS

if names := sys.argv[1:]:
    print(report(names))
else:
    print(write(report(SETS)))
