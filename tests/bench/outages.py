"""What texts of a crisis wait for while PostgreSQL and Redis are stopped, and then while both hang.

Real processes, as `porchlight up` runs them. Ordinary texts come as well, by tens at once: each of them waits
for the database until it is known to be away.
"""

import statistics
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests.bench.measure import Row
from tests.outage import CRISIS, ORDINARY, Answered, DownLine, Rush, Stream

ROUNDS = 3
FOR_S = 8.0
STREAMS = (Stream(CRISIS, 5, together=3), Stream(ORDINARY, 30, together=10))
MEDIAN_MS, MOST_MS = 50, 1000


def crisis_when_down() -> Iterator[Row]:
    """The worst of the rounds, each its own fresh outage; afterwards every text has its case."""
    with tempfile.TemporaryDirectory() as folder, closing(DownLine(Path(folder))) as line:
        rush = Rush(line)
        rush.run(2, *STREAMS)  # what is loaded at the first text
        line.until_all_is_taken()
        begun = line.cases()
        stopped, hanging = zip(*(_round(line, rush) for _ in range(ROUNDS)), strict=True)
        line.until_all_is_taken()
        sent = sum(len(one) for one in (*stopped, *hanging))
        cases = line.cases() - begun
    yield from _waits("stopped", stopped)
    yield from _waits("hanging", hanging)
    answered = sum(text.is_right for one in (*stopped, *hanging) for text in one)
    yield _row("answered", answered, "texts", "higher", f"{sent} texts", sent)
    yield _row("cases", cases, "cases", "higher", f"{sent} texts", sent)


def _round(line: DownLine, rush: Rush) -> tuple[list[Answered], list[Answered]]:
    with line.stopped():
        stopped = rush.run(FOR_S, *STREAMS)
    line.until_all_is_taken()
    with line.hanging():
        hanging = rush.run(FOR_S, *STREAMS)
    line.until_all_is_taken()
    return _crises(stopped), _crises(hanging)


def _crises(answered: list[Answered]) -> list[Answered]:
    return [one for one in answered if one.body == CRISIS]


def _waits(name: str, rounds: tuple[list[Answered], ...]) -> Iterator[Row]:
    waits = [[1e3 * text.seconds for text in one] for one in rounds]
    median = max(statistics.median(one) for one in waits)
    best = min(statistics.median(one) for one in waits)
    yield _row(
        f"{name}_median", median, "ms", "lower", f"{MEDIAN_MS} ms; best {best:.1f} ms", MEDIAN_MS
    )
    longest = [max(one) for one in waits]
    yield _row(
        f"{name}_max",
        max(longest),
        "ms",
        "lower",
        f"{MOST_MS} ms; best {min(longest):.0f} ms",
        MOST_MS,
    )


def _row(metric: str, value: float, unit: str, better: str, versus: str, allowed: float) -> Row:
    name = "crisis_when_down"
    ratio = round(value / allowed, 3)
    return Row(name, metric, round(value, 1), unit, better, versus, ratio, ROUNDS)
