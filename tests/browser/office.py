"""The console over a real server and the demo's own community, for a real browser to look at."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from service.access.sign_in import code_of
from service.app import create_app
from service.console.menu import ENTRIES
from service.house import House
from service.models import SignIn
from service.sample.community import fill
from tests.line import BEN

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    def log_request(self, *args: Any, **kwargs: Any) -> None:
        pass


@dataclass
class Office:
    """`address` is where the console is; whoever signs in gets the code that was sent last."""

    address: str
    app: Flask
    house: House

    def code(self) -> str:
        with self.house.database.reading() as session:
            asked = session.scalar(select(SignIn).order_by(SignIn.id.desc()).limit(1))
            assert asked is not None
            return code_of(self.house.keyring, asked)

    def sign_in(self, page: Any, number: str = BEN) -> Any:
        page.goto(f"{self.address}/console/in")
        page.fill("#number", number)
        page.click("button[value=text]")
        page.fill("#code", self.code())
        page.click("main button")
        return page

    def paths(self) -> list[str]:
        """Each page of the menu."""
        with self.app.test_request_context():
            return [self.app.url_for(entry.endpoint) for entry in ENTRIES]


@contextmanager
def opened(house: House) -> Iterator[Office]:
    fill(house)
    app = create_app(house=house)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Office(f"http://127.0.0.1:{server.server_port}", app, house)
    server.shutdown()
    thread.join()
    server.server_close()


def speak(page: Any, language: str) -> None:
    """Changes to that language by the button at the foot, unless it is spoken already."""
    button = page.locator(f"footer button[name=language][value={language}]")
    if button.count():
        button.click()
