"""A real Chromium, the one Debian installs, on the page of a running simulator."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.commands.simulated import address, at_once  # noqa: F401
from tests.simulator.line import line, make  # noqa: F401

# No sandbox: CI runs as root. No first-run pages and no background traffic: nothing but our page.
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Skips where there is none: `make test-browser` names one in CHROMIUM."""
    # Playwright comes with the browser extra alone, and the other tests are collected without it.
    sync_api = pytest.importorskip("playwright.sync_api", reason="run make test-browser")
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def phones(chromium: Any, address: str) -> Iterator[Any]:  # noqa: F811
    """The page, opened; a test fails when the page met an error of its own."""
    page = chromium.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    yield page
    page.close()
    assert problems == []
