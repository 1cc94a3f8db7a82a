"""The console over a real server and the demo's own community, for a real browser to look at."""

import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from service.access.sign_in import code_of
from service.house import House
from service.models import SignIn
from service.sample.community import fill
from tests.line import BEN, Line
from tests.world import World, world_of

# No sandbox: CI runs as root. No first-run pages and no background traffic: nothing but our page.
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1200, "height": 800}
OF_A_SORT = 2
LINKS = "all => all.filter(a => a.origin == location.origin).map(a => a.pathname + a.search)"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(WSGIRequestHandler):
    def log_request(self, *args: Any, **kwargs: Any) -> None:
        pass


@dataclass
class Office:
    """`address` is where the console is; whoever signs in gets the code that was sent last.

    Time passes only where a test lets it: `world.pass_time`, and the ticker does what is due.
    """

    address: str
    world: World

    @property
    def house(self) -> House:
        return self.world.line.house

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

    def every_page(self, page: Any) -> Iterator[str]:
        """Opens what links lead to from Today, two of a sort: a notice that waits isn't one that went."""
        waiting, known, sorts = deque(["/console/"]), {"/console/"}, Counter()
        while waiting:
            path = waiting.popleft()
            page.goto(f"{self.address}{path}")
            yield path
            for link in page.eval_on_selector_all("a[href]", LINKS):
                if is_a_file(link) or link in known or sorts[self.sort_of(link)] == OF_A_SORT:
                    continue
                known.add(link)
                sorts[self.sort_of(link)] += 1
                waiting.append(link)

    def sort_of(self, path: str) -> str:
        """The endpoint behind it. Raises NotFound where a link leads nowhere."""
        routes = self.world.line.app.url_map.bind("127.0.0.1")
        return str(routes.match(urlsplit(path).path, method="GET")[0])


def is_a_file(path: str) -> bool:
    return "." in urlsplit(path).path


@contextmanager
def opened(house: House) -> Iterator[Office]:
    fill(house)
    world = world_of(Line(house))
    server = make_server("127.0.0.1", 0, world.line.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Office(f"http://127.0.0.1:{server.server_port}", world)
    server.shutdown()
    thread.join()
    server.server_close()


def speak(page: Any, language: str) -> None:
    """Changes to that language by the button at the foot, unless it is spoken already."""
    button = page.locator(f"footer button[name=language][value={language}]")
    if button.count():
        button.click()
