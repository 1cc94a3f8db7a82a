"""The carrier's debugger: what it could not do with our answers, by its own numbers."""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from service.clock import Clock

KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Alert:
    """`where` is a path without its query: an alert list must not become a list of people."""

    code: int
    where: str
    at: datetime


class Alerts:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: deque[Alert] = deque(maxlen=KEPT)

    def add(self, code: int, url: str = "") -> None:
        with self._lock:
            self._kept.append(Alert(code, urlsplit(url).path, self._clock.now()))

    def all(self) -> list[Alert]:
        with self._lock:
            return list(self._kept)

    def codes(self) -> list[int]:
        return [alert.code for alert in self.all()]
