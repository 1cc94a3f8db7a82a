"""What a process does beside its main round, and how it goes on when something breaks."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from service import logs

T = TypeVar("T")


class Errands:
    """Things that may take long, each at most once at a time.

    Without threads (before `start`, and in tests) they are done at once, and errors are the caller's.
    """

    def __init__(self) -> None:
        self._threads: ThreadPoolExecutor | None = None
        self._going_on: dict[str, Future[None]] = {}

    def start(self, how_many: int) -> ThreadPoolExecutor:
        """From now on aside; leaving the pool's `with` waits until all have ended."""
        self._threads = ThreadPoolExecutor(how_many, "errand")
        return self._threads

    def run(self, name: str, do: Callable[[], None]) -> None:
        """Does it, unless one of this name still goes on."""
        if self._threads is None:
            do()
        elif name not in self._going_on or self._going_on[name].done():
            self._going_on[name] = self._threads.submit(guarded, name, do)


def guarded(name: str, do: Callable[[], T]) -> T | None:
    """Does it; an error is reported and the process goes on."""
    try:
        return do()
    except Exception as error:  # the outermost loop of a process
        report(name, error)
        return None


def report(what: str, error: Exception) -> None:
    logs.report("ticker", what, error)
