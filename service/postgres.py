"""A connection that gives up on a server that hangs.

A PostgreSQL whose machine is frozen ignores its own time-outs, and so does a network that swallows
packets: the client has to stop waiting by itself. Then nobody knows how far the server has come, so the
connection is closed, and the server undoes what was not committed.
"""

import time
from typing import Any

import psycopg

EARLY_S = 0.01  # a wait may end so much before its time


class PatientConnection(psycopg.Connection[Any]):
    """Waits for an answer until `deadline` (time.monotonic), or for ever while there is none."""

    deadline: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Raises psycopg.OperationalError at the deadline."""
        if self.deadline is None:
            return super().wait(gen, interval, timeout)
        left_s = self.deadline - time.monotonic()
        try:
            return super().wait(gen, interval, max(left_s, 0.0) if timeout is None else timeout)
        except psycopg.OperationalError:
            if time.monotonic() >= self.deadline - EARLY_S:
                self.pgconn.finish()
            raise
