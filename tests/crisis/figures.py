"""How the screen does on a set: shares by tier and language, a plain list of keywords beside it, misses."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.crisis.screen import Finding, Tier, screen
from service.text.language import bare
from service.text.optout import Consent, consent_word, plain_opt_out

HERE = Path(__file__).parent
SETS = {"own": HERE / "own/texts.jsonl", "blind": HERE / "blind/texts.jsonl"}
EARLIER = ("first", "second", "third", "fourth", "fifth")
LANGUAGES = ("en", "es")
# What a line without a screen would look for; every word or phrase rings.
KEYWORDS = re.compile(
    r"suicid|kill (my|him|her)self|kill myself|want to die|end my life|hurt myself|overdose|self.?harm"
    r"|matarme|morirme|quiero morir|quitarme la vida|sobredosis|hacerme dano|\bdie\b|\bkill|\bmorir\b|\bgun\b"
)


@dataclass(frozen=True)
class Judged:
    """A labelled text and what the screen makes of it."""

    text: str
    lang: str
    tier: Tier
    consent: str
    found: Finding
    read_as: str  # the consent we read

    @property
    def by_keywords(self) -> bool:
        return bool(KEYWORDS.search(bare(self.text)))


def judged(name: str) -> list[Judged]:
    """The texts of one of SETS, screened."""
    lines = SETS[name].read_text("utf-8").splitlines()
    return [_judge(json.loads(line)) for line in lines if line]


def earlier(name: str) -> list[Judged]:
    """A set that the tables were mended with: `tier kind language: text`."""
    lines = (HERE / f"texts/{name}.txt").read_text("utf-8").splitlines()
    rows = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    labelled = ((labels.split(), text) for labels, text in rows)
    return [
        _judge({"text": text, "lang": labels[2], "crisis": labels[0], "consent": "none"})
        for labels, text in labelled
    ]


def consent_of(text: str) -> str:
    """What `porchlight understand` says of it."""
    word = consent_word(text)
    return Consent.STOP if word is Consent.NONE and plain_opt_out(text) else word


def share(rows: Sequence[Judged], of: Tier, right: Callable[[Judged], bool]) -> float:
    """How many of a tier are as they should be, of 1."""
    theirs = [row for row in rows if row.tier is of]
    return sum(map(right, theirs)) / len(theirs)


def is_answered(row: Judged) -> bool:
    return row.found.tier is not Tier.NONE


def is_imminent(row: Judged) -> bool:
    return row.found.tier is Tier.IMMINENT


def is_left_alone(row: Judged) -> bool:
    return row.found.tier is Tier.NONE


def precision(rows: Sequence[Judged]) -> float:
    """How many of those that are answered as a crisis are one, of 1."""
    answered = [row for row in rows if is_answered(row)]
    return sum(row.tier is not Tier.NONE for row in answered) / len(answered)


def in_language(rows: Sequence[Judged], lang: str | None) -> list[Judged]:
    return [row for row in rows if lang in (None, row.lang)]


def misses(rows: Sequence[Judged]) -> Iterator[tuple[Judged, str]]:
    """Those that are not as they should be, and what they were taken for."""
    for row in rows:
        if (row.tier is not Tier.CONCERN and row.found.tier is not row.tier) or (
            row.tier is Tier.CONCERN and not is_answered(row)
        ):
            yield row, str(row.found.tier)


def consent_misses(rows: Sequence[Judged]) -> list[Judged]:
    return [row for row in rows if (row.read_as == "stop") != (row.consent == "stop")]


def _judge(row: dict[str, str]) -> Judged:
    text = row["text"]
    return Judged(
        text, row["lang"], Tier(row["crisis"]), row["consent"], screen(text), consent_of(text)
    )
