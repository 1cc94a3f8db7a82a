"""How long sending waits for what. On the machine's clock unless said otherwise."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.clock import machine_now

# So far our clock may be ahead of the carrier's; beyond, its list would show no trace of what went, and
# a reminder would come twice.
CLOCK_SLACK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Windows:
    """Tests and the accident runs scale these down; nothing else changes them."""

    # Longer than any POST can take (10 s and queueing in our own threads).
    lease: timedelta = timedelta(seconds=60)
    # A request made ready longer ago is not posted: this machine slept, and the lease may be over.
    stale: timedelta = timedelta(seconds=30)
    # The carrier's list may lag behind what it has created; after two minutes a miss counts.
    look_every: timedelta = timedelta(seconds=20)
    evidence: timedelta = timedelta(seconds=120)
    # After this long without news we ask, in case a receipt got lost. Service clock.
    ask: timedelta = timedelta(minutes=30)
    # Many mobile networks send no delivery receipt at all. Service clock.
    silence: timedelta = timedelta(hours=72)

    def next_look(self) -> datetime:
        return machine_now() + self.look_every


USUAL = Windows()
