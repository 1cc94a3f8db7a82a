"""Database work with a deadline: a database that hangs costs a texter that long and no longer.

A hung PostgreSQL (SIGSTOP) ignores its own statement time-out. After one deadline is missed a breaker
opens: for a few seconds everybody is told at once, without waiting, and then one piece of work tries
again. Work that was given up on may still finish later; it is keyed by its webhook, so finishing twice
is one effect. Who must not wait at all (a crisis) has such a try made without them.

Work that gives up by itself (SQLite does, and a transaction `within_s` on PostgreSQL) can stay `here`, on
the caller's own thread: a thread's hand-over costs more than all the statements of a text. Until the breaker
opens each such caller holds one of the web's threads, so they share a `Crowd`: the other threads stay free
for those who can't wait.
"""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as DeadlineMissed
from contextlib import contextmanager, nullcontext
from enum import Enum, auto
from typing import TypeVar

from service.errors import DatabaseUnavailable

T = TypeVar("T")

BREAKER_OPEN_S = 3.0
SLOW_S = 1.0  # a failure that took so long would make everybody wait for theirs
PLACES = 32  # of the web's 48 threads
PLACE_WITHIN_S = 0.2
IN_COMPANY_S = 0.04  # a record takes a quarter of it
NO_PLACE = "Too many wait for the database."
A_MOMENT_AGO = "The database did not answer a moment ago."


class Turn(Enum):
    GOES = auto()
    TRIES = auto()
    REFUSED = auto()


class Crowd:
    """How many may wait for the database at once, whichever door they came by.

    While it moves a place is free within moments. Once somebody has waited for one in vain nobody waits
    again until one is given back.
    """

    def __init__(self, places: int = PLACES) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._is_stuck = False

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises DatabaseUnavailable when there is none."""
        if not self._places.acquire(timeout=0 if self._is_stuck else PLACE_WITHIN_S):
            self._is_stuck = True
            raise DatabaseUnavailable(NO_PLACE)
        try:
            yield
        finally:
            self._is_stuck = False
            self._places.release()


class Aside:
    """Runs work on threads of its own, each with a deadline, behind one breaker.

    `here` runs it on the caller's thread: only for work that keeps a deadline of its own. `hurried` is for
    answers that don't need it: after an outage nobody waits for the try, and who comes while another waits
    waits a moment only. Its effect counts all the same.
    """

    def __init__(
        self,
        threads: int = 16,
        here: bool = False,
        hurried: bool = False,
        crowd: Crowd | None = None,
    ) -> None:
        self._here, self._hurried, self._crowd = here, hurried, crowd
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="aside")
        self._open_until = 0.0
        self._guard, self._alone = threading.Lock(), threading.Lock()

    def run(self, work: Callable[[], T], within_s: float) -> T:
        """What `work` returns. Raises DatabaseUnavailable, at the deadline or at once: while broken, and
        when too many wait."""
        turn = self._turn()
        if turn is Turn.TRIES and self._hurried:
            self._threads.submit(work).add_done_callback(self._close_if_answered)
            turn = Turn.REFUSED
        if turn is Turn.REFUSED:
            raise DatabaseUnavailable(A_MOMENT_AGO)
        answered = True  # an error of the work's own is an answer of the database too
        try:
            with self._crowd.place() if self._crowd else nullcontext():
                return self._in_place(work) if self._here else self._in_time(work, within_s)
        except DatabaseUnavailable:
            answered = False
            raise
        finally:
            if answered:
                self._close()

    @property
    def is_broken(self) -> bool:
        """Whether it missed a deadline and nothing has answered since."""
        return self._open_until != 0.0

    def _close_if_answered(self, done: Future[T]) -> None:
        if not isinstance(done.exception(), DatabaseUnavailable):
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
        in_company = self._hurried and not self._alone.acquire(blocking=False)
        if in_company:
            return self._result(work, IN_COMPANY_S, trips=False)
        try:
            return self._result(work, within_s, trips=True)
        finally:
            if self._hurried:
                self._alone.release()

    def _result(self, work: Callable[[], T], within_s: float, trips: bool) -> T:
        begun = self._threads.submit(work)
        try:
            return begun.result(within_s)
        except DeadlineMissed as error:
            begun.cancel()  # what has not even begun need not happen a second time
            if trips:
                self._trip()
            raise DatabaseUnavailable(
                f"The database did not answer within {within_s} s."
            ) from error

    def _turn(self) -> Turn:
        """When the pause is over one caller tries, and the others still don't."""
        with self._guard:
            now = time.monotonic()
            if self._open_until == 0.0:
                return Turn.GOES
            if now < self._open_until:
                return Turn.REFUSED
            self._open_until = now + BREAKER_OPEN_S
            return Turn.TRIES

    def _trip(self) -> None:
        with self._guard:
            self._open_until = time.monotonic() + BREAKER_OPEN_S

    def _close(self) -> None:
        self._open_until = 0.0
