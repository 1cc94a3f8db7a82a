"""`python -m tests.teaching`: learns the points anew and writes the tables of the screen and of opting out.

Needs the `teaching` extra (scikit-learn). What is decided here, and why:

- Each hand's texts are weighed once by points learned from the other hands' only; where a scale's nothing
  lies is decided by those: so many harmless texts are left alone, and so many at most ring a person.
- Imminent leans on being answered at all (HALF of it): alone it knows imminent from concern, but takes a
  strange harmless text for neither.
- Only the marks that are felt most (heavy, or met often) are kept: the others change no figure.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from service.crisis.rules import Tier
from service.crisis.screen import KIND_COLUMNS
from tests.teaching.corpus import Taught, count_words, taught
from tests.teaching.learning import Marked, Sheet

SERVICE = Path(__file__).parents[2] / "service"
STRENGTH = 1.0
HALF = 0.5
COUNTS = {"searches": 0.2}
LEFT_ALONE = 0.91  # of the harmless, none of them searches
RING = 0.04
STOPS_TAKEN = 0.004  # of the texts that ask for no stop
HEAVIEST = 60_000
HEAVIEST_OF_FEW = 30_000
ROUND = 10  # thousandths: the same few numbers again and again take little memory
HEADER = "# {}. Learned by python -m tests.teaching; mend a text there, not a number here.\n"

Scale = tuple[float, np.ndarray]
Wanted = Callable[[Taught], bool]


def main() -> None:
    count_words()
    texts = taught()
    _teach_crisis(texts)
    _teach_kinds(texts)
    _teach_stop(texts)


def _teach_crisis(texts: Sequence[Taught]) -> None:
    sheet = Sheet([one.marked for one in texts])
    held = _held_out(texts, _marked, _crisis_scales)
    harmless = np.array([one.crisis is Tier.NONE and one.sets_bars for one in texts])
    bars = np.quantile(held[harmless, 0], LEFT_ALONE), np.quantile(held[harmless, 1], 1 - RING)
    _say("crisis", bars, texts, held)
    scales = [
        (start - bar, points)
        for (start, points), bar in zip(_crisis_scales(texts, sheet), bars, strict=True)
    ]
    what = "A mark, its points for being answered, and for being imminent"
    _write(SERVICE / "crisis/tables/points.tsv", what, sheet, scales, HEAVIEST)


def _crisis_scales(texts: Sequence[Taught], sheet: Sheet) -> list[Scale]:
    answered = _learn(texts, sheet, lambda one: one.crisis is not Tier.NONE)
    imminent = _learn(texts, sheet, lambda one: one.crisis is Tier.IMMINENT)
    both = imminent[0] + HALF * answered[0], imminent[1] + HALF * answered[1]
    return [answered, both]


def _teach_kinds(texts: Sequence[Taught]) -> None:
    crises = [one for one in texts if one.crisis is not Tier.NONE]
    sheet = Sheet([one.marked for one in crises])
    scales = [_learn(crises, sheet, _is_of(kind)) for kind in KIND_COLUMNS]
    what = f"A mark, and its points for {', '.join(KIND_COLUMNS)}"
    _write(SERVICE / "crisis/tables/kinds.tsv", what, sheet, scales, HEAVIEST_OF_FEW)


def _is_of(kind: str) -> Wanted:
    return lambda one: one.kind == kind


def _teach_stop(texts: Sequence[Taught]) -> None:
    def scales(some: Sequence[Taught], of: Sheet) -> list[Scale]:
        return [_learn(some, of, lambda one: one.consent == "stop")]

    sheet = Sheet([one.opting for one in texts])
    held = _held_out(texts, _opting, scales)
    others = np.array([one.consent != "stop" and one.sets_bars for one in texts])
    bar = np.quantile(held[others, 0], 1 - STOPS_TAKEN)
    stops = np.array([one.consent == "stop" for one in texts])
    _tell(f"stop, held out: {100 * (held[stops, 0] > bar).mean():.1f} % taken by points alone")
    start, points = scales(texts, sheet)[0]
    what = "A mark, and its points for asking us to stop"
    _write(
        SERVICE / "text/optout_points.tsv", what, sheet, [(start - bar, points)], HEAVIEST_OF_FEW
    )


def _learn(texts: Sequence[Taught], sheet: Sheet, wanted: Wanted) -> Scale:
    counts = [COUNTS.get(one.hand, 1.0) for one in texts]
    return sheet.learn([wanted(one) for one in texts], STRENGTH, counts)


def _marked(one: Taught) -> Marked:
    return one.marked


def _opting(one: Taught) -> Marked:
    return one.opting


def _held_out(
    texts: Sequence[Taught],
    marked: Callable[[Taught], Marked],
    scales: Callable[[Sequence[Taught], Sheet], list[Scale]],
) -> np.ndarray:
    """What each text weighs by points that were learned without its hand's; a column a scale."""
    columns: list[list[float]] = [[] for _ in texts]
    for hand in sorted({one.hand for one in texts}):
        others = [one for one in texts if one.hand != hand]
        theirs = [number for number, one in enumerate(texts) if one.hand == hand]
        sheet = Sheet([marked(one) for one in others])
        for start, points in scales(others, sheet):
            weights = sheet.weigh(start, points, [marked(texts[number]) for number in theirs])
            for number, weight in zip(theirs, weights, strict=True):
                columns[number].append(float(weight))
    return np.array(columns)


def _say(name: str, bars: Sequence[float], texts: Sequence[Taught], held: np.ndarray) -> None:
    """What the points alone do with texts of a hand they have not seen."""
    for tier in Tier:
        of_tier = np.array([one.crisis is tier and one.sets_bars for one in texts])
        answered, rung = ((held[of_tier, column] > bars[column]).mean() for column in (0, 1))
        said = f"{100 * answered:.1f} % answered, {100 * rung:.1f} % rung"
        _tell(f"{name}, held out: of {tier} {said}")


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")


def _write(path: Path, what: str, sheet: Sheet, scales: Sequence[Scale], most: int) -> None:
    weights = np.array([points for _, points in scales])
    felt = np.abs(weights).max(axis=0) * np.sqrt(sheet.seen)
    heaviest = np.argsort(-felt, kind="stable")[:most]
    marks = list(sheet.columns)
    rows = sorted(
        (marks[at], *(ROUND * round(w / ROUND) for w in weights[:, at])) for at in heaviest
    )
    starts = "\t".join(f"{start:.4f}" for start, _ in scales)
    lines = ["\t".join(map(str, row)) for row in rows if any(row[1:])]
    path.write_text(HEADER.format(what) + "\n".join([f"start\t{starts}", *lines, ""]), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
