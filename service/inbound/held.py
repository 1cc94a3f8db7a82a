"""Whether sending must wait, because a text that says STOP may still be unread somewhere.

Three places can hide one: the spool on this machine, the spool of a web process on another, and the
carrier's list while nobody has looked into it. Of its spool every web process says in the database
how many texts wait there, every two seconds. While the database is away it can't, and neither can
anybody send; when it is back the row is old, and until its process has spoken again silence counts as
a text. Replies and what a crisis needs are never held.

How old a row is goes by the database's clock: between two machines' own, a few seconds' difference
would be a silence that never ends, or one that nobody hears.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from service.db import ago, database_now, insert
from service.house import House
from service.inbound.spool import Spool
from service.logs import log
from service.models import CatchUp, Waiting

SAY_EVERY_S = 2.0
SILENT = timedelta(seconds=10)
# Of a machine that is gone for good nothing more is heard. Its texts the carrier's list still has.
GONE_S = 120.0
AWAKE_S = 30.0  # who has not looked for so long can't tell how long another was silent
UNLOOKED = timedelta(minutes=5)
# A list that can't be had for longer must not end everybody's reminders.
LOOK_PATIENCE_S = 600.0


class Held:
    """Asked before each go at sending; true while something of ours must wait."""

    def __init__(
        self, house: House, spool: Spool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._house, self._spool, self._clock = house, spool, clock
        self._unlooked_since: float | None = None

    def __call__(self) -> bool:
        """Raises DatabaseUnavailable."""
        if len(self._spool):
            return True
        with self._house.database.reading() as session:
            return any(count_unread(session)) or self._is_unlooked(session)

    def _is_unlooked(self, session: Session) -> bool:
        """Just after our own outage; not for ever."""
        if not is_unlooked(session, self._house.settings.line_number):
            self._unlooked_since = None
            return False
        now = self._clock()
        if self._unlooked_since is None:
            self._unlooked_since = now
            log("held").warning("held_until_the_list_is_read")
        return now - self._unlooked_since < LOOK_PATIENCE_S


def say_waiting(session: Session, spool: str, texts: int) -> None:
    """That this spool holds so many texts now."""
    said = {"texts": texts, "at": database_now(session)}
    fresh = insert(session, Waiting).values(spool=spool, **said)
    session.execute(fresh.on_conflict_do_update(index_elements=["spool"], set_=said))


def say_goodbye(session: Session, spool: str) -> None:
    """Its process ends, and nothing waits there."""
    session.execute(delete(Waiting).where(Waiting.spool == spool))


def count_unread(session: Session) -> tuple[int, int]:
    """How many texts wait on any machine's disk, and how many spools have fallen silent."""
    silent = func.count().filter(Waiting.at < ago(session, SILENT))
    texts, spools = session.execute(select(func.sum(Waiting.texts), silent)).one()
    return texts or 0, spools


def is_unlooked(session: Session, line: str) -> bool:
    """Whether the carrier's list was last read long ago."""
    long_ago = CatchUp.looked_at <= ago(session, UNLOOKED)
    return bool(session.scalar(select(exists().where(CatchUp.line == line, long_ago))))


class Gone:
    """Forgets spools that stay silent while the database works: their machine is gone.

    Silence is timed here, by one who was awake: a row may be old because the database was away.
    """

    def __init__(self, gone_s: float = GONE_S, clock: Callable[[], float] = time.monotonic) -> None:
        self._gone_s, self._clock = gone_s, clock
        self._heard: dict[str, tuple[datetime, float]] = {}
        self._looked = 0.0

    def forget(self, house: House) -> None:
        """To be asked every few seconds. Raises DatabaseUnavailable."""
        with house.database.reading() as session:
            said = dict(session.execute(select(Waiting.spool, Waiting.at)).all())
        now = self._clock()
        if now - self._looked > AWAKE_S:
            self._heard = {}  # we were away ourselves, or the database was
        self._looked = now
        self._heard = {name: self._since(name, at, now) for name, at in said.items()}
        for name, (at, since) in self._heard.items():
            if now - since > self._gone_s:
                _forget(house, name, at)

    def _since(self, name: str, at: datetime, now: float) -> tuple[datetime, float]:
        before = self._heard.get(name)
        return before if before and before[0] == at else (at, now)


def _forget(house: House, name: str, at: datetime) -> None:
    log("held").warning("spool_is_gone", spool=name)
    with house.database.transaction() as session:
        session.execute(delete(Waiting).where(Waiting.spool == name, Waiting.at == at))
