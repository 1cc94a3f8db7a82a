"""What happens when: the whole storm, made from a seed before it begins.

The same seed gives the same storm. What a process was just doing when it was killed is up to the
machine, so two runs meet the same dangers at the same moments, not the same instruction.
"""

import random
from dataclasses import dataclass

from tests.accidents.storm.size import Size


@dataclass(frozen=True, slots=True, order=True)
class Gust:
    """`what` happens `at_s` seconds in; `which` says to whom, or how many."""

    at_s: float
    what: str
    which: int


def forecast(size: Size, seed: int) -> list[Gust]:
    """In order of time."""
    chance = random.Random(seed)

    def spread(what: str, count: int, since: float = 0.1, until: float = 0.95) -> list[Gust]:
        return [
            Gust(size.for_s * chance.uniform(since, until), what, chance.randrange(1_000_000))
            for _ in range(count)
        ]

    gusts = [Gust(size.for_s * 0.9 * n / size.bursts, "put", n) for n in range(size.bursts)]
    gusts += [
        Gust(size.for_s * chance.uniform(0.05, 0.95), "text", n) for n in range(size.texts_in)
    ]
    gusts += spread("kill", size.kills)
    gusts += spread("blackout", size.blackouts)
    gusts += spread("web_killed", size.web_kills)
    gusts += spread("flush", max(2, size.kills // 20))
    gusts += _lasting("redis_gone", "redis_back", size, chance, max(1, size.cuts // 2))
    gusts += _lasting("cut", "mend", size, chance, size.cuts)
    gusts += _lasting("freeze", "thaw", size, chance, size.freezes)
    return sorted(gusts)


def _lasting(begins: str, ends: str, size: Size, chance: random.Random, count: int) -> list[Gust]:
    """One after the other, each over before the next; a frozen worker outsleeps its lease."""
    lasts = {"freeze": size.windows.lease.total_seconds() + 1, "cut": size.cut_s}
    found = []
    for number in range(count):
        room = size.for_s * 0.85 / count
        at = size.for_s * 0.1 + room * (number + chance.uniform(0.0, 0.3))
        which = number if begins == "cut" else chance.randrange(1_000_000)
        found.append(Gust(at, begins, which))
        found.append(Gust(at + min(lasts.get(begins, size.cut_s / 3), room), ends, which))
    return found
