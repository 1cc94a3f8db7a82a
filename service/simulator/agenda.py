"""What the simulator does later: receipts, the steps of a call, scheduled texts.

Delays run on the machine's clock, because moving the demo's clock must not deliver a text early.
In the demo a thread performs what is due; in a test nothing happens by itself, and `settle` performs
everything in due order at once. While it settles, the agenda's time jumps from one due time to the
next, so that "late" stays later than "soon" without anybody waiting.
"""

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf, isfinite

Action = Callable[[], object]
HANDS = 32  # a slow webhook must not hold up the others
MOST_STEPS = 100_000  # of one settling: an end where two sides answer each other for ever


@dataclass(order=True, slots=True)
class _Entry:
    due: float
    number: int
    action: Action = field(compare=False)


class Agenda:
    """Takes actions from any thread. `on_failure` hears of an action that raised."""

    def __init__(self, on_failure: Callable[[Exception], None]) -> None:
        self._on_failure = on_failure
        self._entries: list[_Entry] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._jumped_to = 0.0
        self._thread: threading.Thread | None = None

    def put(self, delay_s: float, action: Action) -> None:
        with self._changed:
            due = max(time.monotonic(), self._jumped_to) + delay_s
            heapq.heappush(self._entries, _Entry(due, next(self._numbers), action))
            self._changed.notify()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def running(self) -> bool:
        """Whether a thread performs what is due."""
        return self._thread is not None

    def settle(self, most: int = MOST_STEPS, within_s: float = inf) -> int:
        """Performs what is due by then, and what this brings about. Returns how much it was."""
        until = max(time.monotonic(), self._jumped_to) + within_s
        for done in range(most):
            if not self.perform_next(until):
                self._jumped_to = until if isfinite(until) else self._jumped_to
                return done
        raise RecursionError("The simulator's agenda never ends.")

    def perform_next(self, until: float = inf) -> bool:
        """Performs what is due first, if it is due by then. False when there is nothing."""
        entry = self._earliest(until)
        if entry is None:
            return False
        entry.action()
        return True

    def start(self) -> None:
        """Performs what is due in the background until `stop`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        thread, self._thread = self._thread, None
        with self._changed:
            self._changed.notify()
        if thread:
            thread.join()

    def _earliest(self, until: float) -> _Entry | None:
        with self._changed:
            if not self._entries or self._entries[0].due > until:
                return None
            entry = heapq.heappop(self._entries)
            self._jumped_to = max(self._jumped_to, entry.due)
            return entry

    def _run(self) -> None:
        with ThreadPoolExecutor(HANDS, thread_name_prefix="simulator") as hands:
            while self._thread:
                entry = self._wait_for_next()
                if entry:
                    hands.submit(self._perform, entry.action)

    def _wait_for_next(self) -> _Entry | None:
        with self._changed:
            now = time.monotonic()
            if self._entries and self._entries[0].due <= now:
                return heapq.heappop(self._entries)
            wait_s = self._entries[0].due - now if self._entries else None
            if self._thread:
                self._changed.wait(wait_s)
            return None

    def _perform(self, action: Action) -> None:
        try:
            action()
        except Exception as error:  # the outermost loop: one bad answer must not stop the carrier
            self._on_failure(error)
