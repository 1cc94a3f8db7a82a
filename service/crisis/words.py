"""words.toml: how the screen spells words, which stand for each other, and which change a meaning."""

from collections.abc import Mapping
from types import MappingProxyType

from service.crisis.tables import table
from service.text.reading import EVERYONES, fold, lexicon_with

_ROWS = table("words")

LEXICON = lexicon_with(_ROWS)
KNOWN = frozenset(EVERYONES.spell(word)[0] for word in _ROWS["known"].split())
LISTS: Mapping[str, list[str]] = MappingProxyType(
    {name: members.split() for name, members in _ROWS["classes"].items()}
)


def guard(name: str) -> frozenset[str]:
    """The words of a guard, as texts are read."""
    return frozenset(fold(word) for word in _ROWS["guards"][name].split())


NEGATORS = guard("negators")
DENIAL_BRIDGE = guard("denial_bridge")
DENIED_BY_NO = guard("denied_by_no")
SELF = guard("self_words")
PAST_VERBS = guard("past_verbs")
STILL = guard("still")
WELL = guard("well")
PERSONS = frozenset(fold(word) for word in LISTS["person"])
PAST_MARKS: tuple[str, ...] = tuple(_ROWS["guards"]["past_marks"])
