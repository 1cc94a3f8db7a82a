"""Every half second: what is due happens, what waits is announced, what is stuck is swept up.

Any number of tickers may run: timers and rows are taken by one. Alone, without Redis or without
workers, the ticker sends by itself, slower, and says so in its heartbeat.
"""

import threading
import time
import traceback
from datetime import datetime, timedelta

from service import jobs, timers
from service.delivery import outbox
from service.delivery.sweep import sweep
from service.errors import DatabaseUnavailable
from service.jobs import Heard
from service.logs import log
from service.timers import Due
from workers.crew import Chore, Crew
from workers.heartbeat import beat

TICK_S = 0.5
TIMERS_A_TICK = 200
# Few at a time: while it sends, nothing else happens here.
SENDS_A_TICK = 32
# A hint nobody has taken for so long: the workers are away or more than busy.
UNHEARD_S = 5.0
SWEEP_EVERY = timedelta(seconds=5)
BEAT_EVERY_S = 5.0
FIRST_PUSH, LONGEST_PUSH = timedelta(seconds=30), timedelta(hours=1)


class Ticker:
    """One installation's heartbeat. `tick` does one round and can be called by hand."""

    def __init__(self, crew: Crew, unheard_s: float = UNHEARD_S) -> None:
        self._crew = crew
        self._unheard_s = unheard_s
        self._house = crew.house
        sweeping = Chore(
            "sweep", SWEEP_EVERY, lambda house: sweep(house, crew.carrier, crew.windows)
        )
        self._chores = [*crew.chores, sweeping]
        self._next: dict[str, float] = {}
        self._unheard_since: dict[str, float] = {}
        self._said: str | None = None
        self._beat_after = 0.0

    def run(self, stop: threading.Event) -> None:
        """Ticks until `stop` is set. Nothing ends it but that."""
        more = False
        while not stop.wait(0 if more else TICK_S):
            try:
                more = self.tick()
            except DatabaseUnavailable as error:
                more = False
                log("ticker").error("database_away", error=str(error))
            except Exception as error:  # the outermost loop: others still need their timers
                more = False
                log("ticker").error("tick_broke", error=type(error).__name__, at=_where(error))

    def tick(self) -> bool:
        """One round; True when more is due than one round takes. Raises DatabaseUnavailable."""
        self._do_chores()  # first of all what waits in the spool: a STOP counts before any send
        fired = self._fire()
        alone = self._wake()
        self._beat(alone)
        return fired == TIMERS_A_TICK

    def _do_chores(self) -> None:
        for chore in self._chores:
            if time.monotonic() >= self._next.get(chore.name, 0.0):
                self._next[chore.name] = time.monotonic() + chore.every.total_seconds()
                self._do(chore)

    def _do(self, chore: Chore) -> None:
        try:
            chore.do(self._house)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # one broken chore must not end the others
            at = _where(error)
            log("ticker").error("chore_broke", chore=chore.name, error=type(error).__name__, at=at)

    def _fire(self) -> int:
        now = self._house.clock.now()
        with self._house.database.reading() as session:
            found = timers.due(session, now, TIMERS_A_TICK)
        for timer in found:
            self._fire_one(timer, now)
        return len(found)

    def _fire_one(self, timer: Due, now: datetime) -> None:
        """The effect and the end of the timer are one transaction; a failure puts the timer off."""
        try:
            with self._house.database.transaction() as session:
                if timers.take(session, timer):
                    self._crew.timers[timer.kind](session, self._house, timer.subject, now)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # a poison row: visible, and out of the others' way
            at = _where(error)
            log("ticker").error("timer_broke", kind=timer.kind, error=type(error).__name__, at=at)
            by = min(FIRST_PUSH * 2 ** min(timer.failures, 10), LONGEST_PUSH)
            with self._house.database.transaction() as session:
                timers.push_ahead(session, timer, by, now)

    def _wake(self) -> str | None:
        """Hints at every queue that has something due; what it had to send itself, in words."""
        with self._house.database.reading() as session:
            due = outbox.lanes_due(session, self._house.clock.now())
        alone = None
        for queue, lanes in jobs.QUEUES.items():
            waiting = [lane for lane in lanes if lane in due]
            if not waiting:
                self._unheard_since.pop(queue, None)
            elif why := self._unheard(queue, waiting[0]):
                alone = f"sends by itself: {why}"
                self._crew.send(lanes, SENDS_A_TICK)
        return alone

    def _unheard(self, queue: str, lane: str) -> str | None:
        """Why nobody else will send this lane now; None when a worker will."""
        heard = jobs.hint(self._crew.redis, jobs.DELIVER, lane)
        if heard == Heard.NOBODY:
            return "no Redis"
        now = time.monotonic()
        if heard == Heard.YES:
            self._unheard_since[queue] = now
        since = self._unheard_since.setdefault(queue, now)
        return f"no {queue} worker" if now - since >= self._unheard_s else None

    def _beat(self, alone: str | None) -> None:
        if alone == self._said and time.monotonic() < self._beat_after:
            return
        if alone and alone != self._said:
            log("ticker").warning("sends_by_itself", why=alone)
        beat(self._house, "ticker", alone)
        self._said, self._beat_after = alone, time.monotonic() + BEAT_EVERY_S


def _where(error: BaseException) -> str:
    """File and line, never the message: it may hold what somebody wrote."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno}"
