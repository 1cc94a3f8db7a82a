"""The carrier's brake on two machines that answer each other for ever (its error 14107)."""

import threading
from datetime import datetime, timedelta

MOST_IN_A_ROW = 30
GAP = timedelta(seconds=30)
LOOP = 14107


class ReplyLoops:
    """More than 30 replies between two numbers, each within 30 s of the last: then none for 30 s."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: dict[tuple[str, str], tuple[int, datetime]] = {}

    def allow(self, sender: str, to: str, now: datetime) -> bool:
        with self._lock:
            count, last = self._runs.get((sender, to), (0, now))
            if now - last >= GAP:
                count = 0
            if count >= MOST_IN_A_ROW:
                return False
            self._runs[sender, to] = count + 1, now
            return True
