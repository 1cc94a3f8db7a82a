"""Database work with a deadline: a database that hangs costs a texter that long and no longer.

A hung PostgreSQL (SIGSTOP) ignores its own statement time-out, so nothing but a second thread helps.
After one deadline is missed a breaker opens: for a few seconds everybody is told at once, without
waiting, and then one piece of work tries again. Work that was given up on may still finish later;
it is keyed by its webhook, so finishing twice is one effect.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as DeadlineMissed
from typing import TypeVar

from service.errors import DatabaseUnavailable

T = TypeVar("T")

BREAKER_OPEN_S = 3.0


class Aside:
    """Runs work on threads of its own, each with a deadline, behind one breaker."""

    def __init__(self, threads: int = 16) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="aside")
        self._open_until = 0.0
        self._guard = threading.Lock()

    def run(self, work: Callable[[], T], within_s: float) -> T:
        """What `work` returns. Raises DatabaseUnavailable at the deadline, or at once while broken."""
        if not self._may_try():
            raise DatabaseUnavailable("The database did not answer a moment ago.")
        begun = self._threads.submit(work)
        try:
            result = begun.result(within_s)
        except DeadlineMissed as error:
            begun.cancel()  # what has not even begun need not happen a second time
            self._trip()
            raise DatabaseUnavailable(
                f"The database did not answer within {within_s} s."
            ) from error
        self._close()
        return result

    def _may_try(self) -> bool:
        """True when closed; when the pause is over one caller tries and the others still don't."""
        with self._guard:
            now = time.monotonic()
            if self._open_until == 0.0:
                return True
            if now < self._open_until:
                return False
            self._open_until = now + BREAKER_OPEN_S
            return True

    def _trip(self) -> None:
        with self._guard:
            self._open_until = time.monotonic() + BREAKER_OPEN_S

    def _close(self) -> None:
        self._open_until = 0.0
