"""One go at sending what is due.

A row passes three short transactions and one request, and no session is open during the request:

1. claim: the row is ours until the lease ends (`outbox.claim`); no more than can go within moments;
2. make ready: policy is asked again, the words are made, the attempt is written down with them;
3. at its moment (`pace`) the carrier is asked, in one of many threads (`runway`);
4. the answer is recorded, together with others that came in meanwhile (`ledger`, `answers`).

Killed after 1, the row goes back to the queue; killed after 2, nobody knows and evidence decides.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from sqlalchemy.orm import Session

from service.carrier.port import Carrier, Refused, Verdict
from service.clock import machine_now
from service.delivery import outbox
from service.delivery.answers import record
from service.delivery.ledger import TOGETHER_S, Ledger
from service.delivery.outbox import PRIORITY, Claimed
from service.delivery.pace import Fare, Pace
from service.delivery.policy import ANSWERING
from service.delivery.posting import post
from service.delivery.ready import Later, Ready, Render, Rendered, Unwanted, make_ready
from service.delivery.runway import LOW, THREADS, URGENT_THREADS, Runway
from service.delivery.settle import refuses_all
from service.delivery.windows import USUAL, Windows
from service.errors import DatabaseUnavailable
from service.house import House
from service.models import Lane, Way

__all__ = ["Later", "Render", "Rendered", "Terms", "Unwanted", "drain"]

# Making words ready holds the database's write lock, so only a few at a time; and not before most of
# the last ones have gone (`LOW`), so that few attempts are in doubt when we are killed.
BATCH = 32
WAYS = tuple(Way)
NO_ROOM = dict.fromkeys(WAYS, 0)
# Rows whose moments are closer than this go together.
LAUNCH_S = 0.01
# How soon something urgent that became due meanwhile is seen.
LOOK_S = 0.25
# Who would wait longer goes back: somebody else has slowed the sender down since we looked.
LONGEST_WAIT_S = 5.0
# While slow requests are waited for, urgent rows are still taken so long after the end.
URGENT_LONGER_S = 15.0


@dataclass(frozen=True)
class Terms:
    """How fast and how long one go may send."""

    pace: Pace = field(default_factory=Pace)
    for_s: float = 3.0  # nothing is claimed later; what is ready still goes
    stopping: Callable[[], bool] = lambda: False  # this process is asked to end


class _Wish(NamedTuple):
    """What there is room to claim."""

    lanes: Sequence[Lane]
    ways: Sequence[Way]
    room: int


def drain(
    house: House,
    carrier: Carrier,
    render: Render,
    limit: int,
    lanes: Sequence[Lane] = tuple(Lane),
    windows: Windows = USUAL,
    terms: Terms | None = None,
) -> int:
    """Sends up to `limit` rows that are due now and returns how many it dealt with.

    Stops early when nothing more is due, when its time is over, or when the carrier refuses us as such.
    Raises DatabaseUnavailable, but not before all that is under way has had its time to be recorded.
    """
    terms = terms or Terms()
    with ThreadPoolExecutor(THREADS + URGENT_THREADS, "send") as threads:
        runway = Runway(threads, partial(post, house, carrier, windows))
        ledger = Ledger(partial(record, house, windows=windows))
        go = _Go(house, render, runway, ledger, windows, terms, _lanes(lanes, terms.pace), limit)
        terms.pace.take([])
        while go.goes_on():
            go.take_in()
            runway.launch()
            go.land()
    if go.trouble:
        raise go.trouble
    return go.dealt


def _lanes(asked: Sequence[Lane], pace: Pace) -> Sequence[Lane]:
    """Where the pace is short, whoever has a moment of it takes the most urgent row there is: its own
    lanes and all before them. Else two queues' workers would share the pace by halves."""
    if pace.is_free or not asked:
        return asked
    last = max(PRIORITY[lane] for lane in asked)
    return [lane for lane in Lane if PRIORITY[lane] <= last]


@dataclass
class _Go:
    """One go: what it claims, and when it goes on. Times are of the monotonic clock."""

    house: House
    render: Render
    runway: Runway
    ledger: Ledger
    windows: Windows
    terms: Terms
    lanes: Sequence[Lane]
    limit: int
    dealt: int = 0
    trouble: DatabaseUnavailable | None = None
    _more: bool = True
    _refused: bool = False
    _looked_at: float = 0.0

    def __post_init__(self) -> None:
        self._ends_at = time.monotonic() + self.terms.for_s

    def goes_on(self) -> bool:
        return bool(self.runway.is_busy or self.ledger or (self._more and self._open_lanes()))

    def take_in(self) -> None:
        """Claims what there is room for, and has it made ready."""
        room = self._room()
        if not (lanes := self._open_lanes()) or not self._is_time_to_look(room):
            return
        self._looked_at = time.monotonic()
        try:
            claimed = self._claim(lanes, room)
            self.dealt += len(claimed)
            self._prepare(claimed)
        except DatabaseUnavailable as error:
            self.trouble = error  # what was claimed goes back when its lease ends

    def _prepare(self, claimed: Sequence[Claimed]) -> None:
        """The urgent ones first and by themselves: a lock that others' words wait for would else keep
        them until their lease ends."""
        urgent = [one for one in claimed if one.lane in ANSWERING]
        others = [one for one in claimed if one.lane not in ANSWERING]
        if urgent:
            self._line_up(make_ready(self.house, self.render, urgent))
            self.runway.launch()
        self._line_up(make_ready(self.house, self.render, others))

    def land(self) -> None:
        """Waits for the next thing to do, and takes the answers that came."""
        answers = self.runway.land(self._pause_s())
        for way in {ready.way for ready, _ in answers}:
            self.terms.pace.heed(way, [said for ready, said in answers if ready.way == way])
        self._refused |= any(refuses_all(outcome) for _, outcome in answers)
        self.ledger.take(answers)
        if self.ledger.is_due(no_more=not self.runway.is_busy):
            self.trouble = self.ledger.write()

    def _open_lanes(self) -> list[Lane]:
        """Those from which something may still be claimed."""
        closed = self._refused or self.trouble or self.dealt >= self.limit
        if closed or self.terms.stopping():
            return []
        over_s = time.monotonic() - self._ends_at
        longer_s = URGENT_LONGER_S if self.runway.is_busy else 0.0
        return [lane for lane in self.lanes if over_s < (longer_s if lane in ANSWERING else 0.0)]

    def _room(self) -> dict[Way, int]:
        """How many of each may be claimed that nobody waits for."""
        if self.runway.waiting > LOW:
            return NO_ROOM
        return {way: min(BATCH, self.terms.pace.room(way)) for way in WAYS}

    def _is_time_to_look(self, room: dict[Way, int]) -> bool:
        at_once = self._more and any(room.values())
        return at_once or time.monotonic() - self._looked_at >= LOOK_S

    def _claim(self, lanes: Sequence[Lane], room: dict[Way, int]) -> list[Claimed]:
        urgent = [lane for lane in lanes if lane in ANSWERING]
        others = [lane for lane in lanes if lane not in ANSWERING]
        wishes = [_Wish(urgent, WAYS, BATCH), *(_Wish(others, (way,), room[way]) for way in WAYS)]
        claimed: list[Claimed] = []
        self._more = False
        with self.house.database.transaction() as session:
            for wish in wishes:
                claimed += self._grant(session, wish, self.limit - self.dealt - len(claimed))
        return claimed

    def _grant(self, session: Session, wish: _Wish, left: int) -> list[Claimed]:
        """What is wished for, `left` at most; notes whether there may be more of it."""
        now, (lanes, ways, room) = self.house.clock.now(), wish
        if not room:
            self._more |= outbox.is_due(session, now, lanes, ways[0])
            return []
        limit = min(room, left)
        found = outbox.claim(session, now, machine_now(), limit, lanes, self.windows, ways)
        self._more |= len(found) == room
        return found

    def _line_up(self, made: Sequence[Ready]) -> None:
        waits = self.terms.pace.take([_fare(ready) for ready in made])
        for ready, wait_s in zip(made, waits, strict=True):
            if wait_s <= LONGEST_WAIT_S:
                self.runway.add(ready, wait_s)
            else:
                slower = Refused(Verdict.LATER, None, "The carrier asked us to slow down.", wait_s)
                self.ledger.take([(ready, slower)])

    def _pause_s(self) -> float:
        """Until something can be done; the runway may end it sooner."""
        if not self.goes_on():
            return 0.0
        if self._more and any(self._room().values()) and self._open_lanes():
            return 0.0
        pace = self.terms.pace
        waits = [LOOK_S, *(wait for way in WAYS if (wait := pace.opens_in(way)))]
        if (wait_s := self.runway.opens_in()) is not None:
            waits.append(max(wait_s, LAUNCH_S))
        if self.ledger:
            waits.append(self.ledger.due_in())
        elif self.runway.is_busy:
            waits.append(self.ledger.due_in() or TOGETHER_S)
        return min(waits)


def _fare(ready: Ready) -> Fare:
    """One that waits for no pace pays once: refused again and again, it would have the others wait for
    hours for what the carrier never took."""
    if ready.urgent and ready.number > 1:
        return Fare(ready.way, 0, urgent=True)
    return Fare(ready.way, ready.segments or 1, ready.urgent)
