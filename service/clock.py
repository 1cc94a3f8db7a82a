"""What time it is: the service's clock (which the demo can move) and a member's local time.

Due times, zones and usefulness use the service's clock. Leases, pace and HTTP time-outs use the
machine's own (`machine_now`, `time.monotonic`), because moving the demo's clock must not expire them.
"""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.errors import BadInput, UnknownZone


def machine_now() -> datetime:
    """The machine's own time, which moving the demo's clock does not change."""
    return datetime.now(UTC)


class Clock(Protocol):
    """Says what time it is, always aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return machine_now()


@dataclass
class FixedClock:
    """Stands still until it is moved: for tests."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        self.at += by


@dataclass
class MovableClock:
    """The machine's time plus a shift kept in a file, so that all processes of a demo agree.

    Reading costs one stat; the file is replaced whole, so no reader sees half a number.
    """

    path: Path
    _shift: timedelta = field(default=timedelta(), init=False)
    _read_at: int = field(default=-1, init=False)

    def now(self) -> datetime:
        return machine_now() + self._current_shift()

    def move_to(self, moment: datetime) -> None:
        """Moves forward. Raises BadInput when `moment` is already past: time never runs backwards."""
        if moment < self.now():
            raise BadInput("The clock only moves forward.")
        shift = moment - machine_now()
        fresh = self.path.with_suffix(".new")
        fresh.write_text(f"{shift.total_seconds():.6f}\n")
        fresh.replace(self.path)

    def _current_shift(self) -> timedelta:
        try:
            changed = os.stat(self.path).st_mtime_ns
        except FileNotFoundError:
            return timedelta()
        if changed != self._read_at:
            self._shift = timedelta(seconds=float(self.path.read_text()))
            self._read_at = changed
        return self._shift


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name like `America/Denver`. Raises UnknownZone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(f"{name!r} is no time zone; use one like America/Denver.") from error
