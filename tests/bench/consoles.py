"""The console's pages while a notice to twenty thousand people drains, receipts and all."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from html.parser import HTMLParser

import requests
from flask import Blueprint, Flask, url_for
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.access import roles
from service.access.sign_in import code_of
from service.clock import machine_now
from service.console.menu import ENTRIES, PAGES
from service.errors import DatabaseUnavailable
from service.house import House
from service.models import Heartbeat, Outbox, PhoneRow, Post, SignIn, State
from service.notices import halting
from tests.bench.bursting import ROOT, running
from tests.bench.measure import Row
from tests.bench.notices import PROCESSES, _draft, _hold, _join
from tests.bench.postgres import running_postgres
from tests.bench.sending_house import KEYS, open_sender, running_redis
from tests.sending import ACCOUNT, LINE, TOKEN

RATE = 75
OWNER = "+14065550120"
ROUNDS = 5
LOOKS = 8  # at each page, in each half of a round
BETWEEN_S = 0.05
SETTLE_S = 4.0
AT_MOST = 2.0
WAIT_S = 60.0
TRIES = 10
Halting = Callable[[Session, int, int | None, datetime], bool]


def console_under_load() -> Iterator[Row]:
    """The slowest twentieth of page loads, a notice draining at 75 a second, over those of an idle line."""
    yield from _rows("sqlite", None)
    with running_postgres() as url:
        yield from _rows("postgres", url)


def _rows(kind: str, database: str | None) -> Iterator[Row]:
    idle, busy, rate = _measured(database)
    pairs = [(_p95(one), _p95(other)) for one, other in zip(idle, busy, strict=True)]
    loaded = statistics.median(other for _, other in pairs)
    ratio = statistics.median(other / one for one, other in pairs)
    versus = (
        f"{statistics.median(one for one, _ in pairs) * 1000:.0f} ms idle; at most {AT_MOST:.0f} times; "
        f"{rate:.0f} texts a second meanwhile"
    )
    yield Row(
        "console_under_load", f"{kind}, p95 of a page", round(loaded * 1000, 1), "ms", "lower",
        versus, round(ratio, 3), ROUNDS,
    )  # fmt: skip


def _measured(database: str | None) -> tuple[list[list[float]], list[list[float]], float]:
    house = open_sender(database)
    groups = _join(house)
    with house.database.transaction() as session:
        roles.give(session, 1, Post.OWNER, house.clock.now())
        # The others' are too long for anybody to type.
        theirs = {"number": OWNER, "number_hash": house.keyring.hash(OWNER)}
        session.execute(update(PhoneRow).where(PhoneRow.id == 1).values(theirs))
    web, carrier = _port(), _port()
    idle: list[list[float]] = []
    busy: list[list[float]] = []
    with ExitStack() as stack:
        environment = _environment(house, web, carrier, stack.enter_context(running_redis()))
        if database:
            environment |= {"DATABASE_URL": database}
        stack.enter_context(_process(environment, "-m", "service.commands.simulated_carrier"))
        gunicorn = ("-c", "python:service.web_server", "-b", f"127.0.0.1:{web}")
        stack.enter_context(
            _process(environment, "-m", "gunicorn", *gunicorn, "service.app:create_app()")
        )
        for name in ("ticker", "bulk"):
            stack.enter_context(running(name, environment))
        _until(lambda: _alive(house) >= PROCESSES)
        browser = _signed_in(house, f"http://127.0.0.1:{web}")
        notice_id = _draft(house, groups)
        ends = _hold(house, notice_id)
        _until(lambda: _gone(house) > 0 and machine_now() > ends)
        rates = []
        for _ in range(ROUNDS):
            _halt(house, halting.pause, notice_id)
            idle.append(_loads(browser, f"http://127.0.0.1:{web}"))
            _halt(house, halting.resume, notice_id)
            began, gone = time.perf_counter(), _gone(house)
            busy.append(_loads(browser, f"http://127.0.0.1:{web}"))
            rates.append((_gone(house) - gone) / (time.perf_counter() - began))
    return idle, busy, statistics.median(rates)


def _environment(house: House, web: int, carrier: int, redis: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LINE_NUMBER": LINE,
        "PUBLIC_URL": f"http://127.0.0.1:{web}",
        "CARRIER_URL": f"http://127.0.0.1:{carrier}",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "DATA_DIR": str(house.settings.data_dir),
        "REDIS_URL": redis,
        "KEYS": KEYS,
        "SEGMENTS_A_SECOND": str(RATE),
        "CONTACT_FROM_HOUR": "0",
        "CONTACT_UNTIL_HOUR": "24",
        "LOG_LEVEL": "warning",
        "REQUESTS_CA_BUNDLE": requests.certs.where(),
    }


@contextmanager
def _process(environment: dict[str, str], *words: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class _Token(HTMLParser):
    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if named.get("name") == "csrf_token":
            self.found = named.get("value") or ""


def _signed_in(house: House, address: str) -> requests.Session:
    browser = requests.Session()
    door = f"{address}/console/in"
    _until(lambda: _answers(door))
    page = browser.post(door, data=_form(browser.get(door)) | {"number": OWNER, "way": "text"})
    with house.database.reading() as session:
        asked = session.scalar(select(SignIn).order_by(SignIn.id.desc()).limit(1))
        assert asked is not None
        code = code_of(house.keyring, asked)
    done = browser.post(f"{door}/code", data=_form(page) | {"code": code})
    assert done.url.endswith("/console/"), done.url
    return browser


def _answers(door: str) -> bool:
    try:
        return requests.get(door, timeout=2).ok
    except requests.ConnectionError:
        return False


def _form(page: requests.Response) -> dict[str, str]:
    token = _Token()
    token.feed(page.text)
    return {"csrf_token": token.found}


def _loads(browser: requests.Session, address: str) -> list[float]:
    """Seconds each, every page of the menu in turn."""
    took = []
    for _ in range(LOOKS):
        for path in PATHS:
            began = time.perf_counter()
            answer = browser.get(f"{address}{path}", timeout=30)
            took.append(time.perf_counter() - began)
            assert answer.ok, path
            time.sleep(BETWEEN_S)
    return took


def _halt(house: House, change: Halting, notice_id: int) -> None:
    """SQLite's one writer may be another process for longer than we wait; then again."""
    for _ in range(TRIES):
        try:
            with house.database.transaction() as session:
                change(session, notice_id, 1, house.clock.now())
            break
        except DatabaseUnavailable:
            continue
    time.sleep(SETTLE_S)


def _alive(house: House) -> int:
    with house.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Heartbeat)) or 0


def _gone(house: House) -> int:
    waiting = (State.QUEUED, State.SENDING)
    with house.database.reading() as session:
        gone = select(func.count()).where(
            Outbox.message == "notice.told", Outbox.state.not_in(waiting)
        )
        return session.scalar(gone) or 0


def _until(come: Callable[[], object]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not come():
        if time.monotonic() > deadline:
            raise RuntimeError("it never came; is a process of it not running?")
        time.sleep(0.2)


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def _paths() -> list[str]:
    """Where each page of the menu is; no house is needed to know that."""
    app, door = Flask("paths"), Blueprint("console", "console", url_prefix="/console")
    for page in PAGES:
        door.register_blueprint(page)
    app.register_blueprint(door)
    with app.test_request_context():
        return [url_for(entry.endpoint) for entry in ENTRIES]


PATHS = _paths()
