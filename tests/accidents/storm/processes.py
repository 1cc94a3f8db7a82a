"""The processes of a line in the storm: the real ones, with windows scaled down from outside."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from service.supervisor import die_with_parent

ROOT = Path(__file__).parents[3]
HERE = "tests.accidents.storm"
START_WITHIN_S = 60.0
# A process that was killed comes back after this long; `porchlight up` and platforms do the same.
PAUSE_S = 0.3


class Fleet:
    """Starts, kills and starts again. Used by one thread only: Linux ends a process with the thread
    that started it."""

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self._environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
        self._logs = logs
        self._commands: dict[str, list[str]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._again_at: dict[str, float] = {}
        self.kills = 0

    def start(self, name: str, module: str, *arguments: str) -> None:
        self._commands[name] = [sys.executable, "-m", module, *arguments]
        self._begin(name)

    def start_worker(self, name: str) -> None:
        """`normal-too` is a second one of the queue `normal`."""
        self.start(name, f"{HERE}.worker_process", "worker", name.partition("-")[0])

    def send(self, name: str, number: int) -> None:
        if name in self._running:
            self._running[name].send_signal(number)

    def kill(self, name: str) -> None:
        """As a power cut would: nothing is finished, nothing is said."""
        if name in self._running:
            self._running[name].kill()
            self.kills += 1

    def look(self) -> None:
        """Starts again what has died."""
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                del self._running[name]
                self._again_at[name] = time.monotonic() + PAUSE_S
        for name, at in list(self._again_at.items()):
            if time.monotonic() >= at:
                del self._again_at[name]
                self._begin(name)

    def stop(self) -> None:
        for process in self._running.values():
            process.kill()
        for process in self._running.values():
            process.wait()

    def _begin(self, name: str) -> None:
        with (self._logs / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                self._commands[name],
                cwd=self._logs.parent,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(os.getpid()),
            )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int) -> None:
    until = time.monotonic() + START_WITHIN_S
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < until, f"nothing listens on {port}"
        time.sleep(0.05)
