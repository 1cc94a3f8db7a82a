"""Words written without their spaces, as in a hurry or on an old phone's keys: `imnotwakingup`. Pure.

The cheapest way to cut a run of letters is taken: a word costs more the rarer it is in texts that a line is
sent (`apart.tsv`, counted by `tests/teaching`), and letters that are no word of it cost most.
"""

import re
from collections.abc import Sequence
from importlib.resources import files
from math import inf, log

from service.text.language import bare

# Letters. Hardly a word is so long, and a shorter run may be a name.
RUN_ON = 13
# Of a longer run both ends are cut: what is meant stands there, and each letter costs some 2 microseconds.
LONGEST = 200
# Letters a word, on average: a run that falls into smaller pieces is a word we don't know.
FEWEST = 2.5
# What letters that are no word cost: more than any word, and more for each.
STRANGE, EACH = 12.0, 2.5
_RUN = re.compile(rf"[^\W\d_]{{{RUN_ON},}}")


def spaced(text: str) -> str:
    """The text with its runs of letters as words; as it is where there are none.

    >>> spaced("Imgoingtobednow!"), spaced("see you in Albuquerque")
    ('im going to bed now!', 'see you in Albuquerque')
    """
    return _RUN.sub(_cut, text)


def _cut(found: re.Match[str]) -> str:
    run = bare(found[0])
    if run in _COSTS:
        return found[0]
    if len(run) <= LONGEST:
        words = _cheapest(run)
        return " ".join(words) if _is_told(run, words) else found[0]
    half = LONGEST // 2
    return " ".join((*_cheapest(run[:half]), run[half:-half], *_cheapest(run[-half:])))


def _is_told(run: str, words: Sequence[str]) -> bool:
    """Whether these may be its words: else it is a word, or a name, that we don't know."""
    strange = sum(len(word) for word in words if word not in _COSTS)
    return len(run) >= FEWEST * len(words) and strange * 3 <= len(run)


def _cheapest(run: str) -> list[str]:
    costs, starts, known = [0.0], [0], _COSTS.get
    for end in range(1, len(run) + 1):
        best, at = inf, 0
        for start in range(max(0, end - _LONGEST_WORD), end):
            cost = costs[start] + known(run[start:end], _STRANGE[end - start])
            if cost < best:
                best, at = cost, start
        costs.append(best)
        starts.append(at)
    words, end = [], len(run)
    while end:
        words.append(run[starts[end] : end])
        end = starts[end]
    return words[::-1]


def _read() -> dict[str, float]:
    lines = files(__package__).joinpath("apart.tsv").read_text("utf-8").splitlines()
    counts = {word: int(count) for word, count in (line.split("\t") for line in lines[1:])}
    all_of_them = sum(counts.values())
    return {word: log(all_of_them / count) for word, count in counts.items()}


_COSTS = _read()
_LONGEST_WORD = max(map(len, _COSTS))
_STRANGE = [STRANGE + EACH * letters for letters in range(_LONGEST_WORD + 1)]
