"""One call followed from the command line: what is said comes out, keys go in.

The call runs at the instant pace: speech takes no time, and a question stays open until it gets a
key or is told to have been silent. So a script hears the same call on a slow machine as on a fast one.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from service.commands.running import Simulator
from service.errors import CarrierUnavailable
from service.simulator.key_script import HANG_UP, SILENT, WAIT, words_of

OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
POLL_S = 5.0
PATIENCE_S = 90.0  # without anything happening: a phone may ring for a minute
BRIDGE, VOICE = "bridge", "voice"
# What closes each thing that is open; it is told as what it was, once it is closed.
CLOSES = {"keys": "gather", "recorded": "record"}
FIELDS = ("event", "text", "language", "to", "digits", "at", "by")

Event = dict[str, Any]


@dataclass
class FollowedCall:
    """A call that goes on. `tell` gets each event once, in order; an open question as `gather`.

    A running tape, and somebody else on the line, are waited for and spoken to like a question.
    """

    simulator: Simulator
    sid: str
    tell: Callable[[Event], None]
    status: str = ""
    _seen: int = 0
    _open: Event | None = None
    _touched: bool = field(default=False, init=False)

    @property
    def over(self) -> bool:
        return self.status in OVER

    def play(self, keys: Iterator[str]) -> None:
        """Presses them one by one; at their end hangs up after what is being said.

        So it does when whoever holds the phone breaks off: others would be kept on the line for hours.
        """
        try:
            self._until_question()
            for key in keys:
                self._do(key)
                if self.over:
                    break
        finally:
            if not self.over:
                self._hang_up()
        self._flush()

    def _do(self, key: str) -> None:
        if key == HANG_UP:
            return self._hang_up()
        if key in (WAIT, SILENT):
            self._next_question()
        if key == SILENT:
            self._stay_silent()
        if key not in (WAIT, SILENT):
            self._until_question()
            self._press(key)

    def _press(self, key: str) -> None:
        if self.over:
            return
        self._touched = True
        words = words_of(key)
        if words is None:
            self.simulator.post(f"calls/{self.sid}/keys", digits=key)
        else:
            self.simulator.post(f"calls/{self.sid}/speech", words=words)
        self._read(wait=0)

    def _stay_silent(self) -> None:
        if not self.over:
            self._touched = True
            self.simulator.post(f"calls/{self.sid}/silence")
            self._read(wait=0)

    def _next_question(self) -> None:
        """Waiting is silence too: it ends a question that has had some of its digits.

        With somebody on the line it lasts until they say something.
        """
        if self._open and self._touched and self._open["event"] in (BRIDGE, VOICE):
            self._open = None
        elif self._open and self._touched:
            self._stay_silent()
        self._until_question()

    def _hang_up(self) -> None:
        if not self.over:
            self.simulator.post(f"calls/{self.sid}/hangup")
        self._until(lambda: self.over)

    def _until_question(self) -> None:
        self._until(lambda: self._open is not None or self.over)

    def _until(self, come: Callable[[], bool]) -> None:
        """Raises CarrierUnavailable when it doesn't come."""
        end = time.monotonic() + PATIENCE_S
        self._read(wait=0)
        while not come():
            if time.monotonic() > end:
                raise CarrierUnavailable(f"Nothing happened on the call for {PATIENCE_S:.0f} s.")
            seen = self._seen
            self._read(wait=POLL_S)
            if self._seen > seen:
                end = time.monotonic() + PATIENCE_S

    def _read(self, wait: float) -> None:
        told = self.simulator.get(f"calls/{self.sid}/events", after=self._seen, wait=wait)
        self._seen += len(told["events"])
        self.status = told["status"]
        for event in told["events"]:
            self._hear(event)

    def _hear(self, event: Event) -> None:
        """A question is told once: when it is closed, with what was pressed."""
        kind = event["event"]
        if kind in CLOSES.values():
            self._open, self._touched = event, False
            return
        if kind in CLOSES:
            self._open = None
            self.tell({**event, "event": CLOSES[kind]})
            return
        if kind == BRIDGE or (kind == VOICE and event["by"] == "other"):
            self._open, self._touched = event, False
        if kind == "hangup":
            self._flush()
        self.tell(event)

    def _flush(self) -> None:
        """A question that nobody got round to answering."""
        if self._open and self._open["event"] in CLOSES.values():
            self.tell(self._open)
        self._open = None


def as_row(event: Event) -> dict[str, Any]:
    return {name: event.get(name) for name in FIELDS}


def as_line(event: Event) -> str | None:
    """What a person at a terminal reads; None for what is not worth a line."""
    line = LINES.get(event["event"], _other_line)
    return line(event)


def _gather_line(event: Event) -> str:
    if event["digits"] is None:
        return "(waiting for a key)"
    given = event["digits"] or _quoted(event["text"])
    return f"> {given}" if given else "> (silence)"


def _play_line(event: Event) -> str:
    if event["digits"]:
        return f"(tones {event['digits']})"
    return f"({event['text']})" if event["text"] in ("beep", "music") else "(a recording plays)"


def _voice_line(event: Event) -> str:
    return f"{'>' if event['by'] == 'phone' else '<'} {_quoted(event['text'])}"


def _record_line(event: Event) -> str:
    return f"(recorded {_quoted(event['text'])})" if event["text"] else "(waiting for words)"


def _other_line(event: Event) -> str:
    return f"({event['event']} {event['to'] or ''})".replace(" )", ")")


def _quoted(words: str | None) -> str:
    return f'"{words}"' if words else ""


LINES: dict[str, Callable[[Event], str | None]] = {
    "say": lambda event: str(event["text"]),
    "gather": _gather_line,
    "play": _play_line,
    "record": _record_line,
    "bridge": lambda event: f"({event['to']} is on the line)",
    "voice": _voice_line,
    "error": lambda event: f"(the carrier met error {event['text']})",
    "hangup": lambda event: "(you hung up)" if event.get("by") == "phone" else "(the line hung up)",
    "pause": lambda event: None,
}
