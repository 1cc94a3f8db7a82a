"""Database work with a deadline: a database that hangs costs a texter that long and no longer.

A hung PostgreSQL (SIGSTOP) ignores its own statement time-out. After one deadline is missed a breaker
opens: for a few seconds everybody is told at once, without waiting, and then one piece of work tries
again. Work that was given up on may still finish later; it is keyed by its webhook, so finishing twice
is one effect.

Work that gives up by itself (SQLite does, and a transaction `within_s` on PostgreSQL) can stay `here`, on
the caller's own thread: a thread's hand-over costs more than all the statements of a text.
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
SLOW_S = 1.0  # a failure that took so long would make everybody wait for theirs


class Aside:
    """Runs work on threads of its own, each with a deadline, behind one breaker.

    `here` runs it on the caller's thread: only for work that keeps a deadline of its own.
    """

    def __init__(self, threads: int = 16, here: bool = False) -> None:
        self._here = here
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="aside")
        self._open_until = 0.0
        self._guard = threading.Lock()

    def run(self, work: Callable[[], T], within_s: float) -> T:
        """What `work` returns. Raises DatabaseUnavailable at the deadline, or at once while broken."""
        if not self._may_try():
            raise DatabaseUnavailable("The database did not answer a moment ago.")
        answered = True  # an error of the work's own is an answer of the database too
        try:
            return self._in_place(work) if self._here else self._in_time(work, within_s)
        except DatabaseUnavailable:
            answered = False
            raise
        finally:
            if answered:
                self._close()

    def _in_place(self, work: Callable[[], T]) -> T:
        began = time.monotonic()
        try:
            return work()
        except DatabaseUnavailable:
            if time.monotonic() - began > SLOW_S:
                self._trip()
            raise

    def _in_time(self, work: Callable[[], T], within_s: float) -> T:
        begun = self._threads.submit(work)
        try:
            return begun.result(within_s)
        except DeadlineMissed as error:
            begun.cancel()  # what has not even begun need not happen a second time
            self._trip()
            raise DatabaseUnavailable(
                f"The database did not answer within {within_s} s."
            ) from error

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
