"""Looks at our rows all the while: when all have ended, and whether one comes back from its end."""

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from service.clock import machine_now
from service.delivery.states import ENDS, UNDER_WAY
from service.errors import DatabaseUnavailable
from service.house import House
from service.models import Attempt, CheckInDay, DayState, Heartbeat, Inbound, Outbox, State
from tests.accidents.storm import village

LOOK_EVERY_S = 0.15
JUST_NOW = timedelta(seconds=0.3)
ALIVE_WITHIN_S = 60.0
CLIMBING = {DayState.ASKING, DayState.TELLING}


@dataclass
class Watch:
    """`revived`: rows that had ended and were under way again, which no receipt may do."""

    house: House
    open: int = -1  # -1: not seen yet
    revived: set[str] = field(default_factory=set)
    due: list[village.Spoken] = field(default_factory=list)  # what people answer by now
    days: int = 0
    climbing: int = 0  # ladders that go on
    _ended: dict[str, str] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._thread = threading.Thread(target=self._run, name="watch")
        self._thread.start()

    def wait_for_all(self, names: set[str]) -> None:
        """Until all of these have shown that they are alive."""
        until = time.monotonic() + ALIVE_WITHIN_S
        while not names <= self._alive():
            assert time.monotonic() < until, "not all of the line came up"
            time.sleep(LOOK_EVERY_S)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        pause_s = LOOK_EVERY_S
        while not self._stop.wait(pause_s):
            began = time.monotonic()
            try:
                self._look()
            except DatabaseUnavailable:
                self.open = -1
            # Many rows are looked at less often: looking must not be what the storm is busy with.
            pause_s = max(LOOK_EVERY_S, 10 * (time.monotonic() - began))

    def sees_posting(self) -> bool:
        """Whether somebody has just written attempts down, so that their requests are on the way."""
        fresh = machine_now() - JUST_NOW
        asked = select(Outbox.id).join(Attempt, Attempt.outbox_id == Outbox.id)
        posting = asked.where(Outbox.state == State.SENDING, Attempt.posted_at > fresh).limit(1)
        try:
            with self.house.database.reading() as session:
                return session.scalar(posting) is not None
        except DatabaseUnavailable:
            return False

    def has_taken(self, sids: set[str]) -> bool:
        """Whether these texts that came in are in our books."""
        try:
            with self.house.database.reading() as session:
                return sids <= set(session.scalars(select(Inbound.key)))
        except DatabaseUnavailable:
            return False

    def _alive(self) -> set[str]:
        with self.house.database.reading() as session:
            return set(session.scalars(select(Heartbeat.name)))

    def _look(self) -> None:
        with self.house.database.reading() as session:
            rows = session.execute(select(Outbox.id, Outbox.state))
            states = {row.id: row.state for row in rows}
            self.due = village.answers(session)
            found = list(session.scalars(select(CheckInDay.state)))
        self.days, self.climbing = len(found), sum(one in CLIMBING for one in found)
        self.revived |= {id for id in self._ended if states.get(id) in UNDER_WAY}
        self._ended |= {id: state for id, state in states.items() if state in ENDS}
        self.open = sum(state in UNDER_WAY for state in states.values())
