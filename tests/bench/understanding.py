"""What it costs to understand a text, against the same app's signed route without a database."""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from service.meetings.query import understand
from tests.bench.measure import ROUNDS, Row
from tests.bench.town import open_line, send
from tests.bench.town import request as prepare
from tests.bench.webhook import add_reference
from tests.quality.sets import load

SETS = ("own", "second", "third")  # the same texts as ever: figures of today and of before compare
SEED = 1935
LONGEST = 1600  # letters, as much as the carrier joins to one text
STORIES = 40
SLIPS_A_TEXT = 12  # one letter in so many is wrong, missing or doubled
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def understand_vs_webhook() -> Iterator[Row]:
    """The median of understanding over the webhook's, round by round; and its 99th percentile."""
    texts = [case.text for name in SETS for case in load(name)]
    line = open_line()
    add_reference(line)
    requests = [prepare(line, "/reference", line.text_form(text, "+14065550100")) for text in texts]
    pairs = []
    for _ in range(ROUNDS + 1):
        mine = [_seconds(partial(understand, text)) for text in texts]
        theirs = [_seconds(partial(send, line, request)) for request in requests]
        pairs.append((statistics.median(mine), statistics.median(theirs)))
    warm = pairs[1:]
    ratio = statistics.median(mine / theirs for mine, theirs in warm)
    value = 1e6 * statistics.median(mine for mine, _ in warm)
    versus = "the same app's signed route without a database"
    name = "understand_vs_webhook"
    yield Row(name, "median", round(value, 1), "us", "lower", versus, round(ratio, 3), ROUNDS)
    yield _p99(name, texts)


def _p99(name: str, texts: list[str]) -> Row:
    """Over the sets, the sets with slips, long stories full of slips, and noise."""
    chance = random.Random(SEED)
    slips = [_with_slips(chance, text) for text in texts]
    stories = [" ".join(chance.sample(slips, 40))[:LONGEST] for _ in range(STORIES)]
    noise = ["".join(chr(chance.randrange(1, 0x3000)) for _ in range(LONGEST)) for _ in range(20)]
    every = [*texts, *slips, *stories, *noise]
    spent = sorted(min(_seconds(partial(understand, text)) for _ in range(3)) for text in every)
    value = 1e3 * spent[int(0.99 * len(spent))]
    return Row(name, "p99", round(value, 3), "ms", "lower", "3 ms", round(value / 3, 3), 3)


def _with_slips(chance: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(len(letters) // SLIPS_A_TEXT):
        at = chance.randrange(len(letters))
        letters[at] = chance.choice(["", letters[at] * 2, chance.choice(LETTERS)])
    return "".join(letters)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
