"""The simulator's own record of everything it was asked to do, for holding ours against.

It survives what the service deletes or blanks at the carrier: it keeps a hash of the words only.
"""

import hashlib
import threading
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from service.simulator.records import Call, Message


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: str
    record: Message | Call
    body_sha256: str


class Ledger:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[_Entry] = []

    def add(self, kind: str, record: Message | Call, words: str = "") -> None:
        """`kind` is text, reply, notice (the carrier's own words), call, or dial (by another call)."""
        digest = hashlib.sha256(words.encode()).hexdigest()
        with self._lock:
            self._entries.append(_Entry(kind, record, digest))

    def rows(self) -> list[dict[str, object]]:
        """Oldest first."""
        with self._lock:
            return [_row(entry) for entry in self._entries]


def _row(entry: _Entry) -> dict[str, object]:
    record = entry.record
    return {
        "sid": record.sid,
        "kind": entry.kind,
        "to": record.to,
        "body_sha256": entry.body_sha256,
        "segments": record.segments if isinstance(record, Message) else 0,
        "minutes": record.minutes if isinstance(record, Call) else 0,
        "price": _price(record.price),
        "status": record.status,
        "created": record.created_at.isoformat(),
        "delivered": _moment(_reached(record)),
    }


def _reached(record: Message | Call) -> datetime | None:
    return record.arrived_at if isinstance(record, Message) else record.answered_at


def _price(price: Decimal | None) -> str | None:
    return None if price is None else f"{price:.5f}"


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
