"""Words people use for everything: `camp`, `basement`, `mensajes`. A town only where one is due.

`ordinary.txt` is built by `python -m service.meetings.build_ordinary`, which says where it comes from.
"""

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

SHORTEST = 4  # letters; shorter words name few towns
# How a word ends whose stem is listed instead: `camps`, `deudas`, `papeles`, `winnin`.
ENDINGS = (("s", ""), ("es", ""), ("in", "ing"))


@lru_cache(maxsize=4096)
def is_ordinary(word: str) -> bool:
    """Whether a word, lower case and without accents, is one of English or Spanish conversation.

    >>> is_ordinary("basement"), is_ordinary("killin"), is_ordinary("bozeman")
    (True, True, False)
    """
    return word in _listed() or any(stem in _listed() for stem in stems(word))


def stems(word: str) -> Iterator[str]:
    """What the word may be a form of."""
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            yield word.removesuffix(ending) + instead


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(files(__package__).joinpath("ordinary.txt").read_text("ascii").split())
