"""Which simulator a command speaks to."""

import json
from pathlib import Path

import pytest

from service.commands.running import LINE, NOT_RUNNING, simulator
from service.errors import BadInput
from service.simulator.server import serve

WEB, CARRIER = "http://127.0.0.1:8000", "http://127.0.0.1:8001"


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    path = tmp_path / "run.json"
    path.write_text(json.dumps({"web": WEB, "simulator": CARRIER, "pid": 1}))
    return path


def test_it_finds_the_demo_of_this_folder(run_file):
    found = simulator(run_file=run_file)
    assert (found.url, found.line) == (CARRIER, LINE)


def test_a_url_wins(run_file):
    assert simulator("http://127.0.0.1:9/", run_file).url == "http://127.0.0.1:9"


def test_the_demos_own_address_means_its_simulator(run_file):
    assert simulator(WEB + "/", run_file).url == CARRIER


@pytest.mark.parametrize("content", [None, "", "{}"], ids=["none", "half written", "empty"])
def test_without_a_demo_it_says_how_to_start_one(tmp_path, content):
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(BadInput, match="porchlight demo"):
        simulator(run_file=path)


def test_a_demo_that_has_gone_is_said_in_the_same_words():
    gone = serve(None)
    gone.server_close()
    with pytest.raises(BadInput, match=NOT_RUNNING):
        simulator(f"http://127.0.0.1:{gone.server_port}").get("clock")


def test_an_address_needs_its_scheme():
    with pytest.raises(BadInput, match="http://"):
        simulator("127.0.0.1:8001")
