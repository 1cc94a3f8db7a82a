"""Faults on demand: what a carrier does on a bad day, by name, as often as asked."""

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from service.errors import BadInput

# Those that strike an order to text or to call. At most one strikes an order, the first in this list.
ORDER_FAULTS = {
    "refuse": "refused for good: 400 with code 21612, nothing created",
    "queue-full": "refused for now: 400 with code 21611, nothing created",
    "429": "too many at once: 429 with code 20429, nothing created",
    "429-retry-after": "the same, saying in Retry-After when to come back",
    "5xx-before": "503, nothing created",
    "cut-before": "the connection is cut, nothing created",
    "5xx-after": "500, though it was created",
    "cut-after": "the connection is cut once it was created",
    "broken-json": "201 with half an answer",
    "slow": "created, answered long after the caller has given up",
}
# Those that strike a text on its way to the handset.
TEXT_FAULTS = {
    "filtered": 30007,
    "unregistered": 30034,
    "unreachable": 30003,
    "unknown-error": 30008,
    "overflow": 30001,
}
RECEIPT_FAULTS = {
    "receipts-lost": "receipts never come",
    "receipts-late": "receipts come a minute late",
    "receipts-doubled": "receipts come twice, with the same idempotency token",
    "receipts-reordered": "`sent` comes after `delivered`",
    "receipts-early": "receipts come before the order is answered",
}
OTHER_FAULTS = {
    "reads-fail": "lists and single records can't be read: 503",
    "inbound-lost": "incoming texts never reach the line: only its fallback URL is asked",
    "inbound-doubled": "each incoming text is handed over twice, with the same idempotency token",
    "wrong-signature": "webhooks are signed with another key",
}
FAULTS = {
    **ORDER_FAULTS,
    **{name: f"texts end undelivered with code {code}" for name, code in TEXT_FAULTS.items()},
    **RECEIPT_FAULTS,
    **OTHER_FAULTS,
}


@dataclass(frozen=True, slots=True)
class _On:
    rate: float
    until: float | None


class Faults:
    """Which faults are on. `seed` makes a run repeatable; durations run on the machine's clock."""

    def __init__(self, seed: int | None = None) -> None:
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._on: dict[str, _On] = {}

    def set(self, name: str, rate: float = 1.0, for_s: float | None = None) -> None:
        """`rate` of all chances from now on, 0 for none; for ever without `for_s`. Raises BadInput."""
        if name not in FAULTS:
            raise BadInput(f"There is no such fault; there are {', '.join(FAULTS)}.")
        if not 0 <= rate <= 1 or (for_s is not None and for_s <= 0):
            raise BadInput("A rate lies between 0 and 1, and a duration is longer than nothing.")
        with self._lock:
            self._on[name] = _On(rate, None if for_s is None else time.monotonic() + for_s)

    def clear(self) -> None:
        with self._lock:
            self._on.clear()

    def strikes(self, name: str) -> bool:
        """Whether it strikes this once."""
        on = self._on.get(name)
        if on is None or (on.until is not None and time.monotonic() >= on.until):
            return False
        with self._lock:
            return self._chance.random() < on.rate

    def first_of(self, names: Iterable[str]) -> str | None:
        """The first of these that strikes this once."""
        return next((name for name in names if self.strikes(name)), None)

    def all(self) -> list[dict[str, object]]:
        """Every fault there is, with its rate now and how many seconds are left of it."""
        return [{"name": name, "about": about, **self._now(name)} for name, about in FAULTS.items()]

    def _now(self, name: str) -> dict[str, object]:
        on = self._on.get(name, _On(0.0, None))
        left = None if on.until is None else on.until - time.monotonic()
        if left is not None and left <= 0:
            return {"rate": 0.0, "for": None}
        return {"rate": on.rate, "for": None if left is None else round(left, 1)}
