"""Calls that were ordered wait for their turn: the account dials only so many a second.

Reference: Twilio's page on call queueing; a call that would wait longer than a day is refused.
"""

import threading
import time

from service.simulator.refusals import ApiRefusal

LONGEST_WAIT_S = 86_400.0
QUEUE_FULL = 22005


class CallQueue:
    """`a_second` 0: everything is dialled at once. On the machine's clock."""

    def __init__(self, a_second: float) -> None:
        self._gap_s = 1 / a_second if a_second else 0.0
        self._lock = threading.Lock()
        self._free_at = 0.0

    def take_place(self) -> float:
        """Seconds until this call's turn. Raises ApiRefusal."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._free_at)
            if turn - now > LONGEST_WAIT_S:
                raise ApiRefusal(QUEUE_FULL)
            self._free_at = turn + self._gap_s
            return turn - now
