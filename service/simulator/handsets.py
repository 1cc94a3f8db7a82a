"""How each simulated number takes texts and calls. A number nobody spoke of is a mobile that answers."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from service.errors import BadInput
from service.simulator.key_script import read_keys


class How(StrEnum):
    ANSWER = "answer"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    MACHINE = "machine"
    FAX = "fax"
    SILENT = "silent"  # picked up, and nobody says a word: the carrier can't tell who it is
    LANDLINE = "landline"  # answers calls, takes no texts
    ROOM = "room"  # a conference room to dial in to: takes a code as tones
    UNREACHABLE = "unreachable"  # off, or out of range


MACHINES = frozenset({How.MACHINE, How.FAX})
# The carrier's numbers for a text that can't be delivered.
UNREACHABLE_HANDSET, LANDLINE_HANDSET = 30003, 30006
TEXT_ERRORS = {
    How.UNREACHABLE: UNREACHABLE_HANDSET,
    How.LANDLINE: LANDLINE_HANDSET,
    How.ROOM: LANDLINE_HANDSET,
}


@dataclass(frozen=True, slots=True)
class Handset:
    """`keys` is what it presses by itself once it has answered a call; None: a person holds it.

    `refused_with` is the carrier's number for why texts to it fail, where that is not told by `how`.
    """

    how: How = How.ANSWER
    keys: str | None = None
    refused_with: int | None = None

    @property
    def is_landline(self) -> bool:
        return self.how is How.LANDLINE

    @property
    def text_error(self) -> int | None:
        return self.refused_with or TEXT_ERRORS.get(self.how)


class Handsets:
    def __init__(self, landlines: Iterable[str] = (), rooms: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._known = dict.fromkeys(landlines, Handset(How.LANDLINE))
        self._known |= dict.fromkeys(rooms, Handset(How.ROOM))

    def of(self, number: str) -> Handset:
        return self._known.get(number, Handset())

    def behave(
        self, number: str, how: str, keys: str | None = None, refused_with: int | None = None
    ) -> Handset:
        """From now on this number behaves like this. Raises BadInput."""
        if how not in set(How):
            raise BadInput(f"A phone can {', '.join(How)}.")
        handset = Handset(How(how), None if keys is None else read_keys(keys), refused_with)
        with self._lock:
            self._known[number] = handset
        return handset
