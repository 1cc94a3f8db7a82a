"""Who is on duty, as this process last read it: what a crisis answer may promise without asking anybody.

The answer never waits for a database, so it is held in memory and read again aside (`flows/keeper`). Too old,
or never read, it knows of nobody, and then nobody is promised.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.crisis import roster
from service.house import House
from service.text.phone import Phone

READ_EVERY = timedelta(minutes=1)
GOOD_FOR = timedelta(minutes=10)
# Nobody waits for it; only a server that hangs must not keep the thread that reads.
READ_WITHIN_S = 5.0


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, and when by the service's clock."""

    at: datetime
    shifts: tuple[tuple[Phone, datetime], ...] = field(repr=False)  # whose, and until when


class OnDuty:
    """One for a process. Reading it is a look at one attribute; only `look` asks the database."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._read: _Read | None = None

    def has_somebody(self, but: Phone | None = None) -> bool:
        """Whether somebody is on duty now; nobody is there for themselves."""
        read, now = self._read, self._house.clock.now()
        if read is None or not timedelta() <= now - read.at < GOOD_FOR:
            return False
        return any(phone != but and now < until for phone, until in read.shifts)

    def look(self) -> None:
        """Reads it again where that is due. Raises DatabaseUnavailable, and then knows what it knew."""
        now = self._house.clock.now()
        if self._read and timedelta() <= now - self._read.at < READ_EVERY:
            return
        with self._house.database.transaction(READ_WITHIN_S) as session:
            shifts = roster.on_duty_until(session, self._house.settings, now)
        self._read = _Read(now, tuple(shifts))
