"""Rows that are ready, from the moment they may go until their answer is in. One thread works it.

They wait in a small heap, urgent ones on top, and a thread is given a row only when it can post it at
once. So a crisis alert meets neither a queue nor a taken thread: some are kept for those somebody
waits for.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from heapq import heappop, heappush
from itertools import count
from queue import Empty, SimpleQueue

from service import logs
from service.carrier.port import Outcome, Unknown
from service.delivery.answers import Answered
from service.delivery.ready import Ready

THREADS = 64
# More threads that only take what somebody waits for.
URGENT_THREADS = 16


class Runway:
    """`post` asks the carrier; it is called in one of `threads`, which are as many as both above."""

    def __init__(self, threads: ThreadPoolExecutor, post: Callable[[Ready], Outcome]) -> None:
        self._threads, self._post = threads, post
        self._waiting: list[tuple[bool, float, int, Ready]] = []
        self._order = count()
        self._flying = 0
        self._answers: SimpleQueue[Answered] = SimpleQueue()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    @property
    def is_busy(self) -> bool:
        return bool(self._waiting or self._flying)

    def add(self, ready: Ready, wait_s: float) -> None:
        """It may go in `wait_s` seconds."""
        moment = time.monotonic() + wait_s
        heappush(self._waiting, (not ready.urgent, moment, next(self._order), ready))

    def launch(self) -> None:
        """Hands over all whose moment has come, as far as threads are free."""
        while self.opens_in() == 0.0:
            *_, ready = heappop(self._waiting)
            self._flying += 1
            self._threads.submit(self._fly, ready)

    def opens_in(self) -> float | None:
        """Seconds until the first may go; None while no thread is free for it."""
        if not self._waiting:
            return None
        can_wait, moment, _, _ = self._waiting[0]
        if self._flying >= THREADS + (0 if can_wait else URGENT_THREADS):
            return None
        return max(0.0, moment - time.monotonic())

    def land(self, within_s: float) -> list[Answered]:
        """The answers that are in; waits for the first as long as that."""
        landed = []
        try:
            landed.append(self._answers.get(timeout=within_s))
            while True:
                landed.append(self._answers.get_nowait())
        except Empty:
            self._flying -= len(landed)
            return landed

    def _fly(self, ready: Ready) -> None:
        try:
            outcome = self._post(ready)
        except Exception as error:  # a defect: seen, and it may have gone, so evidence decides
            logs.report("delivery", ready.outbox_id, error)
            outcome = Unknown(type(error).__name__)
        self._answers.put((ready, outcome))
