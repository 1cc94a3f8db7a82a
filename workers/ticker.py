"""Every half second: what is due happens, what waits is announced, what is stuck is swept up.

Any number of tickers may run: timers and rows are taken by one. Alone, without Redis or without
workers, the ticker sends by itself, slower, and says so in its heartbeat.
"""

import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from service import jobs, timers
from service.delivery import outbox
from service.delivery.sweep import sweep
from service.errors import DatabaseUnavailable
from service.jobs import Heard
from service.logs import log
from service.timers import Due
from workers.crew import Chore, Crew
from workers.errands import Errands, guarded, report
from workers.heartbeat import beat

TICK_S = 0.5
TIMERS_A_TICK = 200
SENDS_A_GO = 1_000
# A hint nobody has taken for so long: the workers are away or more than busy.
UNHEARD_S = 5.0
SWEEP_EVERY = timedelta(seconds=5)
BEAT_EVERY_S = 5.0
FIRST_PUSH, LONGEST_PUSH = timedelta(seconds=5), timedelta(hours=1)


class Ticker:
    """One installation's heartbeat. `tick` does one round and can be called by hand.

    Whatever asks the carrier may take ten seconds; under `run` that goes on aside, so that timers
    stay on time.
    """

    def __init__(self, crew: Crew, unheard_s: float = UNHEARD_S) -> None:
        self._crew = crew
        self._house = crew.house
        self._unheard_s = unheard_s
        self._errands = Errands()
        self._next: dict[str, float] = {}
        self._unheard_since: dict[str, float] = {}
        self._said: str | None = None
        self._beat_after = 0.0

    def run(self, stop: threading.Event) -> None:
        """Ticks until `stop` is set, then ends what it has begun. Nothing else ends it."""
        more = False
        aside = 1 + sum(chore.aside for chore in self._crew.chores)  # one is the sweep
        with self._errands.start(len(jobs.QUEUES) + aside):
            while not stop.wait(0 if more else TICK_S):
                more = bool(guarded("tick", self.tick))

    def tick(self) -> bool:
        """One round; True when more is due than one round takes. Raises DatabaseUnavailable."""
        self._do_chores()  # first of all what waits in the spool: a STOP counts before any send
        fired = self._fire()
        alone = self._wake()
        self._beat(alone)
        return fired == TIMERS_A_TICK

    def _do_chores(self) -> None:
        for chore in self._crew.chores:
            if self._is_time(chore.name, chore.every):
                self._begin(chore)
        if self._is_time("sweep", SWEEP_EVERY):
            self._errands.run("sweep", self._sweep)

    def _is_time(self, name: str, every: timedelta) -> bool:
        if time.monotonic() < self._next.get(name, 0.0):
            return False
        self._next[name] = time.monotonic() + every.total_seconds()
        return True

    def _begin(self, chore: Chore) -> None:
        if chore.aside:
            self._errands.run(chore.name, partial(self._do, chore))
        else:
            self._do(chore)

    def _do(self, chore: Chore) -> None:
        """A broken chore is reported; only an absent database ends the round."""
        try:
            chore.do(self._house)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # the other chores, and everybody's timers, go on
            report(chore.name, error)

    def _sweep(self) -> None:
        sweep(self._house, self._crew.carrier, self._crew.windows)

    def _fire(self) -> int:
        now = self._house.clock.now()
        with self._house.database.reading() as session:
            found = timers.due(session, now, TIMERS_A_TICK)
        for kind, timers_of in _by_kind(found).items():
            if len(timers_of) == 1 or not self._fire_together(kind, timers_of, now):
                for timer in timers_of:
                    self._fire_one(timer, now)
        return len(found)

    def _fire_together(self, kind: str, found: Sequence[Due], now: datetime) -> bool:
        """All of a kind in one transaction; False, and nothing done, where that can't be."""
        handle = self._crew.timers_together.get(kind)
        if handle is None:
            return False
        try:
            with self._house.database.transaction() as session:
                if mine := timers.take_all(session, found):
                    handle(session, self._house, [timer.subject for timer in mine], now)
            return True
        except DatabaseUnavailable:
            raise
        except Exception as error:  # one of them is poison: each by itself shows which
            report(f"{kind}, together", error)
            return False

    def _fire_one(self, timer: Due, now: datetime) -> None:
        """The effect and the end of the timer are one transaction; a failure puts the timer off."""
        try:
            with self._house.database.transaction() as session:
                if timers.take(session, timer):
                    self._crew.timers[timer.kind](session, self._house, timer.subject, now)
        except Exception as error:  # a poison row: visible, and out of the others' way
            report(timer.kind, error)
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
                self._errands.run(queue, partial(self._send, lanes))
        return alone

    def _send(self, lanes: Sequence[str]) -> None:
        self._crew.send(lanes, SENDS_A_GO)

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


def _by_kind(found: Sequence[Due]) -> dict[str, list[Due]]:
    """As they came, each kind's together."""
    kinds: dict[str, list[Due]] = {}
    for timer in found:
        kinds.setdefault(timer.kind, []).append(timer)
    return kinds
