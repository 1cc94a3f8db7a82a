import errno
import itertools
import os
import signal
import subprocess
import sys
import time
from unittest.mock import Mock

import pytest

from service.supervisor import Service, Supervisor

LIVES = "import time\nprint('up', flush=True)\ntime.sleep(60)"


def script(name, code, folder, **more):
    return Service(name, (sys.executable, "-c", code), log=folder / f"{name}.log", **more)


def until(true, within_s=30.0):
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def starts(folder, name):
    log = folder / f"{name}.log"
    return log.read_text().count("up") if log.exists() else 0


@pytest.fixture
def supervise():
    supervisors = []

    def begin(*services):
        said = []
        supervisors.append(Supervisor(services, said.append))
        supervisors[-1].start()
        return supervisors[-1], said

    yield begin
    for one in supervisors:
        one.stop()


def test_it_starts_the_dead_again(supervise, tmp_path):
    supervisor, _ = supervise(script("short", "print('up')", tmp_path))

    def started_twice():
        supervisor.look()
        return starts(tmp_path, "short") >= 2

    until(started_twice)


def test_who_dies_again_waits_longer(supervise, tmp_path):
    supervisor, _ = supervise(script("short", "print('up')", tmp_path))
    [kept], waits = supervisor._kept, []
    for _ in range(4):
        kept.process.wait()
        kept.note_death()
        waits.append(kept.start_at - time.monotonic())
        kept.start()
    assert all(later > 1.5 * earlier for earlier, later in itertools.pairwise(waits))


def test_what_was_killed_comes_back(supervise, tmp_path):
    supervisor, _ = supervise(script("one", LIVES, tmp_path))
    until(lambda: starts(tmp_path, "one") == 1)
    supervisor._kept[0].process.kill()

    def is_back():
        supervisor.look()
        return starts(tmp_path, "one") == 2

    until(is_back)


def test_what_cant_be_started_for_now_is_tried_again(supervise, tmp_path, monkeypatch):
    supervisor, said = supervise(script("one", LIVES, tmp_path))
    until(lambda: starts(tmp_path, "one") == 1)
    supervisor._kept[0].process.kill()
    full = OSError(errno.ENOMEM, "Cannot allocate memory")
    monkeypatch.setattr(subprocess, "Popen", Mock(side_effect=full))

    def look():
        supervisor.look()
        return said

    until(look)
    monkeypatch.undo()
    until(lambda: supervisor.look() or starts(tmp_path, "one") == 2)
    assert said == ["one can't be started: Cannot allocate memory"]


def test_it_says_once_that_a_process_keeps_ending(supervise, tmp_path):
    supervisor, said = supervise(script("broken", "raise SystemExit(3)", tmp_path))

    def complained():
        supervisor.look()
        return said

    until(complained)
    assert said == [f"broken keeps ending with status 3; see {tmp_path / 'broken.log'}"]


def test_it_ends_all_of_them(supervise, tmp_path):
    supervisor, _ = supervise(
        script("one", LIVES, tmp_path), script("last", LIVES, tmp_path, ends_last=True)
    )
    supervisor.stop()
    assert all(kept.process.poll() is not None for kept in supervisor._kept)


TELLS = """
import pathlib, signal, sys, time
def end(*_):
    time.sleep(0.2)
    print(sys.argv[1], file=open(sys.argv[2], "a"))
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(60)
"""


def test_what_the_others_need_ends_after_them(supervise, tmp_path):
    ended = tmp_path / "ended"

    def telling(name, **more):
        argv = (sys.executable, "-c", TELLS, name, str(ended))
        return Service(name, argv, log=tmp_path / f"{name}.log", **more)

    supervisor, _ = supervise(telling("redis", ends_last=True), telling("worker"))
    until(lambda: starts(tmp_path, "redis") and starts(tmp_path, "worker"))
    supervisor.stop()
    assert ended.read_text().split() == ["worker", "redis"]


PARENT = """
import sys, time
from pathlib import Path
from service.supervisor import Service, Supervisor
code = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
supervisor = Supervisor([Service("child", (sys.executable, "-c", code), log=Path(sys.argv[1]))], print)
supervisor.start()
supervisor.run()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children by itself")
def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path):
    log = tmp_path / "child.log"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(log)])
    until(lambda: log.exists() and log.read_text().strip())
    child = int(log.read_text())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    until(lambda: not is_alive(child))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
