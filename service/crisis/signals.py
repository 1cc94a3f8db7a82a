"""The last net, below the phrases: words that weigh together when no phrase is found.

Phrases name what they know; people in despair find words of their own. A sum of points that anyone can
redo by hand catches some of those, and it can never say more than concern.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from service.crisis.tables import table
from service.text.reading import EVERYONES

_ROWS = table("signals")
ENOUGH: int = _ROWS.pop("enough")
STRETCH: int = _ROWS.pop("stretch")
KIND_OF: Mapping[str, str] = MappingProxyType(
    {
        spelled: kind
        for kind, row in _ROWS.items()
        for word in row["words"].split()
        for spelled in EVERYONES.spell(word)[:1]
    }
)
POINTS: Mapping[str, int] = MappingProxyType({kind: row["points"] for kind, row in _ROWS.items()})
TELLING = frozenset({"danger", "harm", "distress"})


def weigh_together(said: Iterable[str]) -> bool:
    """Whether any stretch of these words weighs enough. Words to be left out are given as "".

    >>> weigh_together("everyone hates me".split()), weigh_together("zoom link please".split())
    (True, False)
    """
    kinds = [(word, KIND_OF.get(word)) for word in said]
    telling = (at for at, (_, kind) in enumerate(kinds) if kind in TELLING)
    return any(
        _points(kinds[max(0, at - STRETCH // 2) : at + STRETCH // 2]) >= ENOUGH for at in telling
    )


def _points(stretch: list[tuple[str, str | None]]) -> int:
    """Each word once, oneself and urgency once in all: saying `i` often is no sign of anything."""
    once = {kind if kind in ("myself", "urgent") else word: kind for word, kind in stretch if kind}
    return sum(POINTS[kind] for kind in once.values())
