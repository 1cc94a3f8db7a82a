"""A web process's look after its own spool: it says what waits there, and takes it when it can. Turns of
calls that wait beside the texts nobody else has to know of. Once a minute it reads who is on duty, so that
an answer to a crisis need not ask.

So no ticker has to see the folder. On one machine the ticker takes it too, whoever comes first.
"""

import threading
import time
from contextlib import suppress

from service.crisis.nobody import Nobody
from service.crisis.on_duty import OnDuty
from service.errors import DatabaseUnavailable
from service.flows.replay import replay
from service.flows.replay_calls import replay_calls
from service.house import House
from service.inbound.call_spool import call_spool
from service.inbound.held import SAY_EVERY_S, say_goodbye, say_waiting
from service.inbound.spool import Spool
from service.logs import report

LOOK_EVERY_S = 0.5
SAID_WITHIN_S = 5.0
AWAY_WAIT_S, BROKEN_WAIT_S = 1.0, 10.0


class Keeper(threading.Thread):
    """Runs beside the requests until `stop`, whatever breaks."""

    def __init__(
        self,
        house: House,
        spool: Spool,
        on_duty: OnDuty | None = None,
        nobody: Nobody | None = None,
    ) -> None:
        super().__init__(name="keeper", daemon=True)
        self._house, self._spool = house, spool
        self._on_duty, self._nobody = on_duty or OnDuty(house), nobody
        self._calls = call_spool(house.settings.data_dir, house.keyring)
        self._ended = threading.Event()
        self._said = -1
        self._say_after = 0.0

    def run(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            try:
                self.look()
            except DatabaseUnavailable:  # every text that is refused meanwhile says so in the log
                self._ended.wait(AWAY_WAIT_S)
            except Exception as error:  # the outermost loop of the thread
                report("keeper", "look", error)
                self._ended.wait(BROKEN_WAIT_S)

    def look(self) -> None:
        """Says what waits, takes it, says that it is taken, and reads who is on duty, or that nobody can be.

        Raises DatabaseUnavailable.
        """
        self._say(len(self._spool))
        if self._said:
            replay(self._house, self._spool)
            self._say(len(self._spool))
        if len(self._calls):
            replay_calls(self._house, self._calls)
        self._on_duty.look()
        if self._nobody:
            self._nobody.look()

    def stop(self) -> None:
        """Says goodbye for a spool that is empty; a full one is to be looked for.

        What it is saying just then comes first: after the goodbye, nobody would take it back.
        """
        self._ended.set()
        if self.is_alive():
            self.join(SAID_WITHIN_S)
        if self.is_alive() or self._said != 0 or len(self._spool):
            return
        with (
            suppress(DatabaseUnavailable),
            self._house.database.transaction(SAID_WITHIN_S) as session,
        ):
            say_goodbye(session, self._spool.name)

    def _say(self, waiting: int) -> None:
        if waiting == self._said and time.monotonic() < self._say_after:
            return
        with self._house.database.transaction(SAID_WITHIN_S) as session:
            say_waiting(session, self._spool.name, waiting)
        self._said, self._say_after = waiting, time.monotonic() + SAY_EVERY_S
