"""Points for marks, learned from labelled texts: logistic regression, one scale at a time.

Each mark's weight times how telling it is (rare marks tell more) becomes its points in thousandths, so
that what is learned here is exactly what `service/text/scales` adds up.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from service.text.scales import FEWEST, OF_PIECE, marks, pieces

PHRASES_TELL = 2.0
SMOOTH = 0.3
UNIT = 3.0  # so that usual values are about one


@dataclass(frozen=True)
class Marked:
    """A text as it is weighed: how often each mark counts, and how many words it has."""

    marks: Counter[str]
    words: int

    @classmethod
    def of(cls, said: Sequence[str], written: Sequence[str], more: Sequence[str] = ()) -> "Marked":
        found = Counter(marks(said, written))
        found.update(more)
        for token in set(written):
            found.update(f"{OF_PIECE}{piece}" for piece in pieces(token))
        return cls(found, max(FEWEST, sum(word != "." for word in said)))


class Sheet:
    """Marked texts as numbers: a row a text, a column a mark."""

    def __init__(self, texts: Sequence[Marked], least: int = 1) -> None:
        seen = Counter(mark for one in texts for mark in one.marks)
        kept = sorted(mark for mark, count in seen.items() if count >= least)
        self.columns = {mark: number for number, mark in enumerate(kept)}
        self.telling = np.array([self._telling(mark, seen[mark], len(texts)) for mark in kept])
        self.seen = np.array([seen[mark] for mark in kept])
        self.rows = self.numbers(texts)

    @staticmethod
    def _telling(mark: str, count: int, texts: int) -> float:
        """Rare marks tell more, and what a phrase found tells most."""
        weight = PHRASES_TELL if mark.startswith("=") else 1.0
        return weight * (log((1 + texts) / (1 + count)) + 1)

    def numbers(self, texts: Iterable[Marked]) -> csr_matrix:
        values, columns, ends = [], [], [0]
        for one in texts:
            for mark, count in one.marks.items():
                if (column := self.columns.get(mark)) is not None:
                    columns.append(column)
                    values.append(count * self.telling[column] / sqrt(one.words) / UNIT)
            ends.append(len(columns))
        shape = (len(ends) - 1, len(self.columns))
        where = np.array(columns, np.int32), np.array(ends, np.int32)
        return csr_matrix((np.array(values), *where), shape=shape)

    def learn(
        self, wanted: Sequence[bool], strength: float, counts: Sequence[float]
    ) -> tuple[float, np.ndarray]:
        """The start of a scale and the points of each column; `counts`: how much each text counts."""
        yes, weights = np.array(wanted), np.array(counts)
        odds = self._odds(yes, weights)
        rows = csr_matrix(self.rows @ diags(odds))
        rows.indices, rows.indptr = rows.indices.astype(np.int32), rows.indptr.astype(np.int32)
        model = LogisticRegression(C=strength, max_iter=3000, solver="liblinear")
        model.fit(rows, yes, sample_weight=weights)
        return float(model.intercept_[0]), model.coef_[0] * odds * self.telling / UNIT * 1000

    def _odds(self, yes: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """How much oftener each mark stands in what is wanted (Wang and Manning, Baselines and Bigrams,
        2012): what is about as frequent in both starts with little, and stays so."""
        there = (self.rows > 0).astype(float)
        inside, outside = (SMOOTH + there.T @ (weights * of) for of in (yes, ~yes))
        return np.log((inside / inside.sum()) / (outside / outside.sum()))

    def weigh(self, start: float, points: np.ndarray, texts: Sequence[Marked]) -> np.ndarray:
        """What these texts weigh, as `Scales.weigh` has it."""
        return self.numbers(texts) @ (points / self.telling * UNIT / 1000) + start
