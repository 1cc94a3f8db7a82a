"""A real Chromium, the one Debian installs, on the page of a running simulator."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from service.house import House
from tests.browser.office import FLAGS, Office, opened
from tests.commands.simulated import address, at_once  # noqa: F401
from tests.simulator.line import line, make  # noqa: F401


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


@pytest.fixture
def office(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A machine that is busy with a browser has all the time it needs to write a crisis down."""
    monkeypatch.setattr("service.webhooks.sms.CRISIS_WITHIN_S", 5.0)
    with opened(house) as made:
        yield made


@pytest.fixture
def browse(chromium: Any) -> Iterator[Any]:
    """Opens a page of a browser that is set up so; what went wrong in it fails the test."""
    contexts, problems = [], []

    def open_page(**how: Any) -> Any:
        context = chromium.new_context(**how)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: said.type == "error" and problems.append(said.text))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []
