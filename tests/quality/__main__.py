"""`python -m tests.quality [SET...]`: figures per field, language and set, and every miss."""

import sys

from tests.quality.figures import report
from tests.quality.sets import SETS

sys.stdout.write(report(sys.argv[1:] or list(SETS)))
