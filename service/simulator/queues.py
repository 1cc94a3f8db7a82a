"""Queues: callers who wait, first come first served, until somebody takes the one in front.

Whoever takes one is connected with them until either hangs up. Somebody who dials an empty queue
waits for the next to come, as long as the Dial rings. What that one is told then is from memory. [M]
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from service.simulator.bridge import Party
from service.simulator.call_terms import Form
from service.simulator.exchange import Exchange
from service.simulator.records import new_sid
from service.simulator.verbs import Dial, FrontOfQueue

LONGEST_QUEUE = 1000


@dataclass(eq=False, slots=True)
class Member:
    """Somebody who waits. `taken_by` has come for them; `talks` once they are connected."""

    party: Party
    since: datetime
    taken_by: Party | None = None
    taken_at: datetime | None = None
    talks: bool = False


@dataclass(eq=False)
class Queue:
    """One queue is the bridge of all who wait in it and of all who come for them."""

    exchange: Exchange
    name: str
    created_at: datetime
    most: int = LONGEST_QUEUE
    sid: str = field(default_factory=lambda: new_sid("QU"))
    number: int = 0
    members: list[Member] = field(default_factory=list)
    _pairs: list[Member] = field(default_factory=list)
    _takers: list[tuple[Party, FrontOfQueue]] = field(default_factory=list)
    _waits_s: list[float] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def average_wait_s(self) -> int:
        return round(sum(self._waits_s) / len(self._waits_s)) if self._waits_s else 0

    def waited_s(self, member: Member) -> int:
        until = member.taken_at or self.exchange.clock.now()
        return round((until - member.since).total_seconds())

    def enter(self, party: Party) -> None:
        with self._lock:
            if len(self.members) >= self.most:
                party.finish({"QueueResult": "queue-full", "QueueSid": self.sid})
                return
            self.members.append(Member(party, self.exchange.clock.now()))
            party.tell("queue", to=self.name)
            self._match()

    def take(self, party: Party, verb: Dial, front: FrontOfQueue) -> None:
        """Connects with who has waited longest, now or when somebody comes."""
        with self._lock:
            self._takers.append((party, front))
            self._match()
            self.exchange.agenda.put(verb.timeout_s, lambda: self._give_up(party))

    # Bridge

    def hear(self, party: Party, words: str) -> None:
        for other in self._other(party):
            other.tell("voice", text=words, by="other")

    def press(self, party: Party, key: str) -> None:
        for other in self._other(party):
            other.tell("play", digits=key)

    def picked_up(self, party: Party) -> None:
        """That alone changes nothing for the others."""

    def free(self, party: Party) -> None:
        with self._lock:
            for pair in self._pairs:
                if pair.party is party and pair.taken_by and not pair.talks:
                    pair.talks = True
                    party.connect(pair.taken_by.call.sender)
                    pair.taken_by.connect(party.call.sender)

    def leave(self, party: Party) -> Form:
        with self._lock:
            for member in self.members:
                if member.party is party:
                    return self._gone(member)
            for pair in self._pairs:
                if party in (pair.party, pair.taken_by):
                    return self._split(pair, party)
            self._takers = [one for one in self._takers if one[0] is not party]
            return _not_taken("canceled")

    def about(self, party: Party) -> Form:
        """A caller's place, for what is said while they wait."""
        with self._lock:
            place = next((n for n, one in enumerate(self.members, 1) if one.party is party), None)
            if place is None:
                return {}
            return {
                "QueueSid": self.sid,
                "QueuePosition": str(place),
                "QueueTime": str(self.waited_s(self.members[place - 1])),
                "AvgQueueTime": str(self.average_wait_s),
                "CurrentQueueSize": str(len(self.members)),
                "MaxQueueSize": str(self.most),
            }

    def _match(self) -> None:
        """Brings the first who waits and the first who came together."""
        while self.members and self._takers:
            member, (taker, front) = self.members.pop(0), self._takers.pop(0)
            member.taken_by, member.taken_at = taker, self.exchange.clock.now()
            self._waits_s.append(self.waited_s(member))
            self._pairs.append(member)
            if front.url:
                member.party.interject(front.url, front.method)
            else:
                self.free(member.party)

    def _gone(self, member: Member) -> Form:
        self.members.remove(member)
        result = "hangup" if member.party.call.ended else "redirected"
        return self._result(member, result)

    def _split(self, pair: Member, leaver: Party) -> Form:
        """The other one goes on with their document."""
        self._pairs.remove(pair)
        stays = pair.party if leaver is pair.taken_by else pair.taken_by
        waiter, taker = self._result(pair, "bridged"), self._taken(pair)
        if stays:
            stays.finish(waiter if stays is pair.party else taker)
        return waiter if leaver is pair.party else taker

    def _give_up(self, party: Party) -> None:
        with self._lock:
            if any(taker is party for taker, _ in self._takers):
                self._takers = [one for one in self._takers if one[0] is not party]
                party.finish(_not_taken("no-answer"))

    def _result(self, member: Member, result: str) -> Form:
        waited = str(self.waited_s(member))
        return {"QueueResult": result, "QueueSid": self.sid, "QueueTime": waited}

    def _taken(self, pair: Member) -> Form:
        since = pair.taken_at or pair.since
        seconds = round((self.exchange.clock.now() - since).total_seconds())
        return {
            "DialCallStatus": "completed",
            "DialCallSid": pair.party.call.sid,
            "DialCallDuration": str(seconds),
            "DialBridged": str(pair.talks).lower(),
        }

    def _other(self, party: Party) -> list[Party]:
        with self._lock:
            for pair in self._pairs:
                if pair.talks and pair.taken_by and party in (pair.party, pair.taken_by):
                    return [pair.taken_by if party is pair.party else pair.party]
            return []


class Queues:
    """Made when first needed, kept until the account deletes them."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._lock = threading.Lock()
        self._all: list[Queue] = []
        self._made = 0

    def of(self, name: str) -> Queue:
        with self._lock:
            for queue in self._all:
                if queue.name == name:
                    return queue
            self._made += 1
            made = Queue(self._exchange, name, self._exchange.clock.now(), number=self._made)
            self._all.append(made)
            return made

    def get(self, sid: str) -> Queue | None:
        return next((queue for queue in self._all if queue.sid == sid), None)

    def newest_first(self) -> list[Queue]:
        return self._all[::-1]

    def remove(self, queue: Queue) -> None:
        with self._lock:
            self._all.remove(queue)


def _not_taken(status: str) -> Form:
    return {"DialCallStatus": status, "DialBridged": "false"}
