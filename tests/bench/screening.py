"""The crisis screen: what it finds, against a plain list of keywords; what it costs, against a webhook."""

import random
import statistics
from collections.abc import Iterator, Sequence
from functools import partial

from service.crisis.screen import Tier, screen
from tests.bench.measure import ROUNDS, Row
from tests.bench.town import open_line, send
from tests.bench.town import request as prepare
from tests.bench.understanding import LONGEST, SEED, _seconds, _with_slips
from tests.bench.understanding import SETS as SEARCHES
from tests.bench.webhook import add_reference
from tests.crisis.figures import (
    SETS,
    Judged,
    in_language,
    is_answered,
    is_imminent,
    is_left_alone,
    judged,
    precision,
    share,
)
from tests.quality.sets import load

KEYWORDS = "a plain list of keywords on the same texts"
WAYS = (
    ("imminent answered", Tier.IMMINENT, is_answered),
    ("imminent seen as imminent", Tier.IMMINENT, is_imminent),
    ("concern answered", Tier.CONCERN, is_answered),
)
STORIES = 60
LANGUAGES = ("en", "es", None)


def crisis_recall() -> Iterator[Row]:
    """A row a set, language and tier: how many of a hundred."""
    for name in SETS:
        for lang in LANGUAGES:
            rows = in_language(judged(name), lang)
            for what, tier, right in WAYS:
                plain = share(rows, tier, lambda row: row.by_keywords)
                yield _row("crisis_recall", name, lang, what, share(rows, tier, right), plain)


def crisis_precision() -> Iterator[Row]:
    """Of those that are answered, how many are a crisis; and of the harmless, how many are left alone."""
    for name in SETS:
        for lang in LANGUAGES:
            rows = in_language(judged(name), lang)
            alone = share(rows, Tier.NONE, is_left_alone)
            plain = share(rows, Tier.NONE, lambda row: not row.by_keywords)
            yield _row("crisis_precision", name, lang, "harmless left alone", alone, plain)
            what, listed = "a crisis, of those answered", _plain_precision(rows)
            yield _row("crisis_precision", name, lang, what, precision(rows), listed)


def screen_vs_webhook() -> Iterator[Row]:
    """The median of screening over the signed route's, round by round.

    Of what a line is sent: searches, and the two sets, half of which are a crisis.
    """
    searches = [case.text for name in SEARCHES for case in load(name)]
    texts = [*searches, *(row.text for name in SETS for row in judged(name))]
    line = open_line()
    add_reference(line)
    requests = [prepare(line, "/reference", line.text_form(text, "+14065550100")) for text in texts]
    pairs = []
    for _ in range(ROUNDS + 1):
        mine = [_seconds(partial(screen, text)) for text in texts]
        theirs = [_seconds(partial(send, line, request)) for request in requests]
        pairs.append((statistics.median(mine), statistics.median(theirs)))
    ratio = statistics.median(mine / theirs for mine, theirs in pairs[1:])
    value = 1e6 * statistics.median(mine for mine, _ in pairs[1:])
    versus = "the same app's signed route without a database"
    yield Row(
        "screen_vs_webhook",
        "median",
        round(value, 1),
        "us",
        "lower",
        versus,
        round(ratio, 3),
        ROUNDS,
    )


def screen_long_text() -> Iterator[Row]:
    """The longest text the carrier joins, full of slips that were never met before."""
    chance = random.Random(SEED)
    texts = [_with_slips(chance, row.text) for row in judged("blind")]
    for text in texts:
        screen(text)  # a process that has been up for a while
    stories = [" ".join(chance.sample(texts, 60))[:LONGEST] for _ in range(STORIES)]
    fresh = [_with_slips(chance, story) for story in stories]
    value = 1e3 * statistics.median(_seconds(partial(screen, story)) for story in fresh)
    yield Row(
        "screen_long_text", "median", round(value, 3), "ms", "lower", "2 ms", round(value / 2, 3), 1
    )


def _row(bench: str, name: str, lang: str | None, what: str, found: float, plain: float) -> Row:
    metric = f"{what}, {name}, {lang or 'both'}"
    ratio = round(found / plain, 2) if plain else 0.0
    return Row(bench, metric, round(100 * found, 1), "%", "higher", KEYWORDS, ratio, 1)


def _plain_precision(rows: Sequence[Judged]) -> float:
    found = [row for row in rows if row.by_keywords]
    return sum(row.tier is not Tier.NONE for row in found) / len(found)
