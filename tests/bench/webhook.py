"""What a text costs, against the same app's signed route without a database."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response, request

from service.carrier import twiml
from service.webhooks.guard import Guard
from tests.bench.measure import ROUNDS, Row, rates_in_turn
from tests.bench.town import open_line, send
from tests.bench.town import request as prepare
from tests.line import Line

COUNT = 120
FOUND = b"near Costa Mesa"


def webhook_find(url: str | None = None, name: str = "webhook_find") -> Iterator[Row]:
    """A text found and answered, everything on."""
    line = open_line(url)
    yield _against_reference(line, name, "aa tonight near 92626", FOUND)


def webhook_find_pg() -> Iterator[Row]:
    """The same on a real PostgreSQL."""
    from tests.bench.postgres import running_postgres  # the wheel is a test's, not everybody's

    with running_postgres() as url:
        yield from webhook_find(url, "webhook_find_pg")


def webhook_crisis() -> Iterator[Row]:
    """A crisis text answered, with its record written."""
    yield _against_reference(open_line(), "webhook_crisis", "i want to kill myself", b"988")


def _against_reference(line: Line, name: str, words: str, expected: bytes) -> Row:
    add_reference(line)
    total = COUNT * (ROUNDS + 1)
    texts = [prepare(line, "/text", line.text_form(words, _number(n))) for n in range(total)]
    plain = [prepare(line, "/reference", line.text_form(words, _number(n))) for n in range(total)]

    def answer(number: int) -> None:
        if expected not in send(line, texts[number]):
            raise RuntimeError("the text was not answered as expected")

    with _ticker_beside(line):
        mine, _, ratio = rates_in_turn(
            answer, lambda number: send(line, plain[number]) and None, COUNT
        )
    versus = "the same app's signed route without a database"
    return Row(name, "texts", round(mine, 1), "1/s", "higher", versus, round(ratio, 3), ROUNDS)


@contextmanager
def _ticker_beside(line: Line) -> Iterator[None]:
    """What the ticker does for a text while it runs: it moves the log into the file."""
    stop = threading.Event()

    def tick() -> None:
        while not stop.wait(1.0):
            line.house.database.checkpoint()

    ticker = threading.Thread(target=tick)
    ticker.start()
    yield
    stop.set()
    ticker.join()


def add_reference(line: Line) -> None:
    """The signed route without a database that others are measured against."""
    guard = Guard(line.house.settings)

    @line.app.post("/reference")
    @guard
    def reference() -> Response:
        words = twiml.message(request.form["Body"])
        return Response(twiml.response(words), mimetype="text/xml")


def _number(number: int) -> str:
    """A community of two hundred phones that text again and again."""
    return f"+1{(406, 307)[number // 100 % 2]}55501{number % 100:02d}"
