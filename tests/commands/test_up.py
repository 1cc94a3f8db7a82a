"""`porchlight up` as a small installation runs it: every process of it is real."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

PATIENCE_S = 60.0


def environment(folder):
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "LINE_NUMBER": "+14065550199",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "CARRIER_URL": "http://127.0.0.1:9",  # nobody is there, and nobody is asked for anything
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "a token",
        "DATA_DIR": str(folder),
    }


def porchlight(folder, *words):
    command = [sys.executable, "-c", "from service.cli import main; main()", *words]
    return subprocess.Popen(command, cwd=folder, env=environment(folder))


@pytest.fixture
def line(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert porchlight(tmp_path, "db", "upgrade").wait(PATIENCE_S) == 0
    started = porchlight(tmp_path, "up", "--port", str(port))
    yield started
    started.kill()
    started.wait()


def running(folder):
    """What of this installation runs: process id by the last words of its command."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"DATA_DIR={folder}".encode() in (process / "environ").read_bytes():
                words = (process / "cmdline").read_bytes().decode().split("\0")
                found[" ".join(words[-3:]).strip()] = int(process.name)
        except OSError:
            continue
    return found


def until(true):
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_killed_worker_comes_back_and_all_of_it_ends_when_told(line, tmp_path):
    until(lambda: {"worker bulk", "worker urgent"} <= running(tmp_path).keys())
    killed = running(tmp_path)["worker bulk"]
    os.kill(killed, signal.SIGKILL)
    until(lambda: running(tmp_path).get("worker bulk", killed) != killed)
    line.send_signal(signal.SIGTERM)
    assert line.wait(PATIENCE_S) == 0
    assert running(tmp_path) == {}
