"""Towns as they are nearly spelled: `bozman`, `gret falls`, `missula`."""

import re
from functools import lru_cache

from service.meetings import places
from service.meetings.ordinary import is_ordinary

LONGEST_TOWN = 4
MOST_GUESSES = 3  # each costs a look through some thousand names
# A slip in a town's name is believed more easily where the text says that a town comes.
LIKE_AFTER_NEAR, LIKE_ANYWHERE, LIKE_IN_STATE = 78.0, 82.0, 78.0
BY_EAR = 10.0  # the same consonants
_UNHEARD = re.compile(r"(?<!^)[aeiouwyh]+|(.)(?=\1)")
LIKE_ORDINARY, NEVER = 90.0, 101.0
SHORT, LIKE_SHORT = 5, 85.0  # `hell` is nearly Howell, and isn't
# A tiny town spelled exactly gives way to a much bigger one a letter away: Bozman MD, Bozeman MT.
# People, as places.sqlite has them.
TINY, BIG, NEARLY = 2_000, 20_000, 90.0
WEIGHT_OF_SIZE = 2  # of likeness, for twice the people


@lru_cache(maxsize=2048)
def spelled(name: str, region: str | None) -> str:
    """A known town as `Town, ST` or `Town`; its misspelled big sister where it is itself tiny."""
    exact = places.by_name(name, region)
    if region:
        return str(exact[0].place) if exact else likest(name, region) or f"{name.title()}, {region}"
    if not exact:
        return name.title()
    if exact[0].weight > TINY or len(name) < SHORT:
        key = places.key_of(name)  # Durango, and not Victoria de Durango, which is also called so
        called = [one.place.name for one in exact if places.key_of(one.place.name) == key]
        return (called or [exact[0].place.name])[0]
    bigger = [near for near in places.like(name) if near.weight >= BIG and near.likeness >= NEARLY]
    best = max(bigger, key=lambda near: near.weight, default=exact[0])
    return best.place.name


@lru_cache(maxsize=2048)
def likest(name: str, region: str | None, floor: float = LIKE_IN_STATE) -> str | None:
    """The town nearly called this: the likest, of several the biggest."""
    floor = max(floor, LIKE_SHORT) if len(name) <= SHORT else floor
    sound = _sound(name)
    likenesses = {
        near: near.likeness + (BY_EAR if _sound(near.place.name) == sound else 0.0)
        for near in places.like(name, region)
    }
    found = [near for near, likeness in likenesses.items() if likeness >= floor]
    if not found:
        return None
    best = max(found, key=lambda near: likenesses[near] + WEIGHT_OF_SIZE * near.weight.bit_length())
    return str(best.place) if region else best.place.name


def _sound(name: str) -> str:
    """A name without what is hardly heard: `tomahok` is Tomahawk."""
    return _UNHEARD.sub("", places.key_of(name)) or name


def _by_ear(name: str, floor: float) -> str | None:
    """As Spanish writes what it hears: `yaquima`."""
    return likest(name.replace("qu", "k"), None, floor) if "qu" in name else None


def _floor(part: list[str], after_near: bool) -> float:
    """How alike a town must be: what is made of ordinary words is hardly ever a slip of one."""
    if all(map(is_ordinary, part)):
        return LIKE_ORDINARY if after_near and len(part) > 1 else NEVER
    return LIKE_AFTER_NEAR if after_near else LIKE_ANYWHERE


def guess_town(words: list[str], after_near: bool) -> tuple[int, int, str] | None:
    """The town some of these words are nearly, and which words: (first, last not included, town)."""
    count = len(words)
    parts = [
        (first, last)
        for first in range(count)
        for last in range(count, first, -1)
        if last - first <= LONGEST_TOWN
    ]
    parts.sort(key=lambda part: part[0] - part[1])
    for first, last in parts[:MOST_GUESSES]:
        name = " ".join(words[first:last])
        floor = _floor(words[first:last], after_near and first == 0)
        if (
            floor < NEVER
            and len(name) >= 4
            and (found := likest(name, None, floor) or _by_ear(name, floor))
        ):
            return first, last, found
    return None
