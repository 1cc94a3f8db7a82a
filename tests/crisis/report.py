"""`python -m tests.crisis.report`: figures and every miss of the measured sets, into docs/safety.md."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from service.crisis.screen import Tier, screen
from tests.crisis.figures import (
    EARLIER,
    LANGUAGES,
    SETS,
    Judged,
    consent_misses,
    earlier,
    in_language,
    is_answered,
    is_imminent,
    is_left_alone,
    judged,
    misses,
    precision,
    share,
)
from tests.quality.sets import SETS as SEARCHES
from tests.quality.sets import load

PAGE = Path(__file__).parents[2] / "docs" / "safety.md"
HEADING = "## Figures"
TARGETS = "| asked for | | 99 | 95 | 92 | 96 | | 97 |"
COLUMNS = (
    "| texts | language | imminent answered | imminent seen as imminent | concern answered "
    "| harmless left alone | a crisis, of those answered | opting out read right |"
)


def main() -> None:
    sets = {name: judged(name) for name in SETS}
    lines = [
        HEADING,
        "",
        f"By `python -m tests.crisis.report`, {datetime.now(UTC).date()}. In percent.",
        "",
    ]
    lines += [COLUMNS, "|" + "---|" * 8, TARGETS]
    for name, rows in sets.items():
        lines += [_row(name, rows, lang) for lang in (*LANGUAGES, None)]
    lines += ["", _keywords(sets), "", _ringing(sets), ""]
    for name, rows in sets.items():
        lines += [f"### Misses of {name}", "", *_misses(rows), ""]
    page = PAGE.read_text("utf-8").partition(HEADING)[0]
    PAGE.write_text(page + "\n".join(lines).rstrip() + "\n", "utf-8")


def _row(name: str, rows: Sequence[Judged], lang: str | None) -> str:
    theirs = in_language(rows, lang)
    right = 1 - len(consent_misses(theirs)) / len(theirs)
    shares = (
        share(theirs, Tier.IMMINENT, is_answered),
        share(theirs, Tier.IMMINENT, is_imminent),
        share(theirs, Tier.CONCERN, is_answered),
        share(theirs, Tier.NONE, is_left_alone),
        precision(theirs),
        right,
    )
    figures = " | ".join(f"{100 * one:.1f}" for one in shares)
    return f"| {name}, {len(theirs)} | {lang or 'both'} | {figures} |"


def _keywords(sets: dict[str, list[Judged]]) -> str:
    rows = [row for theirs in sets.values() for row in theirs]
    found = {tier: 100 * share(rows, tier, lambda row: row.by_keywords) for tier in Tier}
    return (
        f"A plain list of keywords, on the same texts: it finds {found[Tier.IMMINENT]:.0f} % of the "
        f"imminent, {found[Tier.CONCERN]:.0f} % of the concern, and takes {found[Tier.NONE]:.0f} % of "
        "the harmless for a crisis."
    )


def _ringing(sets: dict[str, list[Judged]]) -> str:

    measured = [row for theirs in sets.values() for row in theirs if row.tier is Tier.NONE]
    before = [row for name in EARLIER for row in earlier(name) if row.tier is Tier.NONE]
    searches = [case.text for name in SEARCHES for case in load(name) if case.find is not None]
    rung = sum(screen(text).tier is Tier.IMMINENT for text in searches)
    hard = sum(map(is_imminent, measured))
    every = len(measured) + len(before) + len(searches)
    total = rung + hard + sum(map(is_imminent, before))
    return (
        f"Harmless texts that ring a human: {hard} of {len(measured)} of these two sets, which are hard "
        f"on purpose, {rung} of {len(searches)} searches; of all these and the earlier sets "
        f"{1000 * total / every:.1f} in 1,000."
    )


def _misses(rows: Sequence[Judged]) -> list[str]:
    found = [f"| {row.tier} | {got} | {_cell(row.text)} |" for row, got in misses(rows)]
    opting = [
        f"| {row.consent} | {row.read_as} | {_cell(row.text)} |" for row in consent_misses(rows)
    ]
    head = ["| should be | taken for | text |", "|---|---|---|"]
    return [*head, *sorted(found), "", "Opting out:", "", *head, *sorted(opting)]


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ").replace("<", "&lt;")


if __name__ == "__main__":
    sys.exit(main())
