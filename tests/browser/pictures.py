"""`python -m tests.browser.pictures FOLDER`: each screen of the console, as docs/console.md shows them.

The sample community on a Tuesday evening, with what `life` has go on in it. Everybody in it is made up.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from service import migrate
from service.clock import FixedClock
from service.crypto import Keyring, attach, fresh_keys
from service.db import Database
from service.house import House
from service.webhooks import sms
from tests.browser.life import live
from tests.browser.office import FLAGS, NARROW, Office, opened
from tests.line import settings_for

TUESDAY_EVENING = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # six in Montana, an hour before TUE
USUAL = {"width": 960, "height": 500}
TALLEST, STEP = 1400, 100  # what is below is left out
LARGEST = 120_000  # bytes


@dataclass(frozen=True)
class Picture:
    """`sort` is the endpoint of the page, or its path; `how` the browser's context."""

    name: str
    sort: str
    how: dict[str, Any] = field(default_factory=dict)


DARK, ON_A_PHONE = {"color_scheme": "dark"}, {"viewport": NARROW}
PICTURES = (
    Picture("today", "console.today.show"),
    Picture("today-dark", "console.today.show", DARK),
    Picture("today-phone", "console.today.show", ON_A_PHONE),
    Picture("send", "console.send.show"),
    Picture("send-dark", "console.send.show", DARK),
    Picture("send-phone", "console.send.show", ON_A_PHONE),
    Picture("notice", "console.send.notice.show"),
    Picture("notice-sent", "/console/send/1"),
    Picture("inbox", "console.inbox.show"),
    Picture("case", "console.on_call.case"),
    Picture("meetings", "console.meetings.show"),
    Picture("meeting", "console.meetings.one"),
    Picture("meeting-list", "console.meetings.lists.one"),
    Picture("people", "console.people.show"),
    Picture("person", "/console/people/1"),
    Picture("people-list", "console.people.people_lists.one"),
    Picture("check-ins", "console.check_ins.show"),
    Picture("on-call", "console.on_call.show"),
    Picture("reports", "console.reports.show"),
    Picture("settings", "console.settings.show"),
)


def take_all(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, _house(Path(made)) as house:
        sms.CRISIS_WITHIN_S = 5.0  # a machine that is busy with a browser has all the time it needs
        with opened(house) as office, sync_playwright() as playwright:
            live(office)
            path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            _take(office, browser, folder)
            browser.close()


def _take(office: Office, browser: Any, folder: Path) -> None:
    page = office.sign_in(browser.new_page(viewport=USUAL))
    paths: dict[str, str] = {}
    for path in office.every_page(page):
        paths.setdefault(office.sort_of(path), path)
    kept = page.context.storage_state()
    for picture in PICTURES:
        context = browser.new_context(**{"viewport": USUAL, "storage_state": kept} | picture.how)
        page = context.new_page()
        page.goto(f"{office.address}{paths.get(picture.sort, picture.sort)}")
        _shoot(page, folder / f"{picture.name}.png")
        context.close()


def _shoot(page: Any, to: Path) -> None:
    """As much of its head as fits."""
    width = page.viewport_size["width"]
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    taken = b" " * (LARGEST + 1)
    while len(taken) > LARGEST:
        page.set_viewport_size({"width": width, "height": height})
        taken = page.screenshot()
        height -= STEP
    to.write_bytes(taken)


@contextmanager
def _house(folder: Path) -> Iterator[House]:
    database = Database(f"sqlite:///{folder}/porchlight.db")
    migrate.upgrade(database)
    keyring = Keyring.from_json(fresh_keys())
    attach(database.engine, keyring)
    with House(settings_for(folder), FixedClock(TUESDAY_EVENING), keyring, database) as house:
        yield house


if __name__ == "__main__":
    take_all(Path(sys.argv[1]))
