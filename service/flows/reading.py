"""What the words of a text, or a key, were understood as."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from service.flows.threads import Thread
from service.flows.turn import Go, Turn, go
from service.meetings.query import Query


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of the words: where to go, and how. `silent`: it counts, and nothing is said."""

    where: Go
    searched: bool = False
    silent: bool = False


Reader = Callable[[Turn, Thread], Reading | None]


def first_reading(readers: Sequence[Reader], turn: Turn, thread: Thread) -> Reading | None:
    """What the first of these readers that understands the turn makes of it."""
    return next((found for reader in readers if (found := reader(turn, thread))), None)


def of_search(query: Query | None) -> Reading | None:
    return None if query is None else Reading(go("find.asked", query.as_json()), searched=True)
