"""Measures two things in turn and prints one JSON row: the ratio is what counts, not the machine."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

ROUNDS = 7


@dataclass(frozen=True)
class Row:
    """One line of `porchlight bench`. `ratio` is `value` over what it is measured against."""

    bench: str
    metric: str
    value: float
    unit: str
    better: str
    versus: str
    ratio: float
    runs: int

    def print(self) -> None:
        print(json.dumps(asdict(self)), flush=True)


def per_second(work: Callable[[int], None], count: int) -> float:
    """How many of `work(0) ... work(count - 1)` are done in a second."""
    began = time.perf_counter()
    for number in range(count):
        work(number)
    return count / (time.perf_counter() - began)


def rates_in_turn(
    one: Callable[[int], None], other: Callable[[int], None], count: int, rounds: int = ROUNDS
) -> tuple[float, float, float]:
    """Medians of both rates, and the median of their ratio round by round: a slow moment hits both."""
    pairs = []
    for turn in range(rounds + 1):
        start = turn * count
        mine = per_second(lambda number: one(start + number), count)  # noqa: B023  called at once
        theirs = per_second(lambda number: other(start + number), count)  # noqa: B023
        pairs.append((mine, theirs))
    warm = pairs[1:]
    ratio = statistics.median(mine / theirs for mine, theirs in warm)
    return statistics.median(p[0] for p in warm), statistics.median(p[1] for p in warm), ratio
