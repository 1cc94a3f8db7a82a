"""One go at sending what is due.

A row passes three short transactions and one request, and no session is open during the request:

1. claim: the row is ours until the lease ends (`outbox.claim`);
2. make ready: policy is asked again, the words are made, the attempt is written down with them;
3. the carrier is asked, in one of many threads;
4. the answer is recorded, together with others that came in meanwhile.

Killed after 1, the row goes back to the queue; killed after 2, nobody knows and evidence decides.
"""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass

from service.carrier.port import (
    CallToPlace,
    Carrier,
    Outcome,
    Refused,
    TextToSend,
    Verdict,
)
from service.delivery import outbox
from service.delivery.answers import record
from service.delivery.outbox import Claimed
from service.delivery.ready import Ready, Render, Rendered, make_ready
from service.delivery.settle import refuses_all
from service.delivery.windows import USUAL, Windows, machine_now
from service.house import House
from service.models import Lane, Way

__all__ = ["Render", "Rendered", "drain"]

THREADS = 64
# Making words ready holds the database's write lock, so only a few at a time.
BATCH = 16


@dataclass(frozen=True, slots=True)
class _Sender:
    house: House
    carrier: Carrier
    render: Render
    lanes: Sequence[Lane]
    windows: Windows


def drain(
    house: House,
    carrier: Carrier,
    render: Render,
    limit: int,
    lanes: Sequence[Lane] = tuple(Lane),
    windows: Windows = USUAL,
) -> int:
    """Sends up to `limit` rows that are due now and returns how many it dealt with.

    Stops early when nothing more is due, or when the carrier refuses us as such.
    """
    sender = _Sender(house, carrier, render, lanes, windows)
    flying: dict[Future[Outcome], Ready] = {}
    dealt, more = 0, True
    with ThreadPoolExecutor(THREADS, "send") as threads:
        while more or flying:
            full = len(flying) > THREADS - BATCH
            if more and not full:
                wanted = min(BATCH, limit - dealt)
                taken = _claim(sender, wanted)
                for ready in make_ready(house, render, taken):
                    flying[threads.submit(_post, sender, ready)] = ready
                dealt += len(taken)
                more = len(taken) == wanted and dealt < limit
            halted = _land(sender, flying, must_wait=full or not more)
            more = more and not halted
    return dealt


def _claim(sender: _Sender, limit: int) -> list[Claimed]:
    now = sender.house.clock.now()
    with sender.house.database.transaction() as session:
        return outbox.claim(session, now, machine_now(), limit, sender.lanes, sender.windows)


def _land(sender: _Sender, flying: dict[Future[Outcome], Ready], must_wait: bool) -> bool:
    """Records the answers that are in. True when one of them says that nothing of ours will go."""
    if not flying:
        return False
    arrived, _ = wait_for(flying, None if must_wait else 0, FIRST_COMPLETED)
    landed = [(flying.pop(future), future.result()) for future in arrived]
    if landed:
        record(sender.house, landed, sender.windows)
    return any(refuses_all(outcome) for _, outcome in landed)


def _post(sender: _Sender, ready: Ready) -> Outcome:
    if machine_now() - ready.made_at > sender.windows.stale:
        return Refused(Verdict.LATER, None, "Our own machine stood still before sending it.")
    settings = sender.house.settings
    name = f"{ready.outbox_id}/{ready.number}"
    if ready.way == Way.CALL:
        script = f"{settings.public_url}/voice/out/{name}"
        receipt = f"{settings.public_url}/status/call/{name}"
        return sender.carrier.place_call(
            CallToPlace(ready.to, settings.line_number, script, receipt, detect_machine=True)
        )
    receipt = f"{settings.public_url}/status/text/{name}"
    return sender.carrier.send_text(
        TextToSend(ready.to, settings.line_number, ready.body, receipt, ready.valid_for_s)
    )
