"""How fast we hand over: segments a second from our number, calls a second from our account.

What goes out faster waits at the carrier, where nothing overtakes it (a US number sends one segment a
second and has a queue of ten hours), so it waits here, in order of urgency.

A bucket is one moment: when all that was taken so far will have gone at our pace (GCRA). Whoever takes
waits until then and moves it on by the cost. Crisis and replies go at once and leave the debt to the
others. All workers share the buckets in Redis: one script, by Redis' own clock, one call a batch.
Without Redis each process keeps to a share of the pace, by its own clock.

Nothing is lost with a bucket: an empty Redis only means that the pace starts anew.
"""

import math
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from redis import Redis
from redis.exceptions import RedisError

from service.carrier.port import NOT_REACHED, Outcome, Refused, Verdict
from service.logs import log
from service.models import Way
from service.settings import Settings

# No more is claimed than can go within this time, so that nobody's lease runs out waiting and an
# urgent row meets few claimed ones; and not before half of that has gone, or a batch would be one row.
AHEAD_S = 0.4
# How late a busy process may be without the line losing what it could have sent meanwhile.
SLACK_US = 250_000
# No bucket is further ahead: a machine's clock that is set back, or a storm of replies, would else bring
# what we start to a stop for as long.
LONGEST_US = 3_600_000_000
# Without Redis RQ's workers rest, and the ticker sends: it and one worker that ends its last job.
PROCESSES_WITHOUT_REDIS = 2
# After a failure nobody asks Redis for a while.
REST_S = 1.0
# Refusals that mean the whole sender: too many at once, or a full queue. A 429 need not have a code.
OF_THE_WHOLE_SENDER = frozenset({429, 20429, 21611, 22005, 10004, 30022, 63038})
# What one 429 costs that doesn't say how long to wait: a few only slow us, many bring us to a stop.
TOO_MANY_S = 0.02
UNREACHED_S = 1.0

# KEYS: the buckets. ARGV: slack and the longest; for each bucket how long to hold it at least; then for
# each taken its bucket, cost and whether it waits. All in microseconds. Returns each one's wait, then
# each bucket's.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local slack, longest, full, waits = tonumber(ARGV[1]), tonumber(ARGV[2]), {}, {}
for bucket, key in ipairs(KEYS) do
  local hold = tonumber(ARGV[2 + bucket])
  full[bucket] = math.max(tonumber(redis.call('GET', key) or 0) or 0, now - slack)
  if hold > 0 then full[bucket] = math.max(full[bucket], now + hold) end
  full[bucket] = math.min(full[bucket], now + longest)
end
for at = 3 + #KEYS, #ARGV, 3 do
  local bucket = tonumber(ARGV[at])
  waits[#waits + 1] = ARGV[at + 2] == '1' and math.max(0, full[bucket] - now) or 0
  full[bucket] = full[bucket] + tonumber(ARGV[at + 1])
end
for bucket, key in ipairs(KEYS) do
  local left = math.ceil((full[bucket] - now + slack) / 1000) + 1
  redis.call('SET', key, string.format('%.0f', full[bucket]), 'PX', left)
  waits[#waits + 1] = math.max(0, full[bucket] - now)
end
return waits
"""


class Fare(NamedTuple):
    """One that wants to go: segments of a text, or one call; whether somebody waits for it."""

    way: Way
    units: float
    urgent: bool


class _Taken(NamedTuple):
    bucket: int
    cost_us: int
    waits: bool


@dataclass
class _OwnBuckets:
    """This process's own, for a time without Redis. The same reckoning as the script's."""

    full_us: list[int]

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def take(self, holds_us: Sequence[int], taken: Iterable[_Taken]) -> list[int]:
        with self._lock:
            now = time.monotonic_ns() // 1000
            for bucket, hold in enumerate(holds_us):
                earliest = now + hold if hold else now - SLACK_US
                self.full_us[bucket] = min(max(self.full_us[bucket], earliest), now + LONGEST_US)
            waits = [self._wait(one, now) for one in taken]
            return waits + [max(0, full - now) for full in self.full_us]

    def _wait(self, one: _Taken, now: int) -> int:
        before = self.full_us[one.bucket]
        self.full_us[one.bucket] += one.cost_us * PROCESSES_WITHOUT_REDIS
        return max(0, before - now) if one.waits else 0


class Pace:
    """The pace of one sender, for any number of threads. Without rates nothing ever waits."""

    def __init__(
        self, rates: Mapping[Way, float] | None = None, redis: Redis | None = None, sender: str = ""
    ) -> None:
        """`rates` are segments and calls a second; `sender` names the buckets that processes share."""
        self._interval_us = {way: 1e6 / rates[way] if rates else 0.0 for way in Way}
        self.is_free = not rates
        self._keys = [f"pace:{way}:{sender}" for way in Way]
        self._redis, self._resting_until = redis, 0.0
        self._script = redis.register_script(TAKE) if redis else None
        self._own = _OwnBuckets([0] * len(Way))
        self._open_at = dict.fromkeys(Way, 0.0)
        self._usual = dict.fromkeys(Way, 1.0)

    def take(self, fares: Sequence[Fare]) -> list[float]:
        """Seconds that each has to wait; taken in their order. Without fares it only looks."""
        for fare in fares:
            self._usual[fare.way] += 0.05 * (max(fare.units, 1) - self._usual[fare.way])
        places = {way: place for place, way in enumerate(Way)}
        taken = [
            _Taken(places[one.way], round(one.units * self._interval_us[one.way]), not one.urgent)
            for one in fares
        ]
        return self._take([0] * len(Way), taken)

    def room(self, way: Way) -> int:
        """How many more may be claimed now, as far as we know; 0 while enough of them wait."""
        if self.is_free:
            return 1_000_000
        ahead_s = max(0.0, self._open_at[way] - time.monotonic())
        if ahead_s > AHEAD_S / 2:
            return 0
        each_s = self._interval_us[way] / 1e6 * self._usual[way]
        return math.ceil((AHEAD_S - ahead_s) / each_s)

    def opens_in(self, way: Way) -> float:
        """Seconds until there is room again."""
        return max(0.0, self._open_at[way] - time.monotonic() - AHEAD_S / 2)

    def heed(self, way: Way, outcomes: Iterable[Outcome]) -> None:
        """Slows the whole sender down, in every process, when the carrier asks for it."""
        asked = [one for one in outcomes if isinstance(one, Refused) and _slows_all(one)]
        if not asked or self.is_free:
            return
        hold_s = max(_hold_s(one) for one in asked)
        many = sum(one.code is not None and one.retry_after_s is None for one in asked)
        place = list(Way).index(way)
        holds = [round(hold_s * 1e6) if at == place else 0 for at in range(len(Way))]
        self._take(holds, [_Taken(place, round(many * TOO_MANY_S * 1e6), False)])

    def _take(self, holds_us: Sequence[int], taken: Sequence[_Taken]) -> list[float]:
        if self.is_free:
            return [0.0] * len(taken)
        waits = [wait / 1e6 for wait in self._shared(holds_us, taken)]
        now = time.monotonic()
        for way, ahead_s in zip(Way, waits[len(taken) :], strict=True):
            self._open_at[way] = now + ahead_s
        return waits[: len(taken)]

    def _shared(self, holds_us: Sequence[int], taken: Sequence[_Taken]) -> list[int]:
        if self._script is None or time.monotonic() < self._resting_until:
            return self._own.take(holds_us, taken)
        flat: list[Any] = [SLACK_US, LONGEST_US, *holds_us]
        for one in taken:
            flat += one.bucket + 1, one.cost_us, int(one.waits)
        try:
            return [int(wait) for wait in self._script(keys=self._keys, args=flat)]
        except RedisError as error:
            self._resting_until = time.monotonic() + REST_S
            log("pace").warning("pace_alone", error=type(error).__name__)
            return self._own.take(holds_us, taken)


def pace_of(settings: Settings, redis: Redis | None) -> Pace:
    """This installation's pace."""
    rates = {Way.TEXT: settings.segments_a_second, Way.CALL: settings.calls_a_second}
    return Pace(rates, redis, settings.line_number)


def _slows_all(refused: Refused) -> bool:
    """Not every one without a code: that our own machine stood still is nothing to spare anybody."""
    return refused == NOT_REACHED or (
        refused.verdict == Verdict.LATER and refused.code in OF_THE_WHOLE_SENDER
    )


def _hold_s(refused: Refused) -> float:
    if refused == NOT_REACHED:
        return UNREACHED_S
    return refused.retry_after_s or 0.0
