"""How far long work is, on standard error: a bar on a terminal, else a line now and then."""

import sys
from types import TracebackType
from typing import Any, Self

import click

# Less is over before anybody reads it.
WORTH_TELLING = 50_000
LINES = 10


class Progress:
    """`expect` is told once how much there is, `step` how much more is done."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._total = self._done = self._told = 0
        self._bar: Any = None  # click has no public name for its kind

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        if self._bar:
            self._bar.__exit__(kind, error, where)

    def expect(self, total: int) -> None:
        self._total = total
        if total >= WORTH_TELLING and sys.stderr.isatty():
            bar = click.progressbar(length=total, label=self._what, file=sys.stderr)
            self._bar = bar.__enter__()

    def step(self, count: int) -> None:
        self._done += count
        if self._bar:
            self._bar.update(count)
        elif self._total >= WORTH_TELLING:
            self._tell()

    def _tell(self) -> None:
        tenths = LINES * self._done // self._total
        if tenths > self._told:
            self._told = tenths
            click.echo(f"{self._what}: {self._done} of {self._total} rows", err=True)
