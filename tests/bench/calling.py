"""What a step of a call costs, against the same step by text."""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta

from service.clock import FixedClock
from tests.bench.measure import ROUNDS, Row
from tests.bench.town import open_line, send
from tests.bench.town import request as prepare
from tests.line import ACCOUNT, LINE, Line

PHONES = 30
AN_EXCHANGE = timedelta(minutes=15)  # or it would be taken for a loop of machines
# The same steps: the menu, where, the kind, the list. A call is asked one thing more before its list.
BY_TEXT = ("MENU", "1", "92626", "1")
BY_KEY = ("#", "1", "92626", "1", "4")
ONLY_BY_KEY = 3


def call_step_vs_text() -> Iterator[Row]:
    """From the menu to a list of meetings: the mean step on a call over the mean step by text."""
    line, pairs = open_line(), []
    for turn in range(ROUNDS + 1):
        assert isinstance(line.house.clock, FixedClock)
        line.house.clock.advance(AN_EXCHANGE)
        both = [(_called(line, turn, number), _texted(line, number)) for number in range(PHONES)]
        calls, texts = zip(*both, strict=True)
        pairs.append((statistics.median(calls), statistics.median(texts)))
    warm = pairs[1:]
    ratio = statistics.median(call / text for call, text in warm)
    value = 1e3 * statistics.median(call for call, _ in warm)
    versus = "the same step by text"
    name = "call_step_vs_text"
    yield Row(name, "step", round(value, 3), "ms", "lower", versus, round(ratio, 3), ROUNDS)


def _texted(line: Line, number: int) -> float:
    """Seconds a step took in the mean."""
    spent = [_seconds(line, "/text", line.text_form(said, _phone(number))) for said in BY_TEXT]
    return statistics.mean(spent)


def _called(line: Line, turn: int, number: int) -> float:
    form = {"CallSid": f"CA{turn:016x}{number:016x}", "AccountSid": ACCOUNT, "To": LINE}
    form |= {"From": _phone(number), "Direction": "inbound", "CallStatus": "in-progress"}
    _seconds(line, "/voice/in", form)
    spent = [
        _seconds(line, f"/voice/turn/{step}", {**form, "Digits": keys})
        for step, keys in enumerate(BY_KEY, 1)
    ]
    return statistics.mean(spent[:ONLY_BY_KEY] + spent[ONLY_BY_KEY + 1 :])


def _seconds(line: Line, path: str, form: dict[str, str]) -> float:
    prepared = prepare(line, path, form)
    began = time.perf_counter()
    answer = send(line, prepared)
    spent = time.perf_counter() - began
    if b"</Say>" not in answer and b"</Body>" not in answer:
        raise RuntimeError("nothing was answered")
    return spent


def _phone(number: int) -> str:
    return f"+1406555{100 + number:04d}"
