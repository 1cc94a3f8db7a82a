"""Rows that are ready, from the moment they may go until their answer is in.

They wait in a small heap, urgent ones on top. A thread that is free takes the next one by itself, but only
one whose moment has come: so a crisis alert meets neither a queue nor a taken thread, for some are kept
for those somebody waits for. Whoever works the runway is woken when it runs low or answers pile up, not
for each answer: that would cost as much as writing it down.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from heapq import heappop, heappush
from itertools import count

from service import logs
from service.carrier.port import Outcome, Unknown
from service.delivery.answers import Answered
from service.delivery.ready import Ready

THREADS = 64
# More threads that only take what somebody waits for.
URGENT_THREADS = 16
# When so few wait, more may be claimed; so many answers are written down at once.
LOW, MANY = 16, 32


class Runway:
    """`post` asks the carrier; it is called in one of `threads`, which are as many as both above.

    One thread calls the methods; what it shares with the others is behind the lock.
    """

    def __init__(self, threads: ThreadPoolExecutor, post: Callable[[Ready], Outcome]) -> None:
        self._threads, self._post = threads, post
        self._lock, self._news = threading.Lock(), threading.Event()
        self._waiting: list[tuple[bool, float, int, Ready]] = []
        self._order = count()
        self._flying = 0
        self._answers: deque[Answered] = deque()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_busy(self) -> bool:
        with self._lock:
            return bool(self._waiting or self._flying or self._answers)

    def add(self, ready: Ready, wait_s: float) -> None:
        """It may go in `wait_s` seconds."""
        moment = time.monotonic() + wait_s
        with self._lock:
            heappush(self._waiting, (not ready.urgent, moment, next(self._order), ready))

    def launch(self) -> None:
        """Hands over all whose moment has come, as far as threads are free."""
        while ready := self._take():
            self._threads.submit(self._fly, ready)

    def opens_in(self) -> float | None:
        """Seconds until the first may go; None while nothing waits or all threads are taken."""
        with self._lock:
            return self._opens_in()

    def land(self, within_s: float) -> list[Answered]:
        """The answers that are in; waits so long, unless there is something to do before."""
        self._news.wait(within_s)
        self._news.clear()
        return [self._answers.popleft() for _ in range(len(self._answers))]

    def _opens_in(self) -> float | None:
        if not self._waiting:
            return None
        can_wait, moment, _, _ = self._waiting[0]
        if self._flying >= THREADS + (0 if can_wait else URGENT_THREADS):
            return None
        return max(0.0, moment - time.monotonic())

    def _take(self) -> Ready | None:
        with self._lock:
            return self._next()

    def _next(self) -> Ready | None:
        if self._opens_in() != 0.0:
            return None
        self._flying += 1
        return heappop(self._waiting)[-1]

    def _fly(self, first: Ready) -> None:
        """Counts behind the lock: two that land at once would step over `MANY` and wake nobody."""
        ready: Ready | None = first
        while ready:
            answer = ready, self._ask(ready)
            with self._lock:
                self._flying -= 1
                self._answers.append(answer)
                ready = self._next()
                low = len(self._waiting) == LOW
                is_news = low or not self._flying or len(self._answers) >= MANY
            if is_news:
                self._news.set()

    def _ask(self, ready: Ready) -> Outcome:
        try:
            return self._post(ready)
        except Exception as error:  # a defect: seen, and it may have gone, so evidence decides
            logs.report("delivery", ready.outbox_id, error)
            return Unknown(type(error).__name__)
