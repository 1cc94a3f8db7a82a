"""How the screen does on texts it was mended with. Misses stay in the files as misses.

Each set was written before the tables were tuned on it; its first measure is the one to believe.
Imminent answered / concern answered / harmless left alone, of a hundred:

    first   99 / 98 / 100   by the hand that had just written the tables
    second  52 / 59 / 96
    third   66 / 67 / 98
    fourth  59 / 50 / 94    before words were weighed together
    fifth   83 / 20 / 100   after; few rows, and two words and the weight were mended since

So what is said in oblique words is often missed. What follows only shows that nothing breaks again.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from service.crisis.screen import Finding, Tier, screen

SETS = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class Row:
    tier: Tier
    kind: str
    language: str
    text: str
    found: Finding

    @classmethod
    def read(cls, line: str) -> "Row":
        labels, text = line.split(": ", 1)
        tier, kind, language = labels.split()
        return cls(Tier(tier), kind, language, text, screen(text))


def rows_of(name: str) -> list[Row]:
    lines = Path(__file__).with_name("texts").joinpath(f"{name}.txt").read_text().splitlines()
    return [Row.read(line) for line in lines if line and not line.startswith("#")]


def share(rows: list[Row], tier: Tier, *found: Tier) -> float:
    of_tier = [row for row in rows if row.tier is tier]
    return sum(row.found.tier in found for row in of_tier) / len(of_tier)


@pytest.mark.parametrize("name", SETS)
def test_it_answers_what_it_was_mended_with(name):
    rows = rows_of(name)
    assert share(rows, Tier.IMMINENT, Tier.IMMINENT, Tier.CONCERN) >= 0.98
    assert share(rows, Tier.IMMINENT, Tier.IMMINENT) >= 0.95
    assert share(rows, Tier.CONCERN, Tier.IMMINENT, Tier.CONCERN) >= 0.98
    assert share(rows, Tier.NONE, Tier.NONE) >= 0.96


def test_it_rings_nobody_for_a_harmless_text():
    rows = [row for name in SETS for row in rows_of(name)]
    assert [
        row.text for row in rows if row.tier is Tier.NONE and row.found.tier is Tier.IMMINENT
    ] == []


def test_it_names_the_kind_of_danger():
    rows = [row for name in SETS for row in rows_of(name) if row.tier is Tier.IMMINENT]
    answered = [row for row in rows if row.found.tier is Tier.IMMINENT]
    assert sum(row.found.kind == row.kind for row in answered) >= 0.95 * len(answered)
