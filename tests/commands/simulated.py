"""A simulator on loopback, whose line answers as the test says, and a way to run commands against it.

A conftest takes the fixtures it needs from here.
"""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from service.simulator.carrier import CallDelays, ReceiptDelays, Simulator
from service.simulator.server import create_simulator, serve
from tests.simulator.line import Line

AT_ONCE = {"receipt_delays": ReceiptDelays(0, 0, 0), "call_delays": CallDelays(0, 0)}


@pytest.fixture
def at_once(make: Callable[..., Simulator]) -> Iterator[Simulator]:
    """A simulator that is running, with none of the usual delays."""
    simulator = make(**AT_ONCE)
    simulator.start()
    yield simulator
    simulator.stop()


@pytest.fixture
def address(at_once: Simulator) -> Iterator[str]:
    server = serve(create_simulator(at_once))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Terminal:
    """Runs commands as a shell would; `rows` reads what --json printed."""

    address: str
    line: Line

    def run(self, command: click.Command, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(command, [*words, "--url", self.address], input=typed)

    def rows(self, command: click.Command, *words: str, typed: str = "") -> list[dict[str, Any]]:
        result = self.run(command, *words, "--json", typed=typed)
        assert result.exit_code == 0, result.output
        return [json.loads(row) for row in result.stdout.splitlines()]


@pytest.fixture
def terminal(address: str, line: Line) -> Terminal:
    return Terminal(address, line)
