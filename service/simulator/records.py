"""The carrier's records: a text, a call, and where both are kept. All of it in memory."""

import itertools
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

ENDED_TEXT = frozenset({"delivered", "undelivered", "failed", "canceled", "received", "read"})
ENDED_CALL = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})


def new_sid(prefix: str) -> str:
    """Two letters and 32 hex digits, as SM... for a text and CA... for a call."""
    return prefix + secrets.token_hex(16)


@dataclass(slots=True)
class Message:
    """A text in either direction. `arrived_at`: when the handset (or the line) had it."""

    sender: str | None
    to: str
    body: str
    direction: str
    status: str
    created_at: datetime
    segments: int
    media: int = 0
    sid: str = field(default_factory=lambda: new_sid("SM"))
    service_sid: str | None = None
    updated_at: datetime | None = None
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    error_code: int | None = None
    price: Decimal | None = None
    callback_url: str = ""
    number: int = 0

    @property
    def ended(self) -> bool:
        return self.status in ENDED_TEXT


@dataclass(slots=True)
class Call:
    """A call in either direction. `sequence` counts its receipts from 0."""

    sender: str
    to: str
    direction: str
    status: str
    created_at: datetime
    sid: str = field(default_factory=lambda: new_sid("CA"))
    updated_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    answered_by: str | None = None
    queued_s: float = 0.0  # before it was dialled
    price: Decimal | None = None
    shown: str = ""  # in place of a withheld number
    stir: str = "TN-Validation-Passed-A"  # what the network says of its caller ID
    parent_sid: str | None = None  # the call that dialled this one
    sequence: int = 0
    number: int = 0

    @property
    def ended(self) -> bool:
        return self.status in ENDED_CALL

    @property
    def seconds(self) -> int:
        """How long it was up; 0 for one nobody answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return round((self.ended_at - self.answered_at).total_seconds())

    @property
    def minutes(self) -> int:
        """As billed: begun minutes, one at least once it was answered."""
        return max(1, -(-self.seconds // 60)) if self.answered_at else 0


@dataclass(slots=True)
class Recording:
    """What somebody said to a tape, as words: nobody speaks aloud here."""

    call_sid: str
    words: str
    seconds: int
    created_at: datetime
    sid: str = field(default_factory=lambda: new_sid("RE"))
    number: int = 0


class Numbered(Protocol):
    """A row with a SID of its own; `number` grows from row to row."""

    sid: str
    number: int


Record = TypeVar("Record", bound=Numbered)


class Shelf(Generic[Record]):
    """Records of one kind by SID. Every change to one happens while holding `lock`.

    What is deleted is gone for who asks the carrier; a handset still has it.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._rows: dict[str, Record] = {}
        self._ever: list[Record] = []
        self._numbers = itertools.count(1)

    def add(self, row: Record) -> Record:
        with self.lock:
            row.number = next(self._numbers)
            self._rows[row.sid] = row
            self._ever.append(row)
        return row

    def get(self, sid: str) -> Record | None:
        return self._rows.get(sid)

    def remove(self, sid: str) -> bool:
        with self.lock:
            return self._rows.pop(sid, None) is not None

    def ever_newest_first(self) -> Iterator[Record]:
        """What there is and what there was."""
        with self.lock:
            rows = list(self._ever)
        return reversed(rows)

    def newest_first(self) -> Iterator[Record]:
        """A snapshot's worth of them: rows that come or go meanwhile disturb nobody."""
        with self.lock:
            rows = list(self._rows.values())
        return reversed(rows)
