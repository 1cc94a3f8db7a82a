"""The labelled texts that points are learned from, a file for each hand that wrote some."""

import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from service.crisis.rules import Tier
from service.crisis.screen import Read, read
from service.text.language import bare
from service.text.optout import marks_of
from tests.quality.sets import SETS, load
from tests.teaching.learning import Marked

HERE = Path(__file__).parent / "texts"
# What a line is sent every day, and is much alike.
ORDINARY = ("searches", "words")
SEED, BESIDE = 1935, 800
APART = Path(__file__).parents[2] / "service/text/apart.tsv"
COUNTED = "# A word without its accents, and how often it stands in the texts of tests/teaching.\n"
SEEN_OFTEN, NO_SLIP, LONG, LETTERS = 4, 10, 18, "aieyou"
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True)
class Taught:
    """A text as it is labelled, and as the screen reads it. `hand`: who wrote it, held out together."""

    hand: str
    text: str
    lang: str
    crisis: Tier
    kind: str | None
    consent: str
    read: Read
    marked: Marked
    opting: Marked  # as opting out is weighed
    sets_bars: bool  # whether it says something about where the bars belong


def taught() -> list[Taught]:
    """Every text written for teaching, and the searches of the finder's own sets, which are harmless."""
    written, searches = _written(), _searches()
    return [*written, *searches, *_beside(written, searches)]


def count_words() -> None:
    """How often each word stands in what was written for teaching: what `text/apart` cuts by."""
    said = (
        bare(json.loads(line)["text"]) for file in HERE.glob("*.jsonl") for line in _lines(file)
    )
    counts = Counter(word.replace("'", "") for text in said for word in _WORD.findall(text))
    rows = sorted((word, count) for word, count in counts.items() if _is_counted(word, count))
    APART.write_text(COUNTED + "".join(f"{word}\t{count}\n" for word, count in rows), "utf-8")


def _is_counted(word: str, count: int) -> bool:
    """Slips are met once or twice, and letters by themselves are hardly ever words."""
    often = count >= (2 if len(word) >= NO_SLIP else SEEN_OFTEN)
    return often and (len(word) > 1 or word in LETTERS) and len(word) <= LONG


def _written() -> list[Taught]:
    files = sorted(HERE.glob("*.jsonl"))
    rows = ((file.stem, json.loads(line)) for file in files for line in _lines(file))
    return [
        _taught(hand, row["text"], row["lang"], row["crisis"], row["crisis_kind"], row["consent"])
        for hand, row in rows
    ]


def _searches() -> list[Taught]:
    cases = (case for name in SETS for case in load(name) if case.find is not None)
    return [_taught("searches", case.text, case.lang, "none", None, "none") for case in cases]


def _beside(written: Sequence[Taught], searches: Sequence[Taught]) -> list[Taught]:
    """Texts with a search before or behind them, labelled as they are: it takes nothing away."""
    chance = random.Random(SEED)
    some = chance.sample([one for one in written if one.hand != "words"], BESIDE)
    return [_joined(one, chance.choice(searches), chance) for one in some]


def _joined(one: Taught, search: Taught, chance: random.Random) -> Taught:
    pair = [one.text, search.text]
    chance.shuffle(pair)
    said = chance.choice((", ", ". ", " ", "? ")).join(pair)
    both = _taught(one.hand, said, one.lang, one.crisis, one.kind, one.consent)
    return replace(both, sets_bars=False)


def _taught(hand: str, text: str, lang: str, crisis: str, kind: str | None, consent: str) -> Taught:
    one = read(text)
    marked = Marked.of(one.said, one.written, one.marks)
    return Taught(
        hand,
        text,
        lang,
        Tier(crisis),
        kind,
        consent,
        one,
        marked,
        Marked.of(*marks_of(text)),
        hand not in ORDINARY,
    )


def _lines(file: Path) -> Sequence[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line]
