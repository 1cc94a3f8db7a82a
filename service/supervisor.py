"""Keeps processes running: starts them, starts the dead again, and takes all of them down with it.

Each process leads a session of its own, so Ctrl-C reaches only us and we end the others in order. On
Linux the kernel ends them even when we are killed outright (prctl PR_SET_PDEATHSIG); elsewhere a
killed supervisor leaves its processes behind.
"""

import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

LOOK_EVERY_S = 0.2
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
# Who lived this long had a good start; the next death counts as the first.
STEADY_AFTER_S = 60.0
COMPLAIN_AFTER_DEATHS = 3
GRACE_S, LAST_GRACE_S = 7.0, 1.5  # together well under ten seconds

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_prctl = getattr(ctypes.CDLL(None), "prctl", None)


@dataclass(frozen=True, slots=True)
class Service:
    """One process to keep running. `ends_last`: others need it until they have ended."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    ends_last: bool = False


class _Kept:
    """A service, its process and its luck so far."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.deaths = 0
        self.start_at = 0.0
        self.started = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.started = time.monotonic()
        with _output(self.service.log) as out:
            self.process = subprocess.Popen(
                list(self.service.argv),
                env={**os.environ, **self.service.environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=die_with_parent(os.getpid()),
            )

    def has_died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def note_death(self) -> int | None:
        """Plans the next start and returns the exit status."""
        lived_s = time.monotonic() - self.started
        self.deaths = 1 if lived_s > STEADY_AFTER_S else self.deaths + 1
        wait_s = min(FIRST_WAIT_S * 2 ** (self.deaths - 1), LONGEST_WAIT_S)
        self.start_at = time.monotonic() + wait_s
        status = self.process.returncode if self.process else None
        self.process = None
        return status

    def send(self, number: signal.Signals) -> None:
        """To the process and its children; fine when it has gone."""
        if self.process is None or self.process.poll() is not None:
            return
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return


class Supervisor:
    """Runs services until it is told to stop. `say` gets the few lines a person should read."""

    def __init__(self, services: Sequence[Service], say: Callable[[str], None]) -> None:
        self._kept = [_Kept(service) for service in services]
        self._say = say
        self.stopping = threading.Event()

    def start(self) -> None:
        for kept in self._kept:
            kept.start()

    def look(self) -> None:
        """Starts again what has died, once its pause is over."""
        for kept in self._kept:
            if kept.has_died():
                self._bury(kept)
            elif kept.process is None and time.monotonic() >= kept.start_at:
                self._start_again(kept)

    def run(self) -> None:
        """Watches until `stopping` is set."""
        while not self.stopping.wait(LOOK_EVERY_S):
            self.look()

    def stop(self) -> None:
        """Ends all: gently first, and after the grace for good."""
        _end([kept for kept in self._kept if not kept.service.ends_last], GRACE_S)
        _end([kept for kept in self._kept if kept.service.ends_last], LAST_GRACE_S)

    def _start_again(self, kept: _Kept) -> None:
        """A machine without memory or room for a moment must not end those that still work."""
        try:
            kept.start()
        except OSError as error:
            kept.note_death()
            self._say(f"{kept.service.name} can't be started: {error.strerror}")

    def _bury(self, kept: _Kept) -> None:
        status = kept.note_death()
        if kept.deaths == COMPLAIN_AFTER_DEATHS:
            where = f"; see {kept.service.log}" if kept.service.log else ""
            self._say(f"{kept.service.name} keeps ending with status {status}{where}")


@contextmanager
def signals_stop(supervisor: Supervisor) -> Iterator[None]:
    """Ctrl-C, SIGTERM and a closed terminal all mean: stop everything."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: supervisor.stopping.set())
    try:
        yield
    finally:
        supervisor.stop()


def die_with_parent(parent: int) -> Callable[[], None] | None:
    """What a child runs before its program: from then on the kernel ends it when we end."""
    if _prctl is None:
        return None

    def bind() -> None:
        _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # we died in between, and nobody will tell the child
            os._exit(1)

    return bind


def _end(kept: Sequence[_Kept], grace_s: float) -> None:
    for one in kept:
        one.send(signal.SIGTERM)
    until = time.monotonic() + grace_s
    while any(one.process and not one.has_died() for one in kept) and time.monotonic() < until:
        time.sleep(0.05)
    for one in kept:
        one.send(signal.SIGKILL)
        if one.process:
            one.process.wait()


@contextmanager
def _output(log: Path | None) -> Iterator[IO[bytes] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        yield out
