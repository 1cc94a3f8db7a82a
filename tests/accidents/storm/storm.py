"""The storm itself: real processes, a forecast, and a look at both ledgers once it is over."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from redis import Redis
from redis.exceptions import RedisError

from tests.accidents.storm import mistakes
from tests.accidents.storm.forecast import Gust, forecast
from tests.accidents.storm.people import People
from tests.accidents.storm.place import Place, place_for
from tests.accidents.storm.processes import HERE, Fleet, wait_for_port
from tests.accidents.storm.reckoning import Reckoning, reckon
from tests.accidents.storm.size import SIZES, Size
from tests.accidents.storm.watch import Watch

STEP_S = 0.02
OFTEN = {"put", "text", "kill"}
IN_FLIGHT_S = 0.25  # after which a request has reached the carrier and has no answer yet
BLACKOUT_WITHIN_S = 10.0
PLANNED = 0.4  # of a storm, in which all check-ins fall due: they take some of it
QUIET_S = 1.5  # all must have ended for so long: a doubled receipt comes late


@dataclass(frozen=True, slots=True)
class Plan:
    """`mistake` is the name of a bug to plant, see `mistakes`."""

    database: str = "sqlite"
    size_name: str = "small"
    seed: int = 1
    mistake: str = ""

    @property
    def size(self) -> Size:
        return SIZES[self.size_name]


def blow(plan: Plan, say: Callable[[str], None] = lambda line: None) -> Reckoning:
    """Runs a storm and reckons. `say` hears how it goes."""
    with place_for(plan.database) as place, place.open() as house:
        mistakes.make(plan.mistake, "rig")
        people = People(
            house, place.environment["CARRIER_URL"], plan.size.things // plan.size.calls,
            plan.size.members, timedelta(seconds=plan.size.for_s * PLANNED),
        )  # fmt: skip
        people.settle_in()
        fleet = Fleet(_told(place, plan), place.logs)
        watch = Watch(house)
        try:
            _set_out(fleet, place, plan.size)
            watch.wait_for_all({"ticker", *(f"worker.{queue}" for queue in plan.size.queues)})
            people.plan_check_ins()
            storm = Storm(plan.size, place, fleet, people, watch, say)
            storm.rage(forecast(plan.size, plan.seed))
            storm.calm_down()
            return reckon(place, house, people, watch, fleet.kills)
        finally:
            watch.stop()
            fleet.stop()
            people.go_home()


def _told(place: Place, plan: Plan) -> dict[str, str]:
    return {
        **place.environment,
        "STORM_SIZE": plan.size_name,
        "STORM_SEED": str(plan.seed),
        "STORM_MISTAKE": plan.mistake,
    }


def _set_out(fleet: Fleet, place: Place, size: Size) -> None:
    bind = f"127.0.0.1:{place.web_port}"
    web = ("-c", "python:service.web_server", "-b", bind, f"{HERE}.web_process:create_app()")
    fleet.start("carrier", f"{HERE}.carrier_process")
    fleet.start("web", "gunicorn", *web)
    fleet.start("ticker", f"{HERE}.worker_process", "ticker")
    for name in size.workers:
        fleet.start_worker(name)
    wait_for_port(place.carrier_port)
    wait_for_port(place.web_port)


@dataclass
class Storm:
    """Everything happens on this one thread, so that the fleet's processes outlive each moment."""

    size: Size
    place: Place
    fleet: Fleet
    people: People
    watch: Watch
    say: Callable[[str], None]

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._is_cut = False

    def rage(self, gusts: list[Gust]) -> None:
        for gust in gusts:
            while self._age_s() < gust.at_s:
                self._look()
            if gust.what not in OFTEN:
                self.say(f"{self._age_s():6.1f} s {gust.what}")
            getattr(self, f"_{gust.what}")(gust.which)

    def calm_down(self) -> None:
        """Until all has ended, or until it takes too long: the reckoning says what is still open."""
        quiet_since = time.monotonic()
        while self._age_s() < self.size.within_s:
            self._look()
            if self.people.busy() or self.watch.open != 0 or not self._all_over():
                quiet_since = time.monotonic()
            elif time.monotonic() - quiet_since > QUIET_S:
                break
        left = f"{self.watch.open} rows open, {self.watch.climbing} ladders"
        self.say(f"{self._age_s():6.1f} s calm, {left}")

    def _all_over(self) -> bool:
        texts = {text.sid for text in self.people.texted}
        texts |= {text.sid for _, text in self.people.answered}
        asked = self.watch.days == self.size.members and not self.watch.climbing
        return asked and self.watch.has_taken(texts)

    def _age_s(self) -> float:
        return time.monotonic() - self._began

    def _look(self) -> None:
        self.fleet.look()
        self.people.answer(self.watch.due)
        self.people.busy()
        time.sleep(STEP_S)

    def _one(self, which: int) -> str:
        names = ("ticker", *self.size.workers)
        return names[which % len(names)]

    def _put(self, burst: int) -> None:
        things, bursts = self.size.things, self.size.bursts
        self.people.put_out(range(burst * things // bursts, (burst + 1) * things // bursts))

    def _text(self, number: int) -> None:
        self.people.text_in(number)

    def _kill(self, which: int) -> None:
        self.fleet.kill(self._one(which))

    def _blackout(self, _: int) -> None:
        """Everything that sends dies in one moment, while something is on its way.

        The storm stands still until something is: on a busy machine that takes a while. A database that
        is cut off tells nothing, and may hang until the storm itself mends it.
        """
        began = time.monotonic()
        within_s = 0.0 if self._is_cut else BLACKOUT_WITHIN_S
        while time.monotonic() - began < within_s and not self.watch.sees_posting():
            self._look()
        self._began += time.monotonic() - began
        time.sleep(IN_FLIGHT_S)
        for name in ("ticker", *self.size.workers):
            self.fleet.kill(name)

    def _web_killed(self, _: int) -> None:
        """Texts that come just then are in the carrier's list and nowhere else."""
        self.fleet.kill("web")

    def _freeze(self, which: int) -> None:
        self.fleet.send(self._one(which), signal.SIGSTOP)

    def _thaw(self, which: int) -> None:
        self.fleet.send(self._one(which), signal.SIGCONT)

    def _flush(self, _: int) -> None:
        try:
            with Redis.from_url(self.place.redis.url, socket_timeout=1) as client:
                client.flushall()
        except RedisError:
            return  # it is away just now, and has forgotten everything anyway

    def _redis_gone(self, _: int) -> None:
        self.place.redis.stop()

    def _redis_back(self, _: int) -> None:
        self.place.redis.start()

    def _cut(self, which: int) -> None:
        self._is_cut = True
        self.place.database.cut(which)

    def _mend(self, which: int) -> None:
        self.place.database.mend(which)
        self._is_cut = False
