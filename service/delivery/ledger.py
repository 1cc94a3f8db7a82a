"""Answers that wait to be written down: for each other, and for a database that is away."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from service.delivery.answers import Answered
from service.delivery.runway import MANY
from service.errors import DatabaseUnavailable

# Answers are written down together; those of this time are in doubt when we are killed.
TOGETHER_S = 0.05
# An answer is kept so long when the database is away; far less than a lease.
KEEP_TRYING_S, TRY_AGAIN_S = 20.0, 0.5


@dataclass
class Ledger:
    """The answers of one go, until `record` has them. `clock` counts seconds."""

    record: Callable[[Sequence[Answered]], None]
    clock: Callable[[], float] = time.monotonic
    _answers: list[Answered] = field(default_factory=list)
    _next_at: float = 0.0
    _failing_since: float | None = None

    def __len__(self) -> int:
        return len(self._answers)

    def take(self, answers: Sequence[Answered]) -> None:
        self._answers += answers

    def due_in(self) -> float:
        """Seconds until they are written down, however few they are."""
        return max(0.0, self._next_at - self.clock())

    def is_due(self, no_more: bool) -> bool:
        """Whether to write now. When there will be `no_more`, nothing is waited for but the database."""
        if not self._answers:
            return False
        waits_for_nobody = no_more or len(self._answers) >= MANY
        return self.due_in() == 0.0 or (self._failing_since is None and waits_for_nobody)

    def write(self) -> DatabaseUnavailable | None:
        """Writes them down, or says what keeps them waiting. Raises that when it lasts."""
        try:
            self.record(self._answers)
        except DatabaseUnavailable as error:
            self._wait_after(error)
            return error
        self._answers, self._failing_since = [], None
        self._next_at = self.clock() + TOGETHER_S
        return None

    def _wait_after(self, error: DatabaseUnavailable) -> None:
        now = self.clock()
        if self._failing_since is None:
            self._failing_since = now
        if now - self._failing_since > KEEP_TRYING_S:
            raise error
        self._next_at = now + TRY_AGAIN_S
