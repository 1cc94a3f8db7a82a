"""Where our own thread's time goes as it sends: `python -m tests.bench.where_sending`. CPU, by part."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch

from service.delivery import ready, send
from service.delivery.pace import Pace
from service.delivery.runway import Runway
from service.delivery.send import Terms, drain
from tests.bench.sending_house import open_sender, put_out, real_client, words
from tests.bench.sending_stub import running_stub

TEXTS, ROUNDS = 2_000, 7
WHOLE = "our own thread, all of it"
# Where each is called from; an indented one is part of the one before.
PARTS: dict[str, tuple[Any, str]] = {
    "claim, with its commit": (send._Go, "_claim"),
    "making ready, with its commit": (send, "make_ready"),
    "  phones and people looked up": (ready, "_known"),
    "  attempts sealed and written": (ready, "_write_attempts"),
    "answers, with their commit": (send, "record"),
    "pace": (Pace, "take"),
    "rows handed to threads": (Runway, "launch"),
    "answers awaited": (Runway, "land"),
}
Spent = dict[str, float]


def main() -> None:
    with running_stub() as stub, real_client(stub) as carrier:
        house = open_sender()
        rounds = []
        for _ in range(ROUNDS + 1):
            put_out(house, TEXTS)
            with _counting() as spent, _timed(spent, WHOLE):
                drain(house, carrier, words, limit=TEXTS, terms=Terms(for_s=60))
            rounds.append(spent)
    for part in (WHOLE, *PARTS):
        us = median(spent[part] for spent in rounds[1:]) / TEXTS * 1e6
        share = median(spent[part] / spent[WHOLE] for spent in rounds[1:])
        print(f"{us:6.1f} us a text {100 * share:5.1f} %  {part}")


@contextmanager
def _counting() -> Iterator[Spent]:
    """Counts what each part spends, a few calls a batch: that costs next to nothing itself."""
    spent: Spent = defaultdict(float)
    with ExitStack() as patches:
        for part, (place, name) in PARTS.items():
            patches.enter_context(patch.object(place, name, _around(place, name, spent, part)))
        yield spent


def _around(place: Any, name: str, spent: Spent, part: str) -> Callable[..., Any]:
    real = getattr(place, name)

    def counted(*given: Any, **named: Any) -> Any:
        with _timed(spent, part):
            return real(*given, **named)

    return counted


@contextmanager
def _timed(spent: Spent, part: str) -> Iterator[None]:
    before = time.thread_time()
    yield
    spent[part] += time.thread_time() - before


if __name__ == "__main__":
    main()
