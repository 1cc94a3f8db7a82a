"""The demo as a person starts it: every process of it is real."""

import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from dotenv import dotenv_values
from redis import Redis

from service.redis_server import redis_command

PORCHLIGHT = Path(sys.executable).with_name("porchlight")
NEW, WALT, LEE = "+14065550141", "+14065550110", "+14065550130"


@dataclass
class Demo:
    folder: Path
    port: int
    process: subprocess.Popen

    def run(self, *words):
        """A command in the demo's folder, as a second terminal would run it."""
        return subprocess.run(
            [PORCHLIGHT, *words], cwd=self.folder, env=environment(), capture_output=True, text=True
        )

    def rows(self, *words):
        done = self.run(*words, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(60)
        self.process.stdout.close()
        return status


def environment():
    """None of our own settings, and no proxy that would see loopback."""
    kept = ("PATH", "HOME", "LANG")
    return {name: os.environ[name] for name in kept if name in os.environ}


def start(folder, port):
    process = subprocess.Popen(
        [PORCHLIGHT, "demo", "--port", str(port)],
        cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    demo = Demo(folder, port, process)
    assert process.stdout.readline() == f"ready http://127.0.0.1:{port}\n"
    return demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = start(tmp_path_factory.mktemp("demo"), port)
    yield started
    try:
        assert started.stop() == 0
    finally:
        started.process.kill()  # else it would be told of beside another test
    assert still_running(started.folder) == []


def still_running(folder):
    """Processes whose settings name this folder, zombies aside."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text())
        except OSError:
            continue
    return found


def test_the_first_text_is_answered(demo):
    [reply] = demo.rows("text", "--from", NEW, "aa tonight near 59718")
    assert "AA near Bozeman MT" in reply["body"].splitlines()[0]


def test_the_doctor_finds_it_well(demo):
    """But for Redis, where there is none. Asked before the clock goes past a shift nobody confirms."""
    found = demo.run("doctor", "--json").stdout.splitlines()
    wrong = [row["check"] for row in map(json.loads, found) if not row["ok"]]
    assert wrong == ([] if redis_command(demo.folder) else ["redis"])


def test_a_reminder_arrives_once_when_the_clock_gets_there(demo):
    for words in ("aa saturday near 59715", "1", "1"):
        demo.rows("text", "--from", NEW, words)
    moves = (demo.rows("clock", "next")[0]["fired"] for _ in range(40))  # shifts come between
    mine = next(found for fired in moves if (found := [one for one in fired if one["to"] == NEW]))
    assert [(one["kind"], one["state"]) for one in mine] == [("reminder.due", "delivered")]


def test_others_find_it_by_its_run_file(demo):
    path = demo.folder / "var" / "run.json"
    told = json.loads(path.read_text())
    assert told["web"] == f"http://127.0.0.1:{demo.port}"
    assert told["pid"] == demo.process.pid
    assert path.stat().st_mode & 0o077 == 0


def test_a_second_one_in_the_same_folder_is_refused(demo):
    second = demo.run("demo", "--port", str(demo.port))
    assert (second.returncode, second.stdout) == (2, "")
    assert second.stderr.count("\n") == 1


def test_a_port_that_is_taken_is_refused_in_one_line(demo, tmp_path):
    elsewhere = Demo(tmp_path, demo.port, demo.process)
    refused = elsewhere.run("demo", "--port", str(demo.port))
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"Port {demo.port} is taken.")


def test_its_clock_goes_forward_only(demo):
    assert demo.run("clock", "2020-01-01").returncode == 2


def test_a_caller_who_presses_0_talks_with_lee(demo):
    demo.run("behave", LEE, "answer", "--keys", '1w"I am Lee."w')
    rows = demo.rows("call", "--from", WALT, "--keys", '0w2w"Thank you."w')
    told = [(row["event"], row["to"] or row["text"]) for row in rows]
    assert ("bridge", LEE) in told and ("voice", "I am Lee.") in told
    assert demo.run("cases", "show", "1").stdout.splitlines()[-1].endswith("closed")


def test_its_logs_hold_no_number(demo):
    logs = "".join(path.read_text() for path in (demo.folder / "var" / "log").glob("*.log"))
    assert '"event"' in logs
    assert "406555" not in logs  # all the community's numbers; a timestamp may hold 555


def test_its_redis_holds_no_number_and_no_words(demo):
    url = dotenv_values(demo.folder / "var" / "demo.env")["REDIS_URL"]
    if not url:
        pytest.skip("this machine has no Redis")
    with Redis.from_url(url) as redis:
        held = b" ".join(key + b" " + content_of(redis, key) for key in redis.scan_iter())
    assert held
    assert b"406555" not in held and b"Bozeman" not in held and b"Evening" not in held


def content_of(redis, key):
    readers = {
        b"string": redis.get,
        b"hash": redis.hgetall,
        b"list": lambda key: redis.lrange(key, 0, -1),
        b"set": redis.smembers,
        b"zset": lambda key: redis.zrange(key, 0, -1),
    }
    return repr(readers[redis.type(key)](key)).encode()
