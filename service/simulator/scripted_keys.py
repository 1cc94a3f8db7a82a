"""A phone that does its KEYS by itself while the call takes its own time.

`key_script.play_keys` does all of them at once; here each is done when the call has come to it, at
either pace: digits and words once somebody or something listens, `w` once the next one does, `s` once
one had its silence.
"""

from collections.abc import Callable

from service.simulator.call_terms import Pace
from service.simulator.key_script import HANG_UP, SILENT, WAIT, split_keys
from service.simulator.live_call import LiveCall

LETTERS = frozenset({WAIT, SILENT, HANG_UP})
LISTENS = frozenset({"gather", "record", "bridge"})
SILENCE = frozenset({"keys", "recorded"})


class ScriptedKeys:
    def __init__(self, keys: str = "") -> None:
        self._todo = split_keys(keys)
        self._heard = 0  # how many of the call's events came before the last thing it did

    def add(self, keys: str) -> None:
        self._todo += split_keys(keys)

    def play(self, live: LiveCall, do: Callable[[str], bool]) -> None:
        """Does what can be done now; what must wait is done when it is played again.

        `do` presses a key or says words, or returns False where nobody listens.
        """
        while self._todo and live.ending is None and self._did(live, self._todo[0], do):
            self._todo.pop(0)

    def _did(self, live: LiveCall, key: str, do: Callable[[str], bool]) -> bool:
        if key == WAIT:
            return self._since(live, LISTENS) or self._spoken_to(live)
        if key == SILENT:
            return self._stay_silent(live)
        so_far = len(live.events)
        if key == HANG_UP:
            live.hang_up()
        elif not do(key):
            return False
        self._heard = so_far
        return True

    def _stay_silent(self, live: LiveCall) -> bool:
        """At a real pace silence takes its time; else it passes here."""
        if live.pace is Pace.INSTANT:
            self._heard = len(live.events)
            live.stay_silent()
            return True
        silent = self._since(live, SILENCE)
        if silent:
            self._heard = len(live.events)
        return silent

    def _spoken_to(self, live: LiveCall) -> bool:
        return any(event["by"] == "other" for event in live.events[self._heard :])

    def _since(self, live: LiveCall, kinds: frozenset[str]) -> bool:
        return any(event["event"] in kinds for event in live.events[self._heard :])
