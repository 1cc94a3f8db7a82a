"""A phone that presses its KEYS by itself while the call takes its own time.

`key_script.play_keys` does all of them at once; here each is done when the call has come to it, at
either pace: digits once a question is open, `w` once the next one is, `s` once one had its silence.
"""

from dataclasses import dataclass

from service.simulator.key_script import HANG_UP, SILENT, WAIT
from service.simulator.live_call import LiveCall, Pace

LETTERS = frozenset({WAIT, SILENT, HANG_UP})


@dataclass(slots=True)
class ScriptedKeys:
    """`heard`: how many of the call's events came before the last thing it did."""

    keys: str = ""
    heard: int = 0

    def play(self, live: LiveCall) -> None:
        """Does what can be done now. What must wait is done when it is played again."""
        while self.keys and live.ending is None and self._do(live, self.keys[0]):
            self.keys = self.keys[1:]

    def _do(self, live: LiveCall, key: str) -> bool:
        if key == WAIT:
            return self._since(live, "gather")
        if key == SILENT:
            return self._stay_silent(live)
        if key != HANG_UP and live.asking is None:
            return False
        self.heard = len(live.events)
        if key == HANG_UP:
            live.hang_up()
        else:
            live.press(key)
        return True

    def _stay_silent(self, live: LiveCall) -> bool:
        """At a real pace silence takes its time; else it passes here."""
        if live.pace is Pace.INSTANT:
            self.heard = len(live.events)
            live.stay_silent()
            return True
        silent = self._since(live, "keys")
        if silent:
            self.heard = len(live.events)
        return silent

    def _since(self, live: LiveCall, kind: str) -> bool:
        return any(event["event"] == kind for event in live.events[self.heard :])
